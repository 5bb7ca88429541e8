"""`hframes verify`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hframes.cli import options
from hframes.cli.options import DEFAULTS, open_with_params, range_of, size_of
from hframes.cli.progress import shown_progress
from hframes.cli.speech import run, speaking, warn
from hframes.errors import UsageError
from hframes.settings import RenderSettings
from hframes.timebase import parse_rate, timecode

if TYPE_CHECKING:
    from hframes.verification import Comparison, Difference, Source, Verification, WayResult

DIFFERS = 3  # the exit code
MOST_SHOWN = 12


def verify(
    context: typer.Context,
    composition: options.CompositionArgument,
    quick: Annotated[bool, typer.Option("--quick", help="Only once more, and in shuffled segments.")] = False,
    against: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Compare with the manifest of an earlier render instead.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write both frames and their difference there, as PNG.")
    ] = None,
    fps: options.Fps = None,
    size: options.Size = None,
    duration: options.Duration = None,
    range_: options.Range = None,
    params: options.Params = None,
    set_: options.Set = None,
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
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Prove that a composition gives the same frames every time, or say which frame differs and what may be the reason.

    Renders it again, its segments in shuffled order, one segment alone, single stills, with the other way to capture,
    and while the machine is disturbed; compares every frame. Exit code 0: identical, 3: a frame differs.

    Examples:

        hframes verify titles.html --quick

        hframes verify card/ --set title="Hello" --out differences/

        hframes verify card/ --against card.json
    """
    with speaking(as_json=as_json, debug=bool(context.obj)):
        opened, values = open_with_params(composition, params, set_)
        width, height = size_of(size)
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
            capture=capture,
            allow_network=tuple(allow_network or ()),
            best_effort=best_effort,
            strict=strict,
            force=force,
            no_sandbox=no_sandbox,
            frame_timeout=frame_timeout,
        )
        if against is not None and (quick or out is not None):
            raise UsageError(
                "--against renders once, and a manifest holds no pictures",
                where="--quick" if quick else "--out",
                hint="Leave that out, or --against",
            )
        found: Verification | Comparison
        with shown_progress(quiet or as_json) as watcher:
            if against is not None:
                from hframes.verification.earlier import verify_against_async

                found = run(verify_against_async(opened, against, settings, watcher=watcher))
            else:
                from hframes.verification import ALL, QUICK
                from hframes.verification.run import verify_async

                found = run(verify_async(opened, settings, ways=QUICK if quick else ALL, out=out, watcher=watcher))
        warn(found.report)
        if as_json:
            print(found.model_dump_json())
        elif not (quiet and found.identical):
            print("\n".join(told(found)))
    if not found.identical:
        raise typer.Exit(DIFFERS)


def told(found: Verification | Comparison) -> list[str]:
    """What was found, as lines for a person."""
    from hframes.verification import Verification

    return _verification(found) if isinstance(found, Verification) else _comparison(found)


def _verification(found: Verification) -> list[str]:
    lines = [f"identical: {found.frames} frames" if found.identical else "differs"]
    for result in found.ways:
        lines.append(f"  {result.way:10}{_outcome(result)}")
    if found.difference is not None:
        lines += _difference(found.difference, found.fps)
        lines += _sources(found.sources)
    return lines


def _outcome(result: WayResult) -> str:
    if result.outcome == "skipped":
        return f"skipped: {result.why}"
    if result.outcome == "untried":
        return "not tried"
    if result.outcome == "identical":
        return f"identical, {result.frames} frames on {result.pages} page{'s' if result.pages > 1 else ''}"
    known = " (known, and no failure)" if result.tolerated else ""
    return (
        f"{result.differing} of {result.frames} frames differ, "
        f"by up to {result.largest} levels in up to {result.pixels} pixels{known}"
    )


def _difference(difference: Difference, fps: str) -> list[str]:
    lines = [f"first difference: frame {difference.frame}, {timecode(difference.frame, parse_rate(fps))}"]
    apart = difference.distance
    if apart is not None:
        box = apart.box
        lines.append(
            f"  {apart.pixels} pixels by up to {apart.largest} levels, "
            f"within {box.width}×{box.height} at {box.left},{box.top}"
        )
    else:
        lines.append(f"  {difference.note}")
    return [*lines, *(f"  {picture}" for picture in difference.pictures)]


def _sources(sources: tuple[Source, ...]) -> list[str]:
    lines: list[str] = []
    for held, title in ((False, "not held by the clock, and so perhaps the reason:"), (True, "held by the clock:")):
        chosen = [source for source in sources if source.held is held]
        if chosen:
            lines.append(f"the page touched before it, {title}")
        for source in chosen[:MOST_SHOWN]:
            when = "while loading" if source.frame < 0 else f"frame {source.frame}"
            lines.append(f"  {source.name} ({when}){' ' + source.stack if source.stack else ''}")
        if len(chosen) > MOST_SHOWN:
            lines.append(f"  ... and {len(chosen) - MOST_SHOWN} more; --json lists them all")
    return lines


def _comparison(found: Comparison) -> list[str]:
    lines = [f"identical: {found.frames} frames" if found.identical else "differs"]
    lines += [
        f"  {change.what}: {change.name}: {change.then or 'nothing'} then, {change.now or 'nothing'} now"
        for change in found.changes[:100]
    ]
    if len(found.changes) > 100:
        lines.append(f"  ... and {len(found.changes) - 100} more; --json lists them all")
    if found.differing == 0:
        lines += [] if found.identical else [f"  frames: all {found.frames} are the same"]
    elif found.first is not None and found.time is not None:
        lines.append(
            f"  frames: {found.differing} differ, the first is frame {found.first} at {found.time:g} s "
            f"({found.then} then, {found.frames} now)"
        )
        if not found.comparable:
            lines.append("  (frames of another size or way to capture are never the same)")
    return lines
