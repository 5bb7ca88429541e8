"""`hframes setup`: gets the browser, its sandbox, the virtual screen and the fonts."""

from __future__ import annotations

import dataclasses
import json
import os
from typing import Annotated

import typer

from hframes.browser.find import Host
from hframes.machine.setup import MachineSetup, Step


def setup(
    download: Annotated[
        bool, typer.Option("--download/--no-download", help="Try Playwright's download before the system's packages.")
    ] = True,
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Get what rendering needs: a browser, its sandbox, the virtual screen and fonts. What is there stays untouched."""

    def say(line: str) -> None:
        if not json_output:
            typer.echo(line)

    machine = MachineSetup(os.environ, Host.here(), download=download, announce=lambda text: say(f"{'':9} ... {text}"))
    result = machine.run(finished=lambda step: say(_line(step)))
    if json_output:
        steps = [dataclasses.asdict(step) for step in result.steps]
        typer.echo(json.dumps({"ready": result.ready, "steps": steps}, indent=2))
    if not result.ready:
        raise typer.Exit(1)


def _line(step: Step) -> str:
    told = f"\n{'':9} to mend it, type: {step.command}" if step.command else ""
    return f"{step.name:9} {step.state}: {step.detail}{told}"
