"""One segment: its frames go into an ffmpeg of its own while the next ones are being captured."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from hframes.encode.arguments import segment_arguments
from hframes.encode.complaint import ffmpeg_failure
from hframes.encode.feed import Feed, FeedEnd
from hframes.encode.frames import Frame, FramePool
from hframes.encode.process import PATIENCE, stuck
from hframes.encode.quality import X264Settings
from hframes.encode.video import VideoFormat
from hframes.errors import EncodeError, HframesError, OutputError

_KILL_SECONDS = 10.0  # a killed process that is still there then hangs in the kernel on a broken disk; go on without it


@dataclass(frozen=True)
class EncoderLoad:
    """Where the time went, in seconds. The encoder is the bound of a render where `blocked` is most of its time.

    Attributes:
        blocked: the producer waited because the queue was full.
        starved: the writer waited because the queue was empty.
    """

    blocked: float = 0.0
    starved: float = 0.0


@dataclass(frozen=True)
class EncodedSegment:
    """A complete segment file and how many frames it has."""

    path: Path
    frames: int
    load: EncoderLoad = EncoderLoad()


class SegmentEncoder:
    """A `FrameSink` that encodes into one file, which has its name only once it is complete.

        async with SegmentEncoder(ffmpeg, video, settings, path, pool) as encoder:
            await encoder.put(frame)
            draining = encoder.finish()   # ffmpeg empties its look-ahead while the next segment is captured
        segment = await draining

    Leaving the block without `finish`, or by an exception, ends ffmpeg and leaves no file. For one event loop. ffmpeg
    ends by itself when hframes dies, because its input then ends; the file keeps its unfinished name (`.part`).

    Args:
        executable: ffmpeg.
        output: the segment's file, with `arguments.SEGMENT_SUFFIX`; its folder exists.
        pool: gets the buffers back once they are written.
        depth: how many frames wait at most.
        patience: seconds without progress after which ffmpeg counts as stuck.
    """

    def __init__(
        self,
        executable: Path,
        video: VideoFormat,
        settings: X264Settings,
        output: Path,
        pool: FramePool,
        *,
        depth: int = 3,
        patience: float = PATIENCE,
    ) -> None:
        self._executable = executable
        self._video = video
        self._output = output
        self._part = output.with_name(output.name + ".part")
        self._arguments = segment_arguments(video, settings, self._part)
        self._pool = pool
        self._depth = depth
        self._patience = patience

        self._feed: Feed | None = None
        self._ended: asyncio.Future[FeedEnd] | None = None
        self._room = asyncio.Event()
        self._waiting = 0  # pictures that are sent and not written yet
        self._written = 0
        self._frames = 0
        self._last: Frame | None = None  # held back: repeats at the segment's end send it again
        self._last_index = 0
        self._last_written = False
        self._finishing = False
        self._blocked = 0.0

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None or not self._finishing:
            await self.abort()

    @property
    def frames(self) -> int:
        """How many frames the segment has so far, repeats included."""
        return self._frames

    @property
    def pid(self) -> int | None:
        """The process id of the started ffmpeg."""
        return self._feed.pid if self._feed else None

    def start(self) -> None:
        """Start ffmpeg.

        Raises:
            SetupError: it does not start.
        """
        loop = asyncio.get_running_loop()
        self._ended = loop.create_future()

        def in_loop(callback: Callable[..., None], *values: object) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is waiting
                loop.call_soon_threadsafe(callback, *values)

        self._feed = Feed(
            self._executable,
            self._arguments,
            self._video,
            lambda index, frame: in_loop(self._on_written, index, frame),
            lambda end: in_loop(self._on_end, end),
        )

    async def put(self, frame: Frame) -> None:
        """Take one frame, waiting while the queue is full. The buffer is the encoder's from now on.

        Raises:
            EncodeError, OutputError: ffmpeg failed, now or at an earlier frame, or is stuck.
            ValueError: not a frame of this video.
        """
        self._pool.check(frame)
        await self._wait_for_room()
        if self._last is not None and self._last_written:
            self._pool.release(self._last)
        self._send(self._frames, frame)
        self._frames += 1

    def repeat(self) -> None:
        """One more frame equal to the last one: neither piped nor converted again, with the same bytes in the end.

        Raises:
            EncodeError, OutputError: ffmpeg failed.
        """
        self._running()
        if self._last is None:
            raise ValueError("there is no frame to repeat")
        self._frames += 1

    def finish(self) -> asyncio.Task[EncodedSegment]:
        """No more frames. The task ends when the file is complete; cancelling it ends ffmpeg.

        The task raises EncodeError or OutputError.
        """
        feed, ended = self._running()
        if self._last is None:
            raise ValueError("a segment has at least one frame")
        self._finishing = True
        if self._last_index < self._frames - 1:
            self._send(self._frames - 1, self._last)  # repeats end where the last picture says that it is shown
        elif self._last_written:
            self._pool.release(self._last)
        feed.close()
        task = asyncio.create_task(self._drain(feed, ended), name=f"drain {self._output.name}")
        task.add_done_callback(lambda done: done.cancelled() or done.exception())  # a render that failed asks no more
        return task

    async def abort(self) -> None:
        """End ffmpeg now and leave no unfinished file. Does nothing after a finished segment."""
        if self._feed and self._ended:
            self._feed.kill()
            await asyncio.wait([self._ended], timeout=_KILL_SECONDS)

    def _running(self) -> tuple[Feed, asyncio.Future[FeedEnd]]:
        if self._feed is None or self._ended is None or self._finishing:
            raise ValueError("the encoder is not running")
        if self._ended.done():
            raise self._failure(self._ended.result()) or self._miscount(self._ended.result())
        return self._feed, self._ended

    async def _wait_for_room(self) -> None:
        self._running()
        if self._waiting < self._depth:
            return
        began = time.perf_counter()
        while self._waiting >= self._depth:
            self._room.clear()
            try:
                async with asyncio.timeout(self._patience):
                    await self._room.wait()
            except TimeoutError:
                await self.abort()
                raise stuck(self._patience, str(self._output)) from None
            self._running()
        self._blocked += time.perf_counter() - began

    async def _drain(self, feed: Feed, ended: asyncio.Future[FeedEnd]) -> EncodedSegment:
        seen = -1
        try:
            while not ended.done():
                if seen == self._written:
                    await self.abort()
                    raise stuck(self._patience, str(self._output))
                seen = self._written
                await asyncio.wait([ended], timeout=self._patience)
        except asyncio.CancelledError:
            feed.kill()
            raise
        end = ended.result()
        failure = self._failure(end)
        if failure:
            raise failure
        try:
            self._part.replace(self._output)
        except OSError as error:
            raise OutputError(f"The segment can't be named: {error.strerror}", where=str(self._output)) from error
        return EncodedSegment(self._output, self._frames, EncoderLoad(self._blocked, end.starved))

    def _send(self, index: int, frame: Frame) -> None:
        assert self._feed is not None
        self._last, self._last_index, self._last_written = frame, index, False
        self._waiting += 1
        self._feed.send(index, frame)

    def _on_written(self, index: int, frame: Frame) -> None:
        self._waiting -= 1
        self._written += 1
        self._room.set()
        if frame is not self._last or (self._finishing and index == self._last_index):
            self._pool.release(frame)
        elif index == self._last_index:
            self._last_written = True

    def _on_end(self, end: FeedEnd) -> None:
        assert self._ended is not None
        if self._failure(end):
            with contextlib.suppress(OSError):
                self._part.unlink(missing_ok=True)
        self._ended.set_result(end)
        self._room.set()

    def _failure(self, end: FeedEnd) -> HframesError | None:
        if end.code:
            return ffmpeg_failure(end.code, end.lines, str(self._output))
        if not self._finishing or end.frames != self._frames:
            return self._miscount(end)
        return None

    def _miscount(self, end: FeedEnd) -> EncodeError:
        said = f": {end.lines[-1].strip()}" if end.lines else ""
        return EncodeError(
            f"ffmpeg ended with {end.frames} frames when it had been given {self._frames}{said}",
            where=str(self._output),
        )
