"""Renders once, and says what differs from an earlier render as its manifest tells it."""

from __future__ import annotations

import time
from pathlib import Path

from hframes.capture import Frame
from hframes.composition import Composition, open_composition
from hframes.encode import ffmpeg_path, ffmpeg_version
from hframes.errors import PageHungError, SetupError, UsageError
from hframes.film import choose_backend, duration_of, witnessed
from hframes.house import open_house_for_page
from hframes.manifest import Making, Manifest, UsedFont, sorted_fonts, used_fonts
from hframes.plan import Blueprint, draw_up, segments
from hframes.progress import Watcher, ignore
from hframes.settings import CaptureBackend, RenderSettings
from hframes.verification.against import changes, frames_apart, is_comparable, load_manifest
from hframes.verification.findings import Comparison
from hframes.verification.take import Pulse, film_take


async def verify_against_async(
    source: Composition | Path | str,
    manifest: Path | str,
    settings: RenderSettings | None = None,
    *,
    watcher: Watcher = ignore,
) -> Comparison:
    """Renders a composition, without encoding it, and compares it with what an earlier render was made of.

    Args:
        source: a composition, or the path of one.
        manifest: the file that the earlier render wrote.
        settings: those of the earlier render. `CaptureBackend.AUTO` is the way that it took, where this machine has it.
        watcher: is told about every frame.

    Raises:
        HframesError: as a render; UsageError for a file that is no manifest.
    """
    began = time.perf_counter()
    then = load_manifest(Path(manifest))
    composition = source if isinstance(source, Composition) else open_composition(source)
    blueprint = draw_up(composition, _in_the_same_way(settings or RenderSettings(), then))
    try:
        now, asked = await _render(blueprint, Pulse(watcher, "render"))
    except PageHungError as hang:
        raise await witnessed(blueprint, hang) from None
    changed = changes(then, now, asked)
    apart = frames_apart(then, now)
    return Comparison(
        identical=not changed and apart.differing == 0,
        composition=composition.entry,
        manifest=Path(manifest),
        changes=changed,
        comparable=is_comparable(then, now),
        frames=len(now.frames),
        then=len(then.frames),
        differing=apart.differing,
        first=apart.first,
        time=None if apart.first is None else float(apart.first / blueprint.rate),
        seconds=time.perf_counter() - began,
        report=now.report,
    )


def _in_the_same_way(settings: RenderSettings, then: Manifest) -> RenderSettings:
    """Hashes are compared within one way to capture."""
    if settings.capture is not CaptureBackend.AUTO or then.capture not in list(CaptureBackend):
        return settings
    earlier = CaptureBackend(then.capture)
    try:
        choose_backend(earlier, headless_only=False)
    except SetupError:
        return settings
    return settings.model_copy(update={"capture": earlier})


async def _render(blueprint: Blueprint, pulse: Pulse) -> tuple[Manifest, set[str]]:
    """The manifest of a render that is not encoded, and the files that the page asked for."""
    hashes: list[str] = []
    fonts: set[UsedFont] = set()
    async with open_house_for_page(blueprint) as (scene, server):
        duration = await duration_of(scene, blueprint)
        frames = blueprint.frames(duration)
        plan = tuple(segments(frames, blueprint.rate))
        ends = {segment.frames[-1] for segment in plan}

        async def add(frame: int, digest: str, _pixels: Frame) -> None:
            hashes.append(digest)
            if frame in ends or scene.stage.has_ended():
                fonts.update(await used_fonts(scene.window.session))

        pulse.total = len(frames)
        await film_take(scene, blueprint, plan, add, pulse.beat)
        if not hashes:
            raise UsageError("The page ended the video before its first frame", where="hframes.end()")
        made = Making(
            chromium=scene.window.version,
            ffmpeg=await ffmpeg_version(ffmpeg_path()),
            flags=scene.window.flags,
            capture=scene.backend.value,
            duration=duration,
            first_frame=frames.start,
            fonts=sorted_fonts(fonts),
            frames=tuple(hashes),
            report=scene.stage.report(),
        )
        now = Manifest.of(blueprint, made)
        return now, server.served | {path.lstrip("/") for path in server.missing}
