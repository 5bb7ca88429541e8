"""Which of the frames that differ are shown: a few from every stretch, with their pictures, in bounded memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from hframes.capture import Frame
from hframes.differing.findings import FrameApart
from hframes.differing.heat import heat
from hframes.differing.measure import Levels
from hframes.picture import scaled

WIDEST, TALLEST = 960, 1920  # pixels of a shown picture


@dataclass(frozen=True)
class Shown:
    """A frame of the report.

    Attributes:
        a, b, heat: pictures at most `WIDEST` by `TALLEST` pixels; no heat map where the two have different sizes.
    """

    told: FrameApart
    a: Frame
    b: Frame
    heat: Frame | None


@dataclass(frozen=True)
class _Kept:
    stretch: int
    offset: int
    score: float
    shown: Shown


class Choice:
    """Takes every frame that differs, in order, and keeps those worth showing.

    No stretch is left out as long as there is room; of each the frame that differs most is kept, and others spread
    over it: neighbours look alike.

    Args:
        most: how many are kept; 0 for none.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: list[_Kept] = []
        self._begins: dict[int, int] = {}

    def add(self, stretch: int, told: FrameApart, a: Frame, b: Frame, apart: Levels | None) -> None:
        """Takes a frame. `apart` is None where there is nothing to measure."""
        if self._most == 0:
            return
        begin = self._begins.setdefault(stretch, told.frame)
        self._begins = {stretch: begin}  # stretches before it are over
        entry = (stretch, told.frame - begin, told.mean or 0.0)
        if len(self._kept) >= self._most:
            places = [(kept.stretch, kept.offset, kept.score) for kept in self._kept]
            out = _least([*places, entry])
            if out == len(places):
                return
            del self._kept[out]
        self._kept.append(_Kept(*entry, _shown(told, a, b, apart)))

    def shown(self) -> tuple[Shown, ...]:
        """In the order of the video."""
        return tuple(kept.shown for kept in self._kept)


def _least(entries: list[tuple[int, int, float]]) -> int:
    """The place of the one to leave out, of (stretch, offset in it, score): from the stretch with most."""
    counts = Counter(stretch for stretch, _, _ in entries)
    best: dict[int, tuple[float, int]] = {}
    for stretch, offset, score in entries:
        best[stretch] = max(best.get(stretch, (-1.0, 0)), (score, -offset))

    def worth(place: int) -> tuple[int, bool, int, float]:
        stretch, offset, score = entries[place]
        # Offsets with many zeros at the end lie evenly, however long the stretch becomes.
        spread = (offset & -offset) if offset else 1 << 62
        return -counts[stretch], best[stretch] == (score, -offset), spread, score

    return min(range(len(entries)), key=worth)


def _shown(told: FrameApart, a: Frame, b: Frame, apart: Levels | None) -> Shown:
    small_a, small_b = _small(a), _small(b)
    return Shown(told, small_a, small_b, None if apart is None else heat(small_a, apart))


def _small(frame: Frame) -> Frame:
    height, width = frame.shape[:2]
    wanted = max(1, min(width, WIDEST, TALLEST * width // height))
    return frame.copy() if wanted == width else scaled(frame, wanted)
