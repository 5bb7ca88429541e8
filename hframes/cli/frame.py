"""`hframes frame`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from hframes.cli import options
from hframes.cli.options import DEFAULTS, open_with_params, size_of
from hframes.cli.render import may_replace, name_of
from hframes.cli.speech import run, speaking, warn
from hframes.report import PageReport
from hframes.settings import RenderSettings


def frame(
    context: typer.Context,
    composition: options.CompositionArgument,
    at: Annotated[str, typer.Option(metavar="SECONDS", help="The time in the video.")] = "0",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.png", help="Default: the composition's name.")
    ] = None,
    fps: options.Fps = None,
    size: options.Size = None,
    duration: options.Duration = None,
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
    """Write one frame as a PNG file: exactly the one that the video has at that time.

    Examples:

        hframes frame titles.html --at 2.5

        hframes frame card/ --at 0 -o poster.png --scale 2
    """
    with speaking(as_json=as_json, debug=bool(context.obj)):
        opened, values = open_with_params(composition, params, set_)
        width, height = size_of(size)
        target = output or Path(f"{name_of(opened)}.png")
        settings = RenderSettings(
            width=width,
            height=height,
            fps=fps,
            duration=duration,
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
            force=force or may_replace(target),
            no_sandbox=no_sandbox,
            frame_timeout=frame_timeout,
        )
        from hframes.rendering import still_async

        reports: list[PageReport] = []
        index = run(still_async(opened, at, target, settings, reporter=reports.append))
        for report in reports:
            warn(report)
        if as_json:
            print(json.dumps({"output": str(target), "frame": index, "report": reports[0].model_dump()}))
        elif not quiet:
            print(target)
