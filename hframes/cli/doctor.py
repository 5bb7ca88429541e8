"""`hframes doctor`: prints what this machine has for rendering."""

from __future__ import annotations

import dataclasses
import json
import os
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from hframes.machine.doctor import CheckState, Diagnosis, examine

_COLOURS = {CheckState.OK: "green", CheckState.WARNING: "yellow", CheckState.MISSING: "red"}


def doctor(
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Say what this machine has for rendering, what each gap costs, and the command that mends it."""
    diagnosis = examine(os.environ)
    if json_output:
        checks = [dataclasses.asdict(check) for check in diagnosis.checks]
        typer.echo(json.dumps({"can_render": diagnosis.can_render, "checks": checks}, indent=2))
    else:
        _print_table(diagnosis, Console())
    if not diagnosis.can_render:
        raise typer.Exit(1)


def _print_table(diagnosis: Diagnosis, console: Console) -> None:
    table = Table()
    for heading in ("", "state", "found", "what it costs"):
        table.add_column(heading, overflow="fold")
    for check in diagnosis.checks:
        state = f"[{_COLOURS[check.state]}]{check.state}[/]"
        table.add_row(check.name, state, escape(check.found), escape(check.cost))
    console.print(table)
    console.print("hframes can render here." if diagnosis.can_render else "hframes can't render here.")
    for check in diagnosis.checks:
        if check.command:  # on a line of its own, never folded, to be copied
            console.print(f"To mend {check.name}, type: {check.command}", soft_wrap=True, markup=False, highlight=False)
