"""The pixels of a browser window on an invisible X screen, read from the X server's memory-mapped framebuffer.

Picture and strip are painted in one compositor frame, and the X server copies one image from top to bottom: when both
ends of the strip show the number, the picture above is complete. 26 ms of CPU for a 1080p frame against 113 and more
over the DevTools protocol (docs/capture.md).
"""

from __future__ import annotations

import asyncio
import mmap
import struct
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hframes.capture.protocol import Alive, Frame, Grabbed, Layout, always_alive, strip_colour
from hframes.errors import CaptureError

# A look costs little, but waking up for it costs 0.1 ms of CPU, and a heavy frame takes 30 ms to paint. So the first
# one comes when three quarters of what frames usually take have passed, the others at a fiftieth of it, in seconds.
FIRST_LOOK = 0.75
LOOK_AGAIN = 0.02
SHORTEST_SLEEP = 0.0003
ROWS_APART = 41


def map_framebuffer(path: Path) -> NDArray[np.uint8]:
    """Maps Xvfb's `-fbdir` file read-only: uint8, shape (rows, columns, 4), BGRx.

    The file is an X window dump: big-endian header of 25 words (XWDFile.h), colour map of 12 bytes an entry, pixels.
    """
    with path.open("rb") as file:
        memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    header = struct.unpack(">25I", memory[:100])
    size, rows, stride, colours = header[0], header[5], header[12], header[19]
    if header[1] != 7 or header[11] != 32:
        raise CaptureError(f"The virtual screen has {header[11]} bits a pixel in format {header[1]}, not 32 in 7")
    pixels = np.frombuffer(memory, np.uint8, stride * rows, size + colours * 12)
    return pixels.reshape(rows, stride // 4, 4)


class DisplaySource:
    """A `FrameSource` over a mapped framebuffer.

    Args:
        screen: see `map_framebuffer`.
        layout: where the picture lies in it.
        patience: seconds of real time after which a presentation counts as lost.
        alive: asked while waiting.
    """

    def __init__(self, screen: NDArray[np.uint8], layout: Layout, patience: float, alive: Alive = always_alive) -> None:
        width, height = layout.picture
        self._picture = screen[:height, :width]
        self._words = screen.view(np.uint32)[:height, :width]
        self._ends = [screen[row, column, :3] for row, column in layout.probes]
        self._patience = patience
        self._alive = alive
        self._usual = 0.0  # seconds that painting takes, lately

    def shows(self, number: int) -> bool:
        """Whether the presentation is on screen, completely."""
        wanted = strip_colour(number)
        return all(end.tobytes() == wanted for end in self._ends)

    async def grab(self, number: int, into: Frame | None, previous: Frame | None) -> Grabbed:
        began = time.monotonic()
        deadline = began + self._patience
        pause = FIRST_LOOK * self._usual
        while not self.shows(number):
            self._alive()
            if time.monotonic() > deadline:
                raise CaptureError(
                    f"The browser did not paint a frame within {self._patience:g} s",
                    hint="Try --capture screenshot; `hframes doctor` looks at the virtual screen",
                )
            await asyncio.sleep(max(SHORTEST_SLEEP, pause))
            pause = LOOK_AGAIN * self._usual
        painting = time.monotonic() - began
        self._usual += (painting - self._usual) / 4
        if previous is not None and self._equals(previous):
            return Grabbed(True, painting)
        if into is not None:
            np.copyto(into, self._picture)
        return Grabbed(False, painting)

    def _equals(self, frame: Frame) -> bool:
        # A few rows tell most different pictures apart for a hundredth of the cost.
        if not np.array_equal(self._picture[::ROWS_APART], frame[::ROWS_APART]):
            return False
        return np.array_equal(self._words, frame.view(np.uint32))
