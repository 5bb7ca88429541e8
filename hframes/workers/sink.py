"""Where a segment's frames go: into an encoder, or nowhere, because the same frames were encoded before.

As long as a stored segment begins with the frames that came so far, they are held back, packed; the first that differs
sends them all to an encoder. So nothing is encoded for a segment that is in the store, and nothing is filmed twice.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lz4.block
import numpy as np

from hframes.encode import EncodedSegment, Frame, FramePool, SegmentEncoder
from hframes.encode.identity import frame_identity
from hframes.film import Shot
from hframes.store import Store, segment_key

MOST_HELD = 256_000_000  # bytes, packed


@dataclass(frozen=True)
class Reuse:
    """What was encoded before.

    Attributes:
        encoding: see `hframes.encode.identity.segment_encoding`.
        label: what video this is, for people.
    """

    store: Store
    encoding: Mapping[str, Any]
    label: str

    async def keep(self, frames: tuple[str, ...], file: Path) -> None:
        """Stores a segment that was encoded; what prevents it is in the store's notes."""
        await asyncio.to_thread(self.store.add, frames, self.encoding, file, label=self.label)


@dataclass(frozen=True)
class Encoding:
    """A segment whose frames are all there.

    Attributes:
        done: ends when its file is complete.
        identities: of its frames, where there is a store; see `frame_identity`.
        reused: whether the file comes from the store.
    """

    done: asyncio.Task[EncodedSegment]
    identities: tuple[str, ...]
    reused: bool


class SegmentSink:
    """Takes the frames of one segment in order. What is done with one overlaps with the filming of the next.

    Args:
        new_encoder: makes the encoder, where one is needed.
        pool: gets the frames' buffers back.
        path: of the segment's file.
    """

    def __init__(
        self, new_encoder: Callable[[], SegmentEncoder], pool: FramePool, path: Path, reuse: Reuse | None
    ) -> None:
        self._new_encoder = new_encoder
        self._pool = pool
        self._path = path
        self._reuse = reuse
        self._encoder: SegmentEncoder | None = None
        self._identities: list[str] = []
        self._held: list[bytes | None] = []  # packed; None repeats the one before
        self._size = 0
        self._shown: Frame | None = None  # the film compares with it until the next one
        self._busy: asyncio.Task[None] | None = None

    async def put(self, shot: Shot) -> None:
        """Takes one frame, waiting until the one before is dealt with.

        Raises:
            EncodeError, OutputError: ffmpeg failed, now or at an earlier frame.
        """
        await self._settle()
        self._busy = asyncio.create_task(self._take(shot))

    async def finish(self) -> Encoding:
        """No more frames.

        Raises:
            EncodeError, OutputError: as `put`, or the stored file could not be written.
        """
        await self._settle()
        identities = tuple(self._identities)
        if self._encoder is None and self._reuse is not None:
            with contextlib.suppress(OSError):
                self._path.unlink()
            key = segment_key(identities, self._reuse.encoding)
            found = await asyncio.to_thread(self._reuse.store.find, key, self._path)
            if found is not None:
                encoded = EncodedSegment(self._path, len(identities))
                return Encoding(asyncio.create_task(_already(encoded)), identities, reused=True)
        encoder = await self._started()
        return Encoding(encoder.finish(), identities, reused=False)

    async def abort(self) -> None:
        """Ends the encoder, and leaves no unfinished file."""
        if self._busy is not None:
            self._busy.cancel()
            await asyncio.wait([self._busy])
            self._busy = None
        if self._encoder is not None:
            await self._encoder.abort()

    async def _settle(self) -> None:
        if self._busy is not None:
            busy, self._busy = self._busy, None
            await busy

    async def _take(self, shot: Shot) -> None:
        if self._reuse is not None:
            known = shot.repeats and self._identities
            identity = self._identities[-1] if known else await asyncio.to_thread(frame_identity, shot.pixels)
            self._identities.append(identity)
        if self._encoder is None and self._may_be_stored():
            await self._hold(shot)
            return
        encoder = await self._started()
        if shot.repeats:
            encoder.repeat()
        else:
            self._let_go()
            await encoder.put(shot.pixels)

    def _may_be_stored(self) -> bool:
        if self._reuse is None or self._size > MOST_HELD:
            return False
        return self._reuse.store.begins(self._identities, self._reuse.encoding)

    async def _hold(self, shot: Shot) -> None:
        if shot.repeats:
            self._held.append(None)
            return
        packed = await asyncio.to_thread(lz4.block.compress, shot.pixels.data)
        self._held.append(packed)
        self._size += len(packed)
        self._let_go()
        self._shown = shot.pixels

    def _let_go(self) -> None:
        if self._shown is not None:
            self._pool.release(self._shown)
            self._shown = None

    async def _started(self) -> SegmentEncoder:
        """The encoder, with all that was held back."""
        if self._encoder is None:
            self._encoder = self._new_encoder()
            self._encoder.start()
            held, self._held, self._size = self._held, [], 0
            for packed in held:
                if packed is None:
                    self._encoder.repeat()
                else:
                    buffer = self._pool.acquire()
                    buffer.reshape(-1)[:] = np.frombuffer(lz4.block.decompress(packed), np.uint8)
                    await self._encoder.put(buffer)
        return self._encoder


async def _already(encoded: EncodedSegment) -> EncodedSegment:
    return encoded
