"""Films a page: segment by segment, frame by frame, each frame proved to be the one on screen."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from hframes.browser.find import require_browser
from hframes.browser.screen import find_xvfb
from hframes.browser.window import Window, WindowSettings, open_window
from hframes.capture import Frame, FrameSource, Grabbed
from hframes.capture.display import DisplaySource, map_framebuffer
from hframes.capture.screenshot import ScreenshotSource
from hframes.encode import FramePool
from hframes.errors import CaptureError, HframesError, PageHungError, SetupError
from hframes.page import Stage, StageSettings, Trace
from hframes.plan import Blueprint, Segment, measured_duration
from hframes.serve import FolderServer, resolver_rules
from hframes.settings import CaptureBackend

WITNESS_PATIENCE = 10.0  # seconds for a frame at which the page is known to hang


@dataclass(frozen=True)
class Shot:
    """One filmed frame.

    Attributes:
        segment: whose frame it is.
        frame: index in the whole video.
        pixels: see `hframes.capture.Frame`; belongs to the taker, who gives it back to the pool. For a repeat it is the
            array of the shot before.
        repeats: whether every pixel equals the shot before, of the same segment.
    """

    segment: Segment
    frame: int
    pixels: Frame
    repeats: bool


@dataclass
class Effort:
    """Seconds of real time spent so far: in the page (script, style, paint), and in having its pixels."""

    page: float = 0.0
    capture: float = 0.0


@dataclass(frozen=True)
class Set:
    """A page that is loaded and ready for its first frame, and the way its pixels are had.

    Attributes:
        backend: the way that `auto` came to.
        wants_pace: whether the page has view transitions, which this browser may get wrong.
    """

    window: Window
    stage: Stage
    source: FrameSource
    backend: CaptureBackend
    effort: Effort
    wants_pace: bool


def choose_backend(asked: CaptureBackend, headless_only: bool) -> CaptureBackend:
    """What `auto` means here.

    Raises:
        SetupError: `display` was asked for and can't be had.
    """
    able = find_xvfb() is not None and not headless_only
    if asked is CaptureBackend.AUTO:
        return CaptureBackend.DISPLAY if able else CaptureBackend.SCREENSHOT
    if asked is CaptureBackend.DISPLAY and not able:
        raise SetupError(
            "Capturing from a display needs Xvfb and a browser that can show a window",
            hint="Run `hframes setup`, or use --capture screenshot",
        )
    return asked


@asynccontextmanager
async def open_set(blueprint: Blueprint, *, trace: Trace = Trace.NOTHING) -> AsyncIterator[Set]:
    """Serves the composition, starts the browser, loads the page; ends it all at the end.

    Args:
        trace: which of what the page touches is recorded.

    Raises:
        SetupError, PageError: one of these did not work. Of a page that hung within the with block, too, it is found
            out where.
    """
    try:
        async with open_unwitnessed(blueprint, trace=trace) as scene:
            yield scene
    except PageHungError as hang:
        raise await witnessed(blueprint, hang) from None


@asynccontextmanager
async def open_unwitnessed(blueprint: Blueprint, *, trace: Trace = Trace.NOTHING) -> AsyncIterator[Set]:
    """As `open_set`; of a page that hangs, nobody finds out where."""
    async with AsyncExitStack() as stack:
        scene = await stack.enter_async_context(_open_set(blueprint, trace=trace))
        if scene.wants_pace:
            await stack.aclose()
            scene = await stack.enter_async_context(_open_set(blueprint, paced=True, trace=trace))
        yield scene


async def witnessed(blueprint: Blueprint, hang: PageHungError) -> PageHungError:
    """Has the page hang once more, with a witness; the hang as that one tells it, or as it was where it tells nothing.

    The clock makes the page do the same again. The witness slows every frame, so that it is called only now.
    """
    patience = min(blueprint.settings.frame_timeout, WITNESS_PATIENCE)
    settings = blueprint.settings.model_copy(update={"frame_timeout": patience})
    try:
        async with _open_set(replace(blueprint, settings=settings), witness=True) as scene:
            await scene.stage.replay(range(hang.frame + 1))
    except PageHungError as seen:
        if seen.frame == hang.frame:
            return seen
    except HframesError:  # what went wrong the second time is not what the person asks about
        pass
    return hang


@asynccontextmanager
async def _open_set(
    blueprint: Blueprint, *, witness: bool = False, paced: bool = False, trace: Trace = Trace.NOTHING
) -> AsyncIterator[Set]:
    browser = require_browser(os.environ)
    backend = choose_backend(blueprint.settings.capture, browser.headless_only)
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(FolderServer(blueprint.composition.root))
        window = await stack.enter_async_context(
            open_window(window_settings(blueprint, browser.path, backend, server.port, paced=paced))
        )
        stage = Stage(window, server, stage_settings(blueprint, witness=witness, paced=paced, trace=trace))
        await window.graphics.remember()
        await stage.open()
        wants_pace = server.has_view_transitions and not paced
        yield Set(window, stage, frame_source(window, stage, blueprint), backend, Effort(), wants_pace)


def window_settings(
    blueprint: Blueprint, executable: Path, backend: CaptureBackend, port: int, *, paced: bool
) -> WindowSettings:
    """How the browser of a render is started; `port` is where it finds the composition's folder."""
    settings = blueprint.settings
    return WindowSettings(
        executable=executable,
        layout=blueprint.layout,
        on_display=backend is CaptureBackend.DISPLAY,
        resolver_rules=resolver_rules(port, settings.allow_network),
        timezone=settings.timezone,
        locale=settings.locale,
        paced=paced,
        sandbox=not settings.no_sandbox,
    )


async def duration_of(scene: Set, blueprint: Blueprint) -> Fraction:
    """Seconds of the whole video: as the blueprint says, else as the loaded page tells.

    Raises:
        CompositionError: neither does.
    """
    if blueprint.duration is not None:
        return blueprint.duration
    duration = measured_duration((await scene.stage.describe()).length())
    await scene.stage.set_duration(duration)
    return duration


def stage_settings(
    blueprint: Blueprint, *, witness: bool = False, trace: Trace = Trace.NOTHING, paced: bool = False
) -> StageSettings:
    """What the page of a render is told."""
    settings = blueprint.settings
    return StageSettings(
        entry=blueprint.composition.entry,
        layout=blueprint.layout,
        rate=blueprint.rate,
        duration=blueprint.duration,
        epoch=blueprint.epoch,
        seed=blueprint.seed,
        params=blueprint.params,
        properties=blueprint.properties,
        allowed=settings.allow_network,
        patience=settings.frame_timeout,
        best_effort=settings.best_effort,
        strict=settings.strict,
        witness=witness,
        paced=paced,
        trace=trace,
    )


def frame_source(window: Window, stage: Stage, blueprint: Blueprint) -> FrameSource:
    """The way to the pixels of what a window shows."""
    patience = blueprint.settings.frame_timeout
    if window.framebuffer is not None:
        return DisplaySource(map_framebuffer(window.framebuffer), blueprint.layout, patience, stage.check)
    return ScreenshotSource(window.session, blueprint.layout, patience, stage.check)


async def film(scene: Set, plan: Iterable[Segment], pool: FramePool) -> AsyncGenerator[Shot, None]:
    """Films segments, later ones after earlier ones; ends early where the page says `hframes.end()`.

    Frames between segments are stepped through without being painted.

    Raises:
        PageError, CaptureError: at the frame that can't be had.
    """
    for segment in plan:
        async with aclosing(film_segment(scene, segment, pool)) as shots:
            async for shot in shots:
                yield shot
        if scene.stage.has_ended() and scene.stage.frame < segment.frames[-1]:
            return
    await scene.stage.finish()


async def film_segment(scene: Set, segment: Segment, pool: FramePool) -> AsyncGenerator[Shot, None]:
    """Films one segment, which lies after what was filmed before; fewer frames, or none, where the page ends the video.

    Raises:
        PageError, CaptureError: at the frame that can't be had.
    """
    stage, effort = scene.stage, scene.effort
    begin = segment.lead.start if segment.lead else segment.frames.start
    if stage.frame + 1 < begin:
        await stage.replay(range(stage.frame + 1, begin))
    if stage.has_ended():
        return
    await _grab(scene, await stage.blank(), None, None)
    for frame in segment.lead:
        if stage.frame < frame:
            await _grab(scene, await _presented(scene, frame), None, None)
    previous: Frame | None = None
    for frame in segment.frames:
        if stage.has_ended():
            return
        began = time.perf_counter()
        number = await _presented(scene, frame)
        stepped = time.perf_counter()
        buffer = pool.acquire()
        grabbed = await _grab(scene, number, buffer, previous)
        effort.page += stepped - began + grabbed.painting
        effort.capture += time.perf_counter() - stepped - grabbed.painting
        if frame == segment.frames[-1] or stage.has_ended():
            await _check_graphics(scene)
        if grabbed.repeats and previous is not None:
            pool.release(buffer)
            yield Shot(segment, frame, previous, True)
        else:
            previous = buffer
            yield Shot(segment, frame, buffer, False)


async def _grab(scene: Set, number: int, into: Frame | None, previous: Frame | None) -> Grabbed:
    try:
        return await scene.source.grab(number, into, previous)
    except CaptureError as error:
        await scene.stage.last_words()
        await _check_graphics(scene)
        raise CaptureError(error.what, where=error.where or scene.stage.place(), hint=error.hint) from error


async def _check_graphics(scene: Set) -> None:
    try:
        await scene.window.graphics.check()
    except CaptureError as error:
        raise CaptureError(error.what, where=scene.stage.place(), hint=error.hint) from error


async def _presented(scene: Set, frame: int) -> int:
    """Moves to a frame and presents it; the number under which it is whole."""
    number = await scene.stage.step(frame)
    while number is None:
        await _grab(scene, await scene.stage.blank(), None, None)
        number = await scene.stage.present()
    return number
