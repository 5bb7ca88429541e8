"""Frames against frames: hashes of all, and pictures of those of the first render, packed, as long as there is room.

A page that is not the same every time can't be asked for a picture again: it would give a third one. So what the first
render showed is kept, as zlib's level 1 packs it (a drawn 1080p frame to a few hundred kilobytes), in a file without a
name, which the system takes back however we end.
"""

from __future__ import annotations

import asyncio
import tempfile
import zlib
from dataclasses import dataclass, field

import numpy as np

from hframes.capture import Frame
from hframes.verification.findings import Box, Distance

# Bytes of packed pictures; frames after that are compared by their hashes alone.
ROOM = 2_000_000_000
PACKING = 1


def distance(one: Frame, other: Frame) -> Distance | None:
    """How far two frames of one shape are apart; None where no pixel differs in colour."""
    apart = np.abs(one[:, :, :3].astype(np.int16) - other[:, :, :3]).max(axis=2)
    rows, columns = apart.any(axis=1).nonzero()[0], apart.any(axis=0).nonzero()[0]
    if rows.size == 0:
        return None
    box = Box(
        left=int(columns[0]),
        top=int(rows[0]),
        width=int(columns[-1] - columns[0] + 1),
        height=int(rows[-1] - rows[0] + 1),
    )
    return Distance(box=box, pixels=int(np.count_nonzero(apart)), largest=int(apart.max()))


class Gallery:
    """Pictures by the hash of their pixels.

    Args:
        shape: of a frame, (height, width, 4).
        room: bytes.
    """

    def __init__(self, shape: tuple[int, int, int], room: int = ROOM) -> None:
        self._shape = shape
        self._room = room
        self._file = tempfile.TemporaryFile(prefix="hframes-")  # noqa: SIM115 - closed by `close`
        self._places: dict[str, tuple[int, int]] = {}

    def close(self) -> None:
        """Gives the room back."""
        self._file.close()

    async def put(self, digest: str, frame: Frame) -> None:
        """Keeps a picture, if it is new and there is room."""
        if digest in self._places or self._room <= 0:
            return
        packed = await asyncio.to_thread(lambda: zlib.compress(frame.data, PACKING))
        if len(packed) > self._room:
            self._room = 0
            return
        try:
            begin = self._file.seek(0, 2)
            self._file.write(packed)
            self._file.flush()
        except OSError:  # a full disk costs pictures, not the proof
            self._room = 0
            return
        self._room -= len(packed)
        self._places[digest] = (begin, len(packed))

    def get(self, digest: str) -> Frame | None:
        """The picture, or None where it was not kept."""
        place = self._places.get(digest)
        if place is None:
            return None
        self._file.seek(place[0])
        pixels = zlib.decompress(self._file.read(place[1]))
        return np.frombuffer(pixels, np.uint8).reshape(self._shape)


@dataclass
class Reference:
    """The first render.

    Attributes:
        hashes: of its frames, by index.
    """

    gallery: Gallery
    hashes: dict[int, str] = field(default_factory=dict)

    async def add(self, frame: int, digest: str, pixels: Frame) -> None:
        """Takes a frame."""
        self.hashes[frame] = digest
        await self.gallery.put(digest, pixels)


@dataclass(frozen=True)
class Mismatch:
    """A frame that differs.

    Attributes:
        first, other: the pictures, where there are any.
    """

    frame: int
    first: Frame | None
    other: Frame | None
    distance: Distance | None
    note: str | None


@dataclass
class Tally:
    """Compares the frames of one way with the first render, in whatever order they come.

    Attributes:
        compared, differing: indices of frames.
        pixels, largest: the most of `Distance` in any frame.
        earliest: the differing frame with the lowest index.
    """

    reference: Reference
    compared: set[int] = field(default_factory=set)
    differing: set[int] = field(default_factory=set)
    pixels: int = 0
    largest: int = 0
    earliest: Mismatch | None = None

    def add(self, frame: int, digest: str, pixels: Frame) -> None:
        """Takes a frame."""
        self.compared.add(frame)
        wanted = self.reference.hashes.get(frame)
        if digest == wanted:
            return
        if wanted is None:
            self._differs(Mismatch(frame, None, None, None, "the first render had ended before it"))
            return
        first = self.reference.gallery.get(wanted)
        if first is None:
            note = "the first render's picture was not kept: there was no more room for it"
            self._differs(Mismatch(frame, None, None, None, note))
            return
        apart = distance(first, pixels)
        if apart is None:
            return  # in the byte that carries no meaning
        self.pixels, self.largest = max(self.pixels, apart.pixels), max(self.largest, apart.largest)
        is_earliest = self.earliest is None or frame < self.earliest.frame
        self._differs(Mismatch(frame, first, pixels.copy() if is_earliest else pixels, apart, None))

    def miss(self, frame: int) -> None:
        """Takes note that this way has no such frame, but the first render has."""
        self.compared.add(frame)
        self._differs(Mismatch(frame, None, None, None, "this time the page had ended the video before it"))

    def _differs(self, mismatch: Mismatch) -> None:
        self.differing.add(mismatch.frame)
        if self.earliest is None or mismatch.frame < self.earliest.frame:
            self.earliest = mismatch
