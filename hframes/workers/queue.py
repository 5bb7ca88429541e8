"""Which segment is whose turn: each is handed out once, in order, and anew where its worker failed."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Iterable

from hframes.errors import HframesError, PageHungError
from hframes.plan import Segment

TRIES = 4  # of one segment
# A page that hangs does so again: a second look tells it from a machine that was too busy.
TRIES_OF_A_HANG = 2


class SegmentQueue:
    """The segments of a render that are still to be filmed. For one event loop.

    Args:
        plan: in order.
        finished: indices of those that are there already.
    """

    def __init__(self, plan: Iterable[Segment], finished: Collection[int] = ()) -> None:
        self._waiting = [(segment.index, segment) for segment in plan if segment.index not in finished]
        heapq.heapify(self._waiting)
        self._failures: Counter[tuple[int, bool]] = Counter()
        self._retries = 0

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def retries(self) -> int:
        """How often a segment had to be given back."""
        return self._retries

    def take(self) -> Segment | None:
        """The earliest segment that nobody has; None where there is none now."""
        return heapq.heappop(self._waiting)[1] if self._waiting else None

    def give_back(self, segment: Segment, error: HframesError) -> None:
        """Takes a segment back whose worker failed.

        Raises:
            HframesError: `error` itself, once the segment has failed too often.
        """
        hung = isinstance(error, PageHungError)
        self._failures[(segment.index, hung)] += 1
        if self._failures[(segment.index, hung)] >= (TRIES_OF_A_HANG if hung else TRIES):
            raise error
        self._retries += 1
        heapq.heappush(self._waiting, (segment.index, segment))

    def end_after(self, index: int) -> None:
        """The video ends within this segment: drops the later ones."""
        self._waiting = [entry for entry in self._waiting if entry[0] <= index]
        heapq.heapify(self._waiting)
