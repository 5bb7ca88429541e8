"""The whole way, from a composition to a file. The only place that sees all rooms; it knows the details of none."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, closing
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hframes.composition import Composition, open_composition
from hframes.encode import EncodedSegment, FramePool, ffmpeg_path, ffmpeg_version, join_segments
from hframes.errors import OutputError, PageHungError, UsageError
from hframes.film import Shot, duration_of, film, open_set, witnessed
from hframes.lint.runtime.rendered import check_strictly
from hframes.manifest import Making, Manifest, sorted_fonts, write_manifest
from hframes.output import claim_output
from hframes.picture import write_png
from hframes.plan import Blueprint, draw_up, segments, still_frame
from hframes.progress import Stage, Watcher, ignore
from hframes.report import PageReport
from hframes.settings import CaptureBackend, RenderSettings
from hframes.store import NoStore, open_store, store_settings
from hframes.workers import MISHAPS, Filmed, Opener, film_video, own_browser, render_key

MOST_WORKERS = 64


class RenderResult(BaseModel):
    """What a render made.

    Attributes:
        output: the file.
        width, height: device pixels. fps: as a fraction, "30" or "30000/1001".
        frames: how many the file has; first_frame: the index of its first in the whole video.
        duration: seconds of the file.
        size: bytes.
        capture: the way that the pixels came.
        seconds: real seconds from call to file; first_frame_seconds: until the first frame was handed to the encoder.
        bound: the stage that took most of the time.
        segments: how many the video has. found: how many of them an earlier run of the same render had left.
            reused: how many of them were encoded before, for whichever video, and taken from the store.
        notes: what the store has to tell: damage that it mended, why there is none.
        retries: how often a segment was filmed anew, because its worker or its encoder had failed.
        workers, why_workers: how many browsers filmed side by side, and why that many.
        files: SHA-256 of each file of the composition that the page was served, or "-" for one that was not there.
        report: what the page did that a person should know of.
    """

    model_config = ConfigDict(frozen=True)

    output: Path
    width: int
    height: int
    fps: str
    frames: int
    first_frame: int
    duration: float
    size: int
    capture: CaptureBackend
    seconds: float
    first_frame_seconds: float
    bound: Stage
    segments: int
    found: int
    reused: int
    notes: tuple[str, ...]
    retries: int
    workers: int
    why_workers: str
    files: dict[str, str]
    report: PageReport


async def render_async(
    source: Composition | Path | str,
    output: Path | str,
    settings: RenderSettings | None = None,
    *,
    manifest: Path | str | None = None,
    workers: int | None = None,
    watcher: Watcher = ignore,
    reuse: bool = True,
    opener: Opener = own_browser,
) -> RenderResult:
    """Renders a composition to an MP4 file.

    Args:
        source: a composition, or the path of one.
        output: the file; it appears when it is complete. Its folder is made.
        settings: the caller's wishes; None for the composition's own.
        manifest: where to write what made the video, as JSON.
        workers: browsers that film side by side; None for as many as pay. Their number does not change the bytes.
        watcher: is told about every frame.
        reuse: whether segments that were encoded before are taken from the store; see docs/cache.md.
        opener: opens the first worker's page; see `hframes.house.in_house` for a browser that is there.

    Raises:
        HframesError: one of its kinds, see `hframes.errors`. Where the machine was the reason, or somebody who ended
            the render, the finished segments are kept beside the output and the same call goes on from there; else
            nothing is left behind.
    """
    began = time.perf_counter()
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        raise UsageError(f"{workers} is not a number of workers: 1 to {MOST_WORKERS}", where="--workers")
    blueprint = draw_up(_opened(source), settings or RenderSettings())
    target, wants_fonts = Path(output), manifest is not None
    store = open_store(store_settings(os.environ)) if reuse else NoStore()
    key = render_key(blueprint, target, wants_fonts=wants_fonts)
    claiming = claim_output(target, ".mp4", force=blueprint.settings.force, key=key, goes_on=_goes_on)
    with closing(store), claiming as claim:
        try:
            filmed = await film_video(
                blueprint,
                claim.workshop,
                workers=workers,
                wants_fonts=wants_fonts,
                watcher=watcher,
                store=store,
                opener=opener,
            )
        except PageHungError as hang:
            raise await witnessed(blueprint, hang) from None
        report = filmed.ledger.report()
        if blueprint.settings.strict:
            check_strictly(report)
        joined = claim.workshop / f"joined{claim.target.suffix}"
        pieces = [EncodedSegment(segment.path, len(segment.note.frames)) for segment in filmed.segments]
        await join_segments(ffmpeg_path(), pieces, joined, blueprint.video)
        size = joined.stat().st_size
        if manifest is not None:
            write_manifest((await _manifest(blueprint, filmed)).with_video(joined), Path(manifest))
        claim.publish(joined)
    frames = sum(piece.frames for piece in pieces)
    return RenderResult(
        output=claim.target,
        width=blueprint.video.width,
        height=blueprint.video.height,
        fps=str(blueprint.rate),
        frames=frames,
        first_frame=filmed.frames.start,
        duration=float(frames / blueprint.rate),
        size=size,
        capture=filmed.backend,
        seconds=time.perf_counter() - began,
        first_frame_seconds=max(0.0, filmed.ledger.first_frame - began),
        bound=filmed.ledger.bound(),
        segments=len(filmed.segments),
        found=filmed.ledger.found,
        reused=filmed.ledger.reused(),
        notes=store.take_notes(),
        retries=filmed.retries,
        workers=filmed.choice.workers,
        why_workers=filmed.choice.why,
        files={name: digest for segment in filmed.segments for name, digest in segment.note.files.items()},
        report=report,
    )


def _goes_on(error: BaseException) -> bool:
    """Whether a render that ended so may go on where it was: nothing about the page or the call has to be mended."""
    return isinstance(error, (*MISHAPS, OutputError, asyncio.CancelledError, KeyboardInterrupt))


async def _manifest(blueprint: Blueprint, filmed: Filmed) -> Manifest:
    notes = [segment.note for segment in filmed.segments]
    made = Making(
        chromium=filmed.chromium,
        ffmpeg=await ffmpeg_version(ffmpeg_path()),
        flags=filmed.flags,
        capture=filmed.backend.value,
        duration=filmed.duration,
        first_frame=filmed.frames.start,
        fonts=sorted_fonts(font for note in notes for font in note.fonts),
        frames=tuple(digest for note in notes for digest in note.frames),
        report=filmed.ledger.report(),
    )
    return Manifest.of(blueprint, made)


@asynccontextmanager
async def shots_async(
    source: Composition | Path | str, settings: RenderSettings | None = None
) -> AsyncIterator[AsyncIterator[Shot]]:
    """The frames of a video without encoding them, in order; see `hframes.frames` for the plain form."""
    blueprint = draw_up(_opened(source), settings or RenderSettings())
    async with open_set(blueprint) as scene:
        plan = segments(blueprint.frames(await duration_of(scene, blueprint)), blueprint.rate)
        async with aclosing(film(scene, plan, FramePool(blueprint.video))) as shots:
            yield shots


def _unheard(report: PageReport) -> None:
    """Takes a report and does nothing."""


async def still_async(
    source: Composition | Path | str,
    at: str | None,
    output: Path | str,
    settings: RenderSettings | None = None,
    *,
    reporter: Callable[[PageReport], None] = _unheard,
    opener: Opener = open_set,
) -> int:
    """Writes the frame that the video shows at a time as a PNG file; returns the frame's index.

    Args:
        at: seconds, as a person writes them: "2.5"; None for the frame in the middle.
        reporter: is told what the page did up to that frame that a person should know of.
        opener: opens the page; see `hframes.house.in_house` for a browser that is there.

    Raises:
        HframesError: as `render_async`; UsageError where the video has ended by then.
    """
    blueprint = draw_up(_opened(source), settings or RenderSettings())
    asked = None if at is None else still_frame(at, blueprint.rate)
    with claim_output(Path(output), ".png", force=blueprint.settings.force) as claim:
        async with opener(blueprint) as scene:
            duration = await duration_of(scene, blueprint)
            frames = blueprint.frames(duration)
            frame = frames[len(frames) // 2] if asked is None else asked
            if frame not in frames:
                raise UsageError(f"The video has no frame at {at} s: it ends at {float(duration):g} s", where="--at")
            pool = FramePool(blueprint.video)
            plan = segments(range(frame, frame + 1), blueprint.rate)
            async with aclosing(film(scene, plan, pool)) as shots:
                async for shot in shots:
                    path = claim.workshop / "still.png"
                    write_png(shot.pixels, path)
                    claim.publish(path)
                    reporter(scene.stage.report())
                    return frame
    raise UsageError(f"The page ended the video before {at} s", where="hframes.end()")


def _opened(source: Composition | Path | str) -> Composition:
    return source if isinstance(source, Composition) else open_composition(source)
