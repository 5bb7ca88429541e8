"""What the commands say to a person: errors, warnings, and how they end."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import typer

from hframes.errors import DataError, HframesError, Interrupted
from hframes.lint.finding import times
from hframes.report import PageReport

T = TypeVar("T")

MOST_WARNINGS = 20
KEPT = "Interrupted: every process was ended, nothing was kept"


@contextmanager
def speaking(*, as_json: bool = False, debug: bool = False) -> Iterator[None]:
    """Turns errors into a paragraph (or a JSON object) and the exit code of their kind."""
    try:
        yield
    except HframesError as error:
        if debug:
            raise
        _tell(error, as_json)
        raise typer.Exit(error.exit_code) from None
    except (KeyboardInterrupt, asyncio.CancelledError):
        if debug:
            raise
        _tell(Interrupted(KEPT), as_json)
        raise typer.Exit(Interrupted.exit_code) from None


def _tell(error: HframesError, as_json: bool) -> None:
    if as_json:
        told: dict[str, Any] = {
            "kind": type(error).__name__,
            "what": error.what,
            "where": error.where,
            "hint": error.hint,
        }
        if isinstance(error, DataError):
            told["faults"] = error.faults
        print(json.dumps({"error": told}))
    colour = typer.colors.YELLOW if isinstance(error, Interrupted) else typer.colors.RED
    typer.echo(typer.style("error: ", fg=colour, bold=True) + str(error), err=True)


def warn(report: PageReport) -> None:
    """Says on standard error what the page did that a person should know of."""
    shown = report.faults[:MOST_WARNINGS]
    for fault in shown:
        when = "while loading" if fault.frame < 0 else f"frame {fault.frame}"
        place = f"{when}, {fault.where}" if fault.where else when
        typer.echo(typer.style("warning: ", fg=typer.colors.YELLOW, bold=True) + f"{fault.message} ({place})", err=True)
    findings = report.findings[: MOST_WARNINGS - len(shown)]
    for finding in findings:
        told = f"{finding.code} {finding.message}{times(finding.count)} ({finding.where})"
        typer.echo(typer.style("warning: ", fg=typer.colors.YELLOW, bold=True) + told, err=True)
    left = len(report.faults) + len(report.findings) - len(shown) - len(findings)
    if left:
        typer.echo(f"... and {left} more; --json lists them all", err=True)


def _pass_over_the_lost_driver(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # When Playwright's driver dies, it leaves failed futures that nobody asks for; the render's own error tells it.
    error = context.get("exception")
    is_playwrights = type(error).__module__.startswith("playwright.") or "reading from the driver" in str(error)
    if not is_playwrights:
        loop.default_exception_handler(context)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs to the end; Ctrl-C and SIGTERM cancel it, so that every child process is ended on the way out."""

    async def guarded() -> T:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_pass_over_the_lost_driver)
        for number in (signal.SIGINT, signal.SIGTERM):
            if sys.platform != "win32":
                loop.add_signal_handler(number, task.cancel)
        return await task

    return asyncio.run(guarded())
