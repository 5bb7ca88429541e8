"""`hframes render`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hframes.cli import options
from hframes.cli.options import DEFAULTS, open_with_params, range_of, size_of
from hframes.cli.progress import shown_progress
from hframes.cli.speech import run, speaking, warn
from hframes.composition import Composition
from hframes.errors import Interrupted, UsageError
from hframes.settings import RenderSettings
from hframes.workshop import kept_segments

if TYPE_CHECKING:
    from hframes.rendering import RenderResult

FEW = 2  # segments: of so short a video nobody asks how many workers it had


def render(
    context: typer.Context,
    composition: options.CompositionArgument,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.mp4", help="Default: the composition's name.")
    ] = None,
    fps: options.Fps = None,
    size: options.Size = None,
    duration: options.Duration = None,
    range_: options.Range = None,
    params: options.Params = None,
    set_: options.Set = None,
    quality: options.QualityOption = DEFAULTS.quality,
    capture: options.Capture = DEFAULTS.capture,
    seed: options.Seed = None,
    epoch: options.Epoch = DEFAULTS.epoch,
    timezone: options.Timezone = DEFAULTS.timezone,
    locale: options.Locale = DEFAULTS.locale,
    scale: options.Scale = DEFAULTS.scale,
    allow_network: options.AllowNetwork = None,
    best_effort: options.BestEffort = False,
    strict: options.Strict = False,
    force: options.Force = False,
    no_sandbox: options.NoSandbox = False,
    frame_timeout: options.FrameTimeout = DEFAULTS.frame_timeout,
    manifest: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Write what made the video: hashes, versions, fonts.")
    ] = None,
    workers: Annotated[
        str,
        typer.Option(
            metavar="auto|N", help="Browsers that film side by side; auto: as many as pay. The bytes stay the same."
        ),
    ] = "auto",
    reuse: options.Reuse = True,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Render a composition to an MP4 file.

    Frame k shows the page at exactly k/fps seconds. The same composition, settings, browser, fonts and ffmpeg give the
    same bytes, every time.

    Examples:

        hframes render titles.html

        hframes render card/ -o card.mp4 --set title="Hello" --size 1080x1920

        hframes render titles.html --range 2:4 --quality draft --force
    """
    with speaking(as_json=as_json, debug=bool(context.obj)):
        opened, values = open_with_params(composition, params, set_)
        width, height = size_of(size)
        target = output or Path(f"{name_of(opened)}.mp4")
        settings = RenderSettings(
            width=width,
            height=height,
            fps=fps,
            duration=duration,
            range=range_of(range_),
            params=values,
            seed=seed,
            epoch=epoch,
            timezone=timezone,
            locale=locale,
            scale=scale,
            quality=quality,
            capture=capture,
            allow_network=tuple(allow_network or ()),
            best_effort=best_effort,
            strict=strict,
            force=force or may_replace(target),
            no_sandbox=no_sandbox,
            frame_timeout=frame_timeout,
        )
        from hframes.rendering import render_async

        count = worker_count(workers)
        with shown_progress(quiet or as_json) as watcher, telling_what_is_kept(target):
            result = run(
                render_async(opened, target, settings, manifest=manifest, workers=count, watcher=watcher, reuse=reuse)
            )
        warn(result.report)
        for note in result.notes:
            typer.echo(typer.style("note: ", bold=True) + note, err=True)
        if as_json:
            print(result.model_dump_json())
        elif not quiet:
            typer.echo(
                f"{result.frames} frames, {result.duration:g} s of {result.width}×{result.height} at {result.fps} fps, "
                f"{result.size / 1e6:.2f} MB, in {result.seconds:.1f} s (bound by the {result.bound})",
                err=True,
            )
            if result.segments > FEW or result.reused or result.retries:
                typer.echo(_how(result), err=True)
            print(result.output)


def name_of(composition: Composition) -> str:
    """The name that an output gets by itself: the folder's for its index.html, else the file's."""
    page = Path(composition.entry)
    return composition.root.name if page.name == "index.html" else page.stem


def worker_count(text: str) -> int | None:
    """What `--workers` says; None for auto.

    Raises:
        UsageError: neither "auto" nor a number.
    """
    if text == "auto":
        return None
    if not text.isascii() or not text.isdigit():
        raise UsageError(f"{text!r} is not a number of workers", where="--workers", hint="Give a number, or auto")
    return int(text)


@contextmanager
def telling_what_is_kept(target: Path) -> Iterator[None]:
    """Says, where a render is interrupted, what of it the same command will find."""
    try:
        yield
    except (KeyboardInterrupt, asyncio.CancelledError):
        kept = kept_segments(target)
        if not kept:
            raise
        count = f"{kept} finished segment{'s are' if kept > 1 else ' is'} kept"
        raise Interrupted(
            f"Interrupted: every process was ended; {count}", hint="The same command goes on from there"
        ) from None


def _how(result: RenderResult) -> str:
    """The workers, and what need not be filmed, in a line."""
    told = f"{result.workers} worker{'' if result.workers == 1 else 's'} ({result.why_workers})"
    if result.found:
        told += f", {result.found} of {result.segments} segments were there from an earlier run"
    if result.reused:
        told += f", {result.reused} of {result.segments} segments reused"
    if result.retries:
        told += f", {result.retries} segment{'' if result.retries == 1 else 's'} filmed anew after a mishap"
    return told


def may_replace(target: Path) -> bool:
    """Asks a person at a terminal whether an existing file may be replaced; nobody there means no."""
    if not target.is_file() or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return typer.confirm(f"{target} exists. Replace it?", err=True)
