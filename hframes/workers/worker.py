"""One worker: a browser of its own in which it films segments, later ones after earlier ones, each into an encoder."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

from playwright.async_api import Error as BrowserError

from hframes.encode import FramePool, SegmentEncoder, ffmpeg_path, x264_settings
from hframes.errors import CaptureError, EncodeError, HframesError, PageError, PageHungError, PageLostError, SetupError
from hframes.film import Set, duration_of, film_segment, open_unwitnessed
from hframes.lint.runtime.rendered import look_at, with_findings
from hframes.manifest import frame_hash, used_fonts
from hframes.page import Trace
from hframes.plan import Blueprint, Segment
from hframes.workers.finished import SegmentNote, keep_segment, segment_path
from hframes.workers.identity import FileHashes
from hframes.workers.ledger import Ledger
from hframes.workers.queue import SegmentQueue
from hframes.workers.sink import Encoding, Reuse, SegmentSink

# After these another browser, or another encoder, may have more luck.
MISHAPS = (PageLostError, PageHungError, CaptureError, EncodeError, SetupError)


@dataclass(frozen=True)
class Job:
    """What the workers of a render share.

    Attributes:
        folder: for the segments' files.
        wants_fonts: whether the fonts are looked up at each segment's end.
        machine: see `machine_digest`.
        files: of the composition.
        reuse: what was encoded before; None where nobody looks.
    """

    blueprint: Blueprint
    folder: Path
    queue: SegmentQueue
    ledger: Ledger
    wants_fonts: bool
    machine: str
    files: FileHashes
    reuse: Reuse | None


@dataclass(frozen=True)
class _Draining:
    """A segment whose frames are all with its encoder."""

    segment: Segment
    note: SegmentNote
    encoding: Encoding


Opener: TypeAlias = Callable[[Blueprint], AbstractAsyncContextManager[Set]]
"""Opens a page that is ready for its first frame, in a browser of its own or in one that is there."""


def own_browser(blueprint: Blueprint) -> AbstractAsyncContextManager[Set]:
    """The usual `Opener`."""
    return open_unwitnessed(blueprint, trace=Trace.OUTSIDE)


class Worker:
    """Opened and closed as an async context; its page opens with the first segment, or by `open`."""

    def __init__(self, blueprint: Blueprint, opener: Opener = own_browser) -> None:
        self._blueprint = blueprint
        self._opener = opener
        self._pool = FramePool(blueprint.video)
        self._stack = AsyncExitStack()
        self._scene: Set | None = None
        self._draining: list[_Draining] = []  # in the order in which they were filmed

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._abandon()
        await self._stack.aclose()

    async def open(self) -> Set:
        """Starts the browser and loads the page.

        Raises:
            SetupError, PageError: one of these did not work.
        """
        scene = await self._stack.enter_async_context(self._opener(self._blueprint))
        await duration_of(scene, self._blueprint)
        self._scene = scene
        return scene

    async def work(self, job: Job) -> None:
        """Films segments as long as there are any.

        Raises:
            HframesError: a segment can't be had, or failed too often.
        """
        while True:
            segment = job.queue.take()
            try:
                if segment is not None:
                    await self._film(job, segment)
                    await self._keep(job, leaving=1)
                elif self._draining:
                    await self._leave()
                    await self._keep(job, leaving=0)
                else:
                    return
            except MISHAPS as error:
                await self._fail(job, segment, error)
            except BrowserError as error:
                lost = PageLostError(f"The browser stopped answering: {error.message.splitlines()[0]}")
                await self._fail(job, segment, lost)

    async def _film(self, job: Job, segment: Segment) -> None:
        scene = await self._scene_before(segment)
        job.ledger.count_effort(scene.effort)
        hashes: list[str] = []
        path = segment_path(job.folder, segment.index)
        sink = SegmentSink(lambda: self._encoder(path), self._pool, path, job.reuse)
        try:
            async with aclosing(film_segment(scene, segment, self._pool)) as shots:
                async for shot in shots:
                    hashes.append(hashes[-1] if shot.repeats else frame_hash(shot.pixels))
                    began = time.perf_counter()
                    await sink.put(shot)
                    job.ledger.encoding += time.perf_counter() - began
                    job.ledger.tick()
            if scene.stage.has_ended():
                job.queue.end_after(segment.index)
            if not hashes:
                return
            fonts = await used_fonts(scene.window.session) if job.wants_fonts else ()
            encoding = await sink.finish()
        except BaseException:
            job.ledger.take_back(len(hashes))
            await sink.abort()
            raise
        note = SegmentNote(
            first=segment.frames.start,
            frames=tuple(hashes),
            ended=scene.stage.has_ended(),
            reused=encoding.reused,
            report=scene.stage.report(),
            fonts=fonts,
            machine=job.machine,
            files=job.files.of(scene.stage.served()),
        )
        self._draining.append(_Draining(segment, note, encoding))

    def _encoder(self, path: Path) -> SegmentEncoder:
        quality = x264_settings(self._blueprint.settings.quality)
        return SegmentEncoder(ffmpeg_path(), self._blueprint.video, quality, path, self._pool)

    async def _scene_before(self, segment: Segment) -> Set:
        """The page, before a segment: it only moves forward, so that an earlier one takes a new page."""
        first = segment.lead.start if segment.lead else segment.frames.start
        if self._scene is not None and self._scene.stage.frame < first:
            return self._scene
        await self._leave()
        return await self.open()

    async def _leave(self) -> None:
        """Looks a last time at the page, and ends the browser while the last segment drains."""
        if self._scene is None or not self._draining:
            await self._close()
            return
        await self._scene.stage.finish()
        report, visit = self._scene.stage.report(), await look_at(self._scene, self._blueprint.composition)
        await self._close()
        judged = await asyncio.to_thread(with_findings, report, visit, self._blueprint.composition)
        last = self._draining[-1]
        self._draining[-1] = replace(last, note=last.note.model_copy(update={"report": judged}))

    async def _keep(self, job: Job, *, leaving: int) -> None:
        """Waits until segments are encoded, all but the last `leaving`, and takes them in."""
        while len(self._draining) > leaving:
            first = self._draining[0]
            encoded = await first.encoding.done
            if job.reuse is not None and not first.encoding.reused:
                await job.reuse.keep(first.encoding.identities, encoded.path)
            job.ledger.finish(keep_segment(first.segment.index, encoded.path, first.note))
            self._draining.pop(0)

    async def _fail(self, job: Job, segment: Segment | None, error: HframesError) -> None:
        """Gets rid of the browser, and gives back what is not finished."""
        unfinished = list(self._draining)
        await self._abandon()
        with contextlib.suppress(PageError):  # a page that hangs can't be left, either; the hang is the news
            await self._close()
        for draining in unfinished:
            job.ledger.take_back(len(draining.note.frames))
        for lost in [*(draining.segment for draining in unfinished), *([segment] if segment else [])]:
            job.queue.give_back(lost, error)

    async def _abandon(self) -> None:
        """Ends encoders that nobody waits for any more."""
        while self._draining:
            draining = self._draining.pop()
            draining.encoding.done.cancel()
            await asyncio.wait([draining.encoding.done])

    async def _close(self) -> None:
        self._scene = None
        with contextlib.suppress(BrowserError):  # it may be gone already
            await self._stack.aclose()
