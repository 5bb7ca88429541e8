"""`hframes inspect`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hframes.cli import options
from hframes.cli.options import open_with_params, size_of
from hframes.cli.speech import run, speaking, warn
from hframes.cli.tree import tree
from hframes.settings import RenderSettings

if TYPE_CHECKING:
    from hframes.inspection import FoundAnimation, Inspection


def inspect(
    context: typer.Context,
    composition: options.CompositionArgument,
    fps: options.Fps = None,
    size: options.Size = None,
    duration: options.Duration = None,
    params: options.Params = None,
    set_: options.Set = None,
    as_json: options.Json = False,
) -> None:
    """Say what a composition is: size, length, params, files, the fonts really used, the animations found.

    Example:

        hframes inspect titles.html
    """
    with speaking(as_json=as_json, debug=bool(context.obj)):
        opened, values = open_with_params(composition, params, set_)
        width, height = size_of(size)
        # It looks at what is there: what is missing is told and does not fail.
        settings = RenderSettings(
            width=width, height=height, fps=fps, duration=duration, params=values, best_effort=True
        )
        from hframes.inspection import inspect_async

        found = run(inspect_async(opened, settings))
        if as_json:
            print(found.model_dump_json())
        else:
            _show(found, opened.root)
            warn(found.report)


def _show(found: Inspection, root: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    length = "unknown: give --duration" if found.duration is None else f"{found.duration:g} s, {found.frames} frames"
    moves = [name for used, name in ((found.uses_timers, "timers"), (found.uses_animation_frames, "rAF")) if used]
    moves += [f"{found.smil_elements} SMIL elements"] if found.smil_elements else []
    moves += [f"{len(found.media)} media elements"] if found.media else []
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_row("page", f"{found.page} ({found.kind})")
    table.add_row("size", f"{found.width}×{found.height} at {found.fps} fps")
    table.add_row("length", length)
    table.add_row("seed", str(found.seed))
    for name, value in found.params.items():
        table.add_row(f"param {name}", json.dumps(value, ensure_ascii=False)[:120])
    for font in found.fonts:
        table.add_row("font", f"{font.family} ({'its own' if font.custom else font.file or 'the system’s'})")
    for (kind, name), ends in _by_name(found.animations).items():
        last = "endless" if None in ends else f"until {max(end or 0 for end in ends):g} s"
        table.add_row("animation", f"{kind} {name}" + (f" ×{len(ends)}, " if len(ends) > 1 else ", ") + last)
    if moves:
        table.add_row("also moved by", ", ".join(moves))
    console = Console()
    console.print(table)
    console.print(tree(root, found.files), highlight=False)


def _by_name(animations: tuple[FoundAnimation, ...]) -> dict[tuple[str, str], list[float | None]]:
    ends: dict[tuple[str, str], list[float | None]] = {}
    for animation in animations:
        ends.setdefault((animation.kind, animation.name), []).append(animation.end)
    return ends
