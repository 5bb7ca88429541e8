"""`hframes sheet`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from hframes.cli import options
from hframes.cli.options import open_with_params, size_of
from hframes.cli.render import may_replace, name_of
from hframes.cli.speech import run, speaking
from hframes.settings import RenderSettings


def sheet(
    context: typer.Context,
    composition: options.CompositionArgument,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.png", help="Default: the composition's name.")
    ] = None,
    count: Annotated[int, typer.Option(help="How many frames, evenly spread.")] = 9,
    columns: Annotated[int, typer.Option(help="Frames in a row.")] = 3,
    width: Annotated[int, typer.Option(metavar="PIXELS", help="Of each frame's picture.")] = 640,
    size: options.Size = None,
    fps: options.Fps = None,
    duration: options.Duration = None,
    params: options.Params = None,
    set_: options.Set = None,
    seed: options.Seed = None,
    force: options.Force = False,
    as_json: options.Json = False,
) -> None:
    """Write a contact sheet: frames of the video side by side in one PNG file.

    Example:

        hframes sheet titles.html --count 12 --columns 4
    """
    with speaking(as_json=as_json, debug=bool(context.obj)):
        opened, values = open_with_params(composition, params, set_)
        page_width, page_height = size_of(size)
        target = output or Path(f"{name_of(opened)}-sheet.png")
        settings = RenderSettings(
            width=page_width,
            height=page_height,
            fps=fps,
            duration=duration,
            params=values,
            seed=seed,
            force=force or may_replace(target),
        )
        from hframes.sheet import sheet_async

        frames = run(sheet_async(opened, target, settings, count=count, columns=columns, width=width))
        print(json.dumps({"output": str(target), "frames": frames}) if as_json else target)
