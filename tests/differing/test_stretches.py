"""What is told of many frames: stretches, and the few that are shown."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from hframes.differing.chosen import Choice
from hframes.differing.findings import FrameApart, Stretch
from hframes.differing.measure import Rules, levels
from hframes.differing.stretches import Chronicle
from hframes.differing.wording import stretch_words
from hframes.verification.findings import Box, Distance
from tests.differing.helpers import plain, spotted


def far(left: int = 0, pixels: int = 4, largest: int = 9) -> Distance:
    return Distance(box=Box(left=left, top=0, width=2, height=2), pixels=pixels, largest=largest)


def test_neighbours_are_one_stretch_with_the_most_of_each() -> None:
    chronicle = Chronicle(Fraction(10))
    chronicle.same()
    chronicle.apart(1, far(0, 4, 9), 0.1)
    chronicle.apart(2, far(10, 8, 7), 0.3)
    chronicle.apart(3, far(4, 2, 5), 0.2)
    chronicle.same()
    chronicle.apart(5, far(), 0.5)
    first, second = chronicle.stretches()
    assert first == Stretch(
        how="differ",
        first=1,
        last=3,
        begin=0.1,
        end=0.4,
        pixels=8,
        largest=9,
        box=Box(left=0, top=0, width=12, height=2),
        worst=2,
    )
    assert (second.first, second.last, second.worst) == (5, 5, 5)
    assert (chronicle.compared, chronicle.differing, chronicle.missing) == (6, 4, 0)


def test_frames_that_only_one_has_are_a_stretch_of_their_own() -> None:
    chronicle = Chronicle(Fraction(10))
    chronicle.only("only in B", 3)
    chronicle.apart(4, None, None)
    chronicle.only("only in A", 5)
    chronicle.only("only in A", 6)
    assert [(one.how, one.first, one.last) for one in chronicle.stretches()] == [
        ("only in B", 3, 3),
        ("differ", 4, 4),
        ("only in A", 5, 6),
    ]
    assert (chronicle.compared, chronicle.missing) == (1, 3)


@pytest.mark.parametrize(
    ("frames", "words"),
    [
        (range(4, 5), "frame 4 (0:00.400): 4 pixels by up to 9 levels, within 2×2 at 0,0"),
        (range(4, 7), "frames 4-6 (0:00.400-0:00.700): up to 4 pixels by up to 9 levels, within 2×2 at 0,0"),
    ],
)
def test_a_stretch_is_told_in_a_line(frames: range, words: str) -> None:
    chronicle = Chronicle(Fraction(10))
    for frame in frames:
        chronicle.apart(frame, far(), 0.1)
    (stretch,) = chronicle.stretches()
    assert stretch_words(stretch, "10") == words


def chosen(most: int, stretches: list[list[float]]) -> list[int]:
    """The frames that are shown of stretches with these means; between two lie 10 frames."""
    choice = Choice(most)
    picture, other = plain(), spotted(1, 1, 2, 2)
    apart = levels(picture, other, Rules())
    frame = 0
    for stretch, means in enumerate(stretches):
        for mean in means:
            choice.add(stretch, FrameApart(frame=frame, time=0.0, mean=mean), picture, other, apart)
            frame += 1
        frame += 10
    return [one.told.frame for one in choice.shown()]


def test_all_are_shown_where_there_is_room() -> None:
    assert chosen(4, [[1, 1], [1]]) == [0, 1, 12]
    assert chosen(0, [[1, 1]]) == []


def test_the_worst_of_a_stretch_is_shown_and_others_are_spread_over_it() -> None:
    means = [1.0] * 64
    means[37] = 2.0
    shown = chosen(5, [means])
    assert 37 in shown
    assert 0 in shown
    assert max(later - earlier for earlier, later in pairwise(shown)) <= 32
    assert max(shown) >= 32


def test_no_stretch_is_left_out_for_the_neighbours_of_another() -> None:
    shown = chosen(3, [[5.0] * 20, [1.0], [0.5]])
    assert shown[1:] == [30, 41]


def test_of_more_stretches_than_there_is_room_the_worst_are_shown() -> None:
    assert chosen(2, [[1.0], [3.0], [2.0], [0.5]]) == [11, 22]


def test_pictures_are_made_small() -> None:
    choice = Choice(1)
    picture, other = plain(size=(1920, 1080)), spotted(3, 3, 1, 1, size=(1920, 1080))
    choice.add(0, FrameApart(frame=0, time=0, mean=1), picture, other, levels(picture, other, Rules()))
    (shown,) = choice.shown()
    assert shown.heat is not None
    assert shown.a.shape == shown.b.shape == shown.heat.shape == (540, 960, 4)
