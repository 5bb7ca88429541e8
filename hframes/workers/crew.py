"""Films and encodes a whole video: one worker, or as many as were asked for, or as many as pay."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from hframes.encode import ffmpeg_path, ffmpeg_version, x264_settings
from hframes.encode.identity import encoder_identity, segment_encoding
from hframes.errors import UsageError
from hframes.film import duration_of
from hframes.manifest import portable_flags
from hframes.plan import Blueprint, segments
from hframes.progress import Watcher
from hframes.settings import CaptureBackend
from hframes.store import NoStore, Store
from hframes.workers.count import Choice, Costs, choose_count
from hframes.workers.finished import FinishedSegment, find_finished
from hframes.workers.identity import FileHashes, installed_fonts, machine_digest
from hframes.workers.ledger import Ledger
from hframes.workers.queue import SegmentQueue
from hframes.workers.sink import Reuse
from hframes.workers.usage import machine, usage
from hframes.workers.worker import Job, Opener, Worker, own_browser

# What one worker costs is measured from its first frame on, for at least this long.
MEASURED_SECONDS = 2.0
LOOK_AGAIN = 0.2


@dataclass(frozen=True)
class Filmed:
    """What the workers made.

    Attributes:
        segments: of the video, in order.
        frames: that were asked for; the page may have ended the video before.
        duration: seconds of the whole video.
        backend, chromium, flags: how the pixels were had: the way, the browser's version and flags.
        choice: how many workers there were, and why.
    """

    segments: list[FinishedSegment]
    frames: range
    duration: Fraction
    backend: CaptureBackend
    chromium: str
    flags: tuple[str, ...]
    choice: Choice
    ledger: Ledger
    retries: int


async def film_video(
    blueprint: Blueprint,
    folder: Path,
    *,
    workers: int | None,
    wants_fonts: bool,
    watcher: Watcher,
    store: Store,
    opener: Opener = own_browser,
) -> Filmed:
    """Films every segment into a file of its own.

    Args:
        folder: where the segments' files go; those that an earlier run left there are taken as they are.
        workers: how many; None for as many as pay.
        store: where segments are found that were encoded before.
        opener: opens the first worker's page; the others have browsers of their own.

    Raises:
        HframesError: one of its kinds; segments that are finished by then stay in the folder.
    """
    began = time.perf_counter()
    async with _looking_around(blueprint, store) as looking, Worker(blueprint, opener) as first:
        scene = await first.open()
        duration = await duration_of(scene, blueprint)
        frames = blueprint.frames(duration)
        plan = list(segments(frames, blueprint.rate))
        around = await looking
        window = scene.window
        installed = machine_digest(window.version, around.ffmpeg, portable_flags(window.flags), around.fonts)
        files = FileHashes(blueprint.composition.root)
        found = find_finished(folder, plan, installed, files)
        ledger = Ledger(len(frames), watcher)
        ledger.find(found)
        queue = SegmentQueue(plan, {segment.index for segment in found})
        for segment in found:
            if segment.note.ended:
                queue.end_after(segment.index)
        job = Job(blueprint, folder, queue, ledger, wants_fonts, installed, files, around.reuse)
        choice = await _work(job, first, workers, began)
        whole = ledger.segments()
        if not whole:
            raise UsageError("The page ended the video before its first frame", where="hframes.end()")
        return Filmed(
            segments=whole,
            frames=frames,
            duration=duration,
            backend=scene.backend,
            chromium=scene.window.version,
            flags=scene.window.flags,
            choice=choice,
            ledger=ledger,
            retries=queue.retries,
        )


@dataclass(frozen=True)
class _Surroundings:
    """What there is on this machine besides the browser."""

    ffmpeg: str
    fonts: list[tuple[str, int, int]]
    reuse: Reuse | None


@asynccontextmanager
async def _looking_around(blueprint: Blueprint, store: Store) -> AsyncIterator[asyncio.Task[_Surroundings]]:
    """Asks other programs while the browser starts."""

    async def look() -> _Surroundings:
        fonts, ffmpeg = await asyncio.gather(asyncio.to_thread(installed_fonts), ffmpeg_version(ffmpeg_path()))
        if isinstance(store, NoStore):
            return _Surroundings(ffmpeg, fonts, None)
        quality = x264_settings(blueprint.settings.quality)
        encoding = segment_encoding(blueprint.video, quality, await encoder_identity(ffmpeg_path()))
        return _Surroundings(ffmpeg, fonts, Reuse(store, encoding, blueprint.composition.entry))

    looking = asyncio.create_task(look())
    try:
        yield looking
    finally:
        looking.cancel()
        await asyncio.wait([looking])
        if not looking.cancelled():
            looking.exception()  # told by whoever waited for it, or of no interest: the browser did not start


async def _work(job: Job, first: Worker, asked: int | None, began: float) -> Choice:
    """Has all segments filmed; the first error ends all workers."""
    try:
        async with asyncio.TaskGroup() as group:
            working = group.create_task(first.work(job))
            choice = Choice(asked, "as asked for") if asked else await _measured_choice(job, working, began)
            for _ in range(min(choice.workers - 1, len(job.queue))):
                group.create_task(_hired(job))
    except BaseExceptionGroup as errors:
        raise _first(errors) from None
    return choice


async def _hired(job: Job) -> None:
    async with Worker(job.blueprint) as worker:
        await worker.work(job)


async def _measured_choice(job: Job, working: asyncio.Task[None], began: float) -> Choice:
    """Looks for a while at what the first worker costs, and decides how many are worth it."""
    ledger, before = job.ledger, None
    while not working.done() and len(job.queue) > 0:
        await asyncio.wait({working}, timeout=LOOK_AGAIN)
        now = time.perf_counter()
        if before is None and ledger.first_frame:
            before, since, done = usage(), now, ledger.frames
        elif before is not None and now - since > MEASURED_SECONDS and ledger.frames > done:
            used, frames = usage(), ledger.frames - done
            costs = Costs(
                start=ledger.first_frame - began,
                pace=(now - since) / frames,
                cpu=(used.cpu - before.cpu) / frames,
                memory=used.memory,
            )
            there = machine(before, used, now - since)
            return choose_count(costs, there, ledger.total - ledger.frames, len(job.queue) + 1)
    return Choice(1, "the video is too short for another")


def _first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    inner = errors.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner
