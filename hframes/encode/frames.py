"""Frames in memory, and where they go."""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from hframes.encode.video import VideoFormat

Frame: TypeAlias = npt.NDArray[np.uint8]
"""shape (height, width, 4), uint8, C order, without gaps: blue, green, red, and a byte without meaning."""


class FramePool:
    """Buffers that go round: a fresh 8 MB array costs two thousand page faults, a used one none.

    Not for several threads. It holds as many buffers as were ever in use at once, which a sink's queue bounds.
    """

    def __init__(self, video: VideoFormat) -> None:
        self._shape = video.shape
        self._free: list[Frame] = []

    def acquire(self) -> Frame:
        """A buffer of the video's shape, with whatever was in it."""
        return self._free.pop() if self._free else np.empty(self._shape, np.uint8)

    def release(self, frame: Frame) -> None:
        """Give a buffer back; the caller must not touch it any more."""
        self._free.append(frame)

    def check(self, frame: npt.NDArray[Any]) -> None:
        """Raises ValueError where `frame` is not one of the video's."""
        if frame.shape != self._shape or frame.dtype != np.uint8 or not frame.flags.c_contiguous:
            raise ValueError(f"a frame is a C-contiguous uint8 array of shape {self._shape}")


class FrameSink(Protocol):
    """Takes the frames of one segment in order."""

    async def put(self, frame: Frame) -> None:
        """Take one frame, waiting while the queue is full. The buffer is the sink's from now on."""

    def repeat(self) -> None:
        """One more frame equal to the last one."""
