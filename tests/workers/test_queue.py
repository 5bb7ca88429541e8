"""Segments are handed out in order, each once, and anew where a worker failed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hframes.errors import PageHungError, PageLostError
from hframes.plan import segments
from hframes.workers.queue import TRIES, TRIES_OF_A_HANG, SegmentQueue

PLAN = list(segments(range(300), Fraction(30)))
LOST = PageLostError("The page's process crashed")


def drain(queue: SegmentQueue) -> list[int]:
    taken = []
    while (segment := queue.take()) is not None:
        taken.append(segment.index)
    return taken


def test_segments_come_in_order_and_once() -> None:
    assert drain(SegmentQueue(PLAN)) == [0, 1, 2, 3, 4]


def test_what_is_finished_is_not_handed_out() -> None:
    assert drain(SegmentQueue(PLAN, {0, 3})) == [1, 2, 4]


def test_a_segment_that_is_given_back_comes_before_the_later_ones() -> None:
    queue = SegmentQueue(PLAN)
    first, _ = queue.take(), queue.take()
    assert first is not None
    queue.give_back(first, LOST)
    assert drain(queue) == [0, 2, 3, 4]
    assert queue.retries == 1


@pytest.mark.parametrize(
    ("error", "tries"), [(LOST, TRIES), (PageHungError("It does not answer", frame=7), TRIES_OF_A_HANG)]
)
def test_a_segment_that_fails_too_often_ends_the_render_with_its_own_error(error: PageLostError, tries: int) -> None:
    queue = SegmentQueue(PLAN)
    for _ in range(tries - 1):
        segment = queue.take()
        assert segment is not None
        queue.give_back(segment, error)
    segment = queue.take()
    assert segment is not None
    with pytest.raises(type(error)) as caught:
        queue.give_back(segment, error)
    assert caught.value is error


def test_after_the_page_has_ended_the_video_no_later_segment_is_handed_out() -> None:
    queue = SegmentQueue(PLAN)
    queue.end_after(2)
    assert drain(queue) == [0, 1, 2]
