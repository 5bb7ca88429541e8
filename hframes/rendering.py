"""The whole way, from a composition to a file. The only place that sees all rooms; it knows the details of none."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hframes.composition import Composition, open_composition
from hframes.encode import (
    EncodedSegment,
    FramePool,
    SegmentEncoder,
    ffmpeg_path,
    join_segments,
    x264_settings,
)
from hframes.encode.arguments import SEGMENT_SUFFIX
from hframes.errors import UsageError
from hframes.film import Set, Shot, duration_of, film, open_set
from hframes.lint.runtime.rendered import check_strictly, look_at, with_findings
from hframes.manifest import FrameHasher, Manifest, write_manifest
from hframes.output import ClaimedOutput, claim_output
from hframes.page import Trace as PageTrace
from hframes.picture import write_png
from hframes.plan import Blueprint, Segment, draw_up, segments, still_frame
from hframes.progress import Progress, Stage, Watcher, ignore
from hframes.report import PageReport
from hframes.settings import CaptureBackend, RenderSettings


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
    report: PageReport


@dataclass
class _Tally:
    began: float = field(default_factory=time.perf_counter)
    filming: float = 0.0
    first_frame: float = 0.0
    encoder: float = 0.0
    frames: int = 0


async def render_async(
    source: Composition | Path | str,
    output: Path | str,
    settings: RenderSettings | None = None,
    *,
    manifest: Path | str | None = None,
    watcher: Watcher = ignore,
) -> RenderResult:
    """Renders a composition to an MP4 file.

    Args:
        source: a composition, or the path of one.
        output: the file; it appears when it is complete. Its folder is made.
        settings: the caller's wishes; None for the composition's own.
        manifest: where to write what made the video, as JSON.
        watcher: is told about every frame.

    Raises:
        HframesError: one of its kinds, see `hframes.errors`. Nothing is left behind.
    """
    blueprint = draw_up(_opened(source), settings or RenderSettings())
    tally = _Tally()
    with claim_output(Path(output), ".mp4", force=blueprint.settings.force) as claim:
        async with AsyncExitStack() as drains:
            async with open_set(blueprint, trace=PageTrace.OUTSIDE) as scene:
                hasher = FrameHasher() if manifest is not None else None
                duration = await duration_of(scene, blueprint)
                frames = blueprint.frames(duration)
                draining = await _encode_all(scene, blueprint, frames, claim, tally, hasher, watcher, drains)
                report = scene.stage.report()
                looked = await look_at(scene, blueprint.composition)
                made = None
                if manifest is not None and hasher is not None:
                    made = await Manifest.of(blueprint, scene, duration, frames, hasher)
            # The browser is ended while the last segment drains, and the page judged.
            report = await asyncio.to_thread(with_findings, report, looked, blueprint.composition)
            if blueprint.settings.strict:
                check_strictly(report)
            pieces = [await drained for drained in draining]
        joined = claim.workshop / f"joined{claim.target.suffix}"
        await join_segments(ffmpeg_path(), pieces, joined, blueprint.video)
        size = joined.stat().st_size
        if made is not None and manifest is not None:
            write_manifest(made.with_video(joined), Path(manifest))
        claim.publish(joined)
    return RenderResult(
        output=claim.target,
        width=blueprint.video.width,
        height=blueprint.video.height,
        fps=str(blueprint.rate),
        frames=tally.frames,
        first_frame=frames.start,
        duration=float(tally.frames / blueprint.rate),
        size=size,
        capture=scene.backend,
        seconds=time.perf_counter() - tally.began,
        first_frame_seconds=tally.first_frame - tally.began,
        bound=_bound(scene, tally),
        report=report,
    )


async def _encode_all(
    scene: Set,
    blueprint: Blueprint,
    frames: range,
    claim: ClaimedOutput,
    tally: _Tally,
    hasher: FrameHasher | None,
    watcher: Watcher,
    drains: AsyncExitStack,
) -> list[asyncio.Task[EncodedSegment]]:
    """Films every segment into a file of its own; the draining of one overlaps with the filming of the next.

    Args:
        drains: ends what still drains, where it is left early.
    """
    pool = FramePool(blueprint.video)
    quality = x264_settings(blueprint.settings.quality)
    draining: list[asyncio.Task[EncodedSegment]] = []

    def drain(encoder: SegmentEncoder) -> None:
        for earlier in draining:
            if earlier.done():
                earlier.result()  # one that failed ends the render now, not after the last frame
        draining.append(encoder.finish())
        drains.callback(draining[-1].cancel)

    tally.filming = time.perf_counter()
    async with AsyncExitStack() as stack:
        shots = await stack.enter_async_context(aclosing(film(scene, segments(frames, blueprint.rate), pool)))
        encoder: SegmentEncoder | None = None
        current: Segment | None = None
        async for shot in shots:
            if encoder is None or shot.segment != current:
                if encoder is not None:
                    drain(encoder)
                current = shot.segment
                path = claim.workshop / f"segment-{current.index:06}{SEGMENT_SUFFIX}"
                encoder = await stack.enter_async_context(
                    SegmentEncoder(ffmpeg_path(), blueprint.video, quality, path, pool)
                )
            if hasher is not None:
                hasher.add(shot)
            await _hand_over(shot, encoder, tally)
            watcher(Progress(tally.frames, len(frames), time.perf_counter() - tally.filming, _bound(scene, tally)))
        if encoder is None:
            raise UsageError("The page ended the video before its first frame", where="hframes.end()")
        drain(encoder)
    return draining


async def _hand_over(shot: Shot, encoder: SegmentEncoder, tally: _Tally) -> None:
    began = time.perf_counter()
    if shot.repeats:
        encoder.repeat()
    else:
        await encoder.put(shot.pixels)
    tally.encoder += time.perf_counter() - began
    tally.frames += 1
    if tally.frames == 1:
        tally.first_frame = time.perf_counter()


def _bound(scene: Set, tally: _Tally) -> Stage:
    spent: dict[Stage, float] = {
        "page": scene.effort.page,
        "capture": scene.effort.capture,
        "encoder": tally.encoder,
    }
    return max(spent, key=lambda stage: spent[stage])


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
    at: str,
    output: Path | str,
    settings: RenderSettings | None = None,
    *,
    reporter: Callable[[PageReport], None] = _unheard,
) -> int:
    """Writes the frame that the video shows at a time as a PNG file; returns the frame's index.

    Args:
        at: seconds, as a person writes them: "2.5".
        reporter: is told what the page did up to that frame that a person should know of.

    Raises:
        HframesError: as `render_async`; UsageError where the video has ended by then.
    """
    blueprint = draw_up(_opened(source), settings or RenderSettings())
    frame = still_frame(at, blueprint.rate)
    with claim_output(Path(output), ".png", force=blueprint.settings.force) as claim:
        async with open_set(blueprint) as scene:
            duration = await duration_of(scene, blueprint)
            if frame not in blueprint.frames(duration):
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
