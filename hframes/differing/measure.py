"""Two pictures: how far they are apart, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from hframes.capture import Frame
from hframes.errors import UsageError
from hframes.verification.findings import Box, Distance

Levels: TypeAlias = npt.NDArray[np.uint8]
"""shape (height, width), uint8: the largest difference of a pixel's colours; 0 where it is not to count."""


@dataclass(frozen=True)
class Rules:
    """What counts as a difference.

    Attributes:
        tolerance: levels; a pixel differs where one of its colours is further apart.
        ignored: boxes whose pixels do not count.
    """

    tolerance: int = 0
    ignored: tuple[Box, ...] = ()


def box_of(text: str) -> Box:
    """The box of "40,300,160,32": left, top, width, height in device pixels.

    Raises:
        UsageError: not of that form, or empty.
    """
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 4 and all(part.isascii() and part.isdigit() and len(part) < 8 for part in parts):
        left, top, width, height = map(int, parts)
        if width and height:
            return Box(left=left, top=top, width=width, height=height)
    raise UsageError(
        f"{text!r} is not a box", where="--ignore-box", hint="Write left, top, width and height, like 40,300,160,32"
    )


def levels(one: Frame, other: Frame, rules: Rules) -> Levels | None:
    """How far each pixel of two pictures of one shape is apart; None where nothing counts."""
    # The fourth byte means nothing, but where all bytes are the same there is nothing to look for.
    if one is other or np.array_equal(one.view(np.uint32), other.view(np.uint32)):
        return None
    apart = np.maximum(one, other)
    apart -= np.minimum(one, other)
    largest: Levels = np.maximum(apart[:, :, 0], apart[:, :, 1])
    np.maximum(largest, apart[:, :, 2], out=largest)
    if rules.tolerance:
        largest[largest <= rules.tolerance] = 0
    for box in rules.ignored:
        largest[box.top : box.top + box.height, box.left : box.left + box.width] = 0
    return largest if largest.any() else None


def distance_of(apart: Levels) -> Distance:
    """Where the pixels are that count, how many they are, and the most that one is apart."""
    rows, columns = np.flatnonzero(apart.any(axis=1)), np.flatnonzero(apart.any(axis=0))
    box = Box(
        left=int(columns[0]),
        top=int(rows[0]),
        width=int(columns[-1] - columns[0] + 1),
        height=int(rows[-1] - rows[0] + 1),
    )
    return Distance(box=box, pixels=int(np.count_nonzero(apart)), largest=int(apart.max()))


def mean_of(apart: Levels) -> float:
    """Levels, over all pixels."""
    return float(apart.mean(dtype=np.float64))


def around(one: Box | None, other: Box | None) -> Box | None:
    """The smallest box with both in it."""
    if one is None or other is None:
        return one or other
    left, top = min(one.left, other.left), min(one.top, other.top)
    right = max(one.left + one.width, other.left + other.width)
    bottom = max(one.top + one.height, other.top + other.height)
    return Box(left=left, top=top, width=right - left, height=bottom - top)
