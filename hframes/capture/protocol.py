"""What the render needs of a way to capture, and the geometry both ways share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

# Raises a PageError once the page can't go on, so that nobody waits for a picture that can't come.
Alive: TypeAlias = Callable[[], None]

# uint8, shape (height, width, 4), device pixels, C-contiguous, BGRA; the fourth byte carries no meaning.
Frame: TypeAlias = NDArray[np.uint8]

# The strip below the picture, in CSS pixels: its colour is the number of the presentation. Its two ends are looked at
# this far from its top and bottom edge, because an edge may be blended.
STRIP_HEIGHT = 20
STRIP_MARGIN = 3
# The window comes out a pixel narrower than asked for; a margin to the right keeps the picture whole.
RIGHT_MARGIN = 64


@dataclass(frozen=True)
class Layout:
    """Where picture and strip lie in the window.

    Attributes:
        width, height: the composition, CSS pixels.
        scale: device pixels per CSS pixel.
    """

    width: int
    height: int
    scale: int = 1

    @property
    def window(self) -> tuple[int, int]:
        """Width and height of the window in CSS pixels."""
        return self.width + RIGHT_MARGIN, self.height + STRIP_HEIGHT

    @property
    def screen(self) -> tuple[int, int]:
        """Width and height of the window in device pixels."""
        width, height = self.window
        return width * self.scale, height * self.scale

    @property
    def picture(self) -> tuple[int, int]:
        """Width and height of a frame in device pixels."""
        return self.width * self.scale, self.height * self.scale

    @property
    def probes(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """(row, column) in device pixels of the strip's two ends: its first rows left, its last rows right."""
        top = (self.height + STRIP_MARGIN) * self.scale
        bottom = (self.height + STRIP_HEIGHT - STRIP_MARGIN) * self.scale
        return (top, STRIP_MARGIN * self.scale), (bottom, (self.width - STRIP_MARGIN) * self.scale)


def strip_colour(number: int) -> bytes:
    """The three bytes, in the order blue, green, red, of the strip that carries a presentation's number."""
    return number.to_bytes(3, "little")


@dataclass(frozen=True)
class Grabbed:
    """What came of waiting for a frame.

    Attributes:
        repeats: the picture equals the previous one in every byte; the buffer then holds nothing.
        painting: seconds of real time that the browser was still painting.
    """

    repeats: bool
    painting: float


class FrameSource(Protocol):
    """Gives the pixels of what the page presents."""

    async def grab(self, number: int, into: Frame | None, previous: Frame | None) -> Grabbed:
        """Waits until presentation `number` is complete on screen and copies the picture.

        Args:
            number: what the page's strip was told to show, 24 bits.
            into: a frame of the layout's picture size, overwritten. None only waits.
            previous: a frame to compare with.

        Raises:
            CaptureError: it did not come up in time.
        """
        ...


def always_alive() -> None:
    """An `Alive` for a screen that nobody watches."""
