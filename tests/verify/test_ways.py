"""What each way films: which frames, on how many pages, in what order."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from hframes.plan import Segment, segments
from hframes.verification.ways import ALL, MOST_PAGES, QUICK, TITLES, Way, count, takes

RATE = Fraction(30)
LONG = range(0, 300)  # five segments


def frames_of(plan: list[tuple[Segment, ...]]) -> list[int]:
    return [frame for take in plan for segment in take for frame in segment.frames]


def test_the_quick_ways_are_the_first_two_and_every_way_has_a_title() -> None:
    assert ALL[:2] == QUICK == (Way.AGAIN, Way.SHUFFLED)
    assert set(TITLES) == set(ALL)


@pytest.mark.parametrize("way", [Way.AGAIN, Way.BACKENDS, Way.DISTURBED])
def test_whole_renders_film_everything_in_order_on_one_page(way: Way) -> None:
    assert takes(way, LONG, RATE, Random(1)) == [tuple(segments(LONG, RATE))]


@pytest.mark.parametrize("chance", range(20))
def test_shuffled_segments_are_all_there_on_pages_of_their_own_in_another_order(chance: int) -> None:
    plan = takes(Way.SHUFFLED, LONG, RATE, Random(chance))
    assert [len(take) for take in plan] == [1] * 5
    assert sorted(frames_of(plan)) == list(LONG)
    assert frames_of(plan) != list(LONG)


def test_many_segments_share_pages_that_go_forward() -> None:
    frames = range(45, 60 * 100)
    plan = takes(Way.SHUFFLED, frames, RATE, Random(1))
    assert len(plan) == MOST_PAGES
    assert sorted(frames_of(plan)) == list(frames)
    for take in plan:
        assert [segment.index for segment in take] == sorted(segment.index for segment in take)
    first = [segment for take in plan for segment in take if segment.index == 0]
    assert first[0].lead == range(0, 45)


@pytest.mark.parametrize("way", [Way.SHUFFLED, Way.SEGMENT])
def test_a_single_segment_has_no_order(way: Way) -> None:
    assert takes(way, range(0, 60), RATE, Random(1)) == []


def test_one_segment_alone_is_not_the_first_one() -> None:
    for chance in range(20):
        ((segment,),) = takes(Way.SEGMENT, LONG, RATE, Random(chance))
        assert segment.index > 0


def test_stills_are_single_frames_with_a_page_each() -> None:
    plan = takes(Way.STILLS, LONG, RATE, Random(1))
    assert [len(take) for take in plan] == [1, 1, 1, 1]
    assert len(set(frames_of(plan))) == 4
    assert count(plan) == 4
    assert count(takes(Way.STILLS, range(7, 9), RATE, Random(1))) == 2


def test_the_choice_is_the_same_for_the_same_seed() -> None:
    for way in ALL:
        assert takes(way, LONG, RATE, Random("7 x")) == takes(way, LONG, RATE, Random("7 x"))
