"""The ways in which a video is rendered once more: which frames, on how many pages, in what order. Plans only."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from random import Random
from typing import TypeAlias

from hframes.plan import Segment, segments

# A page only goes forward, and each goes through all frames before its last: more pages cost more than they prove.
MOST_PAGES = 8
STILLS = 4


class Way(StrEnum):
    """A way to render a video once more, to be compared with its first render.

    Attributes:
        AGAIN: the same once more.
        SHUFFLED: its segments in another order, on fresh pages that are stepped to where each begins.
        SEGMENT: one segment alone.
        STILLS: single frames, each on a page of its own.
        BACKENDS: the other way to have the pixels. May differ by a few levels at the edges of backdrop filters, which
            is told and is no failure.
        DISTURBED: beside busy processes, with files that come late, the collector and a slowed page.
    """

    AGAIN = "again"
    SHUFFLED = "shuffled"
    SEGMENT = "segment"
    STILLS = "stills"
    BACKENDS = "backends"
    DISTURBED = "disturbed"


QUICK = (Way.AGAIN, Way.SHUFFLED)
ALL = tuple(Way)

TITLES = {
    Way.AGAIN: "rendered again",
    Way.SHUFFLED: "segments in shuffled order",
    Way.SEGMENT: "one segment alone",
    Way.STILLS: "single stills",
    Way.BACKENDS: "the other way to capture",
    Way.DISTURBED: "rendered while disturbed",
}

# What is filmed on one page, in order.
Take: TypeAlias = tuple[Segment, ...]


def takes(way: Way, frames: range, rate: Fraction, chance: Random) -> list[Take]:
    """What is to be filmed, page by page.

    Args:
        frames: those of the first render.
        chance: makes the choices.

    Returns:
        No page where the way has nothing to try: the order of segments where there is one.
    """
    whole = tuple(segments(frames, rate))
    if way is Way.SHUFFLED:
        return _shuffled(whole, chance) if len(whole) > 1 else []
    if way is Way.SEGMENT:
        return [(chance.choice(whole[1:]),)] if len(whole) > 1 else []
    if way is Way.STILLS:
        chosen = chance.sample(frames, min(STILLS, len(frames)))
        return [tuple(segments(range(frame, frame + 1), rate)) for frame in chosen]
    return [whole]


def _shuffled(whole: Sequence[Segment], chance: Random) -> list[Take]:
    order = chance.sample(whole, len(whole))
    if order == list(whole):
        order.reverse()
    pages = min(len(order), MOST_PAGES)
    return [tuple(sorted(order[page::pages], key=lambda segment: segment.index)) for page in range(pages)]


def count(plan: Sequence[Take]) -> int:
    """How many frames are filmed."""
    return sum(len(segment.frames) for take in plan for segment in take)
