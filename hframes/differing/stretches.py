"""Frames that differ, one after the other, become stretches."""

from __future__ import annotations

from fractions import Fraction

from hframes.differing.findings import MOST_LISTED, FrameApart, How, Stretch
from hframes.differing.measure import around
from hframes.verification.findings import Distance


class Chronicle:
    """Takes every frame in order.

    Args:
        rate: A's frames per second.

    Attributes:
        rate: the same.
        compared, differing, missing: counts of frames, see `Diff`.
        listed: the frames that differ, as far as there is room.
    """

    def __init__(self, rate: Fraction) -> None:
        self.rate = rate
        self._closed: list[Stretch] = []
        self._open: Stretch | None = None
        self._worst = -1.0
        self.compared = 0
        self.differing = 0
        self.missing = 0
        self.listed: list[FrameApart] = []

    def same(self) -> None:
        """A frame that does not differ."""
        self.compared += 1

    def apart(self, frame: int, distance: Distance | None, mean: float | None) -> int:
        """A frame that differs; gives the number of its stretch."""
        self.compared += 1
        self.differing += 1
        if len(self.listed) < MOST_LISTED:
            self.listed.append(FrameApart(frame=frame, time=self._time(frame), distance=distance, mean=mean))
        stretch = self._grown("differ", frame)
        if distance is not None:
            if (mean or 0.0) > self._worst:
                self._worst = mean or 0.0
                stretch = stretch.model_copy(update={"worst": frame})
            stretch = stretch.model_copy(
                update={
                    "pixels": max(stretch.pixels or 0, distance.pixels),
                    "largest": max(stretch.largest or 0, distance.largest),
                    "box": around(stretch.box, distance.box),
                }
            )
        self._open = stretch
        return len(self._closed)

    def only(self, side: How, frame: int) -> None:
        """A frame that only one of the two has."""
        self.missing += 1
        self._open = self._grown(side, frame)

    def stretches(self) -> tuple[Stretch, ...]:
        """All so far."""
        return (*self._closed, self._open) if self._open is not None else tuple(self._closed)

    def _grown(self, how: How, frame: int) -> Stretch:
        """The stretch that the frame is part of, up to it."""
        end = self._time(frame + 1)
        current = self._open
        if current is not None and current.how == how and current.last == frame - 1:
            return current.model_copy(update={"last": frame, "end": end})
        if current is not None:
            self._closed.append(current)
        self._worst = -1.0
        return Stretch(how=how, first=frame, last=frame, begin=self._time(frame), end=end)

    def _time(self, frame: int) -> float:
        return float(frame / self.rate)
