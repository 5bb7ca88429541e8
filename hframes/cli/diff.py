"""`hframes diff`."""

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

if TYPE_CHECKING:
    from hframes.differing import Diff

DIFFERS = 3  # the exit code
MOST_CHANGES = 100


def diff(
    context: typer.Context,
    a: Annotated[Path, typer.Argument(metavar="A", help="A video, a composition, or a manifest (.json).")],
    b: Annotated[Path, typer.Argument(metavar="B", help="What it is compared with.")],
    tolerance: Annotated[
        int,
        typer.Option(metavar="LEVELS", help="A colour (0 to 255) may be so far apart; see docs/diff.md."),
    ] = 0,
    ignore_box: Annotated[
        list[str] | None,
        typer.Option(metavar="X,Y,W,H", help="Leave out these pixels: left, top, width, height. Repeatable."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write a contact sheet and an HTML report there.")
    ] = None,
    show: Annotated[int, typer.Option(help="How many frames those show at most, 1 to 24.")] = 12,
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
    """Say which frames of two films differ, by how much, and where.

    Videos are compared as they play, compositions as they would be rendered, manifests by the hashes of their frames;
    always at equal frames. Exit code 0: identical, 3: they differ.

    Examples:

        hframes diff before.mp4 after.mp4 --tolerance 2 --out apart/

        hframes diff card-v1/ card-v2/ --set title="Hello" --ignore-box 40,300,160,32

        hframes diff last-month.json today.json
    """
    with speaking(as_json=as_json, debug=bool(context.obj)):
        from hframes.differing.measure import box_of
        from hframes.differing.opening import kind_of
        from hframes.differing.run import diff_async

        width, height = size_of(size)
        settings = RenderSettings(
            width=width,
            height=height,
            fps=fps,
            duration=duration,
            range=range_of(range_),
            seed=seed,
            epoch=epoch,
            timezone=timezone,
            locale=locale,
            scale=scale,
            capture=capture,
            allow_network=tuple(allow_network or ()),
            best_effort=best_effort,
            strict=strict,
            no_sandbox=no_sandbox,
            frame_timeout=frame_timeout,
        )
        kinds = kind_of(a), kind_of(b)
        if "composition" not in kinds:
            _refuse_settings(settings, params=params, set_=set_)
        settings = settings.model_copy(update={"force": force})

        def of(path: Path, kind: str) -> RenderSettings:
            """Params are read by each composition's own schema."""
            values = open_with_params(path, params, set_)[1] if kind == "composition" else {}
            return settings.model_copy(update={"params": values})

        boxes = [box_of(text) for text in ignore_box or ()]
        with shown_progress(quiet or as_json) as watcher:
            work = diff_async(
                a,
                b,
                of(a, kinds[0]),
                settings_b=of(b, kinds[1]),
                tolerance=tolerance,
                ignored=boxes,
                out=out,
                shown=show,
                watcher=watcher,
            )
            found = run(work)
        warn(found.a.report)
        warn(found.b.report)
        if as_json:
            print(found.model_dump_json())
        elif not (quiet and found.identical):
            print("\n".join(told(found)))
    if not found.identical:
        raise typer.Exit(DIFFERS)


def _refuse_settings(settings: RenderSettings, *, params: Path | None, set_: list[str] | None) -> None:
    names = {"width": "size", "height": "size"}
    given = [names.get(name, name).replace("_", "-") for name in settings.model_dump(exclude_defaults=True)]
    given += [name for name, value in (("params", params), ("set", set_)) if value]
    if given:
        raise UsageError(
            "Neither A nor B is a composition: there is nothing to film",
            where=f"--{given[0]}",
            hint="Leave that out; it says how a composition is filmed",
        )


def told(found: Diff) -> list[str]:
    """What was found, as lines for a person."""
    from hframes.differing.wording import MOST_LINES, advice, headline, side_words, stretch_words

    lines = [headline(found)]
    if not found.identical:
        lines += [f"  A: {side_words(found.a)}", f"  B: {side_words(found.b)}"]
    lines += [
        f"  {change.what}: {change.name}: {change.then or 'nothing'} in A, {change.now or 'nothing'} in B"
        for change in found.changes[:MOST_CHANGES]
    ]
    if len(found.changes) > MOST_CHANGES:
        lines.append(f"  ... and {len(found.changes) - MOST_CHANGES} more; --json lists them all")
    lines += [f"  {stretch_words(stretch, found.a.fps)}" for stretch in found.stretches[:MOST_LINES]]
    if len(found.stretches) > MOST_LINES:
        lines.append(f"  ... and {len(found.stretches) - MOST_LINES} more; --json lists them all")
    advised = advice(found)
    if advised is not None:
        lines.append(f"  ({advised})")
    return [*lines, *(str(path) for path in (found.sheet, found.page) if path is not None)]
