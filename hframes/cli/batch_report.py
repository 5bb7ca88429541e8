"""What a person is told of a batch: how far it is, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

from hframes.batch import Snapshot, is_url
from hframes.batch.run import BatchPlan, BatchProgress, BatchWatcher, Crew, Tally, Todo
from hframes.batch.run.progress import look_away
from hframes.cli.progress import BAR_EVERY, PLAIN_EVERY
from hframes.cli.tree import tree

MOST_FAILURES = 50
MOST_WARNINGS = 20


@contextmanager
def shown_batch(quiet: bool, total: int) -> Iterator[BatchWatcher]:
    """A watcher for the length of a with block: a bar on a terminal, plain lines elsewhere, on standard error."""
    console = Console(stderr=True)
    if quiet or total == 0:
        yield look_away
    elif console.is_terminal:
        columns = (SpinnerColumn(), BarColumn(bar_width=None), MofNCompleteColumn(), TextColumn("{task.fields[told]}"))
        with Progress(*columns, console=console, transient=True, auto_refresh=False) as progress:
            task = progress.add_task("rows", total=total, told="rows, starting the browser")
            progress.refresh()

            def show(moment: BatchProgress) -> None:
                progress.update(task, completed=moment.done + moment.failed, told=f"rows, {_figures(moment)}")
                progress.refresh()

            yield _seldom(show, BAR_EVERY)
    else:

        def tell(moment: BatchProgress) -> None:
            over = moment.done + moment.failed
            console.print(f"{over}/{moment.total} rows, {_figures(moment)}", highlight=False, soft_wrap=True)

        yield _seldom(tell, PLAIN_EVERY)


def _seldom(watcher: BatchWatcher, every: float) -> BatchWatcher:
    last = time.monotonic()

    def watch(moment: BatchProgress) -> None:
        nonlocal last
        if time.monotonic() - last >= every:
            last = time.monotonic()
            watcher(moment)

    return watch


def _figures(moment: BatchProgress) -> str:
    told = f"{moment.frames:,} frames"
    if moment.seconds > 0:
        told += f" ({moment.frames / moment.seconds:.1f} fps)"
    if moment.remaining is not None:
        told += f", {clock(moment.remaining)} left"
    return told + (f", {moment.failed} failed" if moment.failed else "")


def clock(seconds: float) -> str:
    """Such as 0:07 or 2:03:59."""
    whole = int(seconds)
    hours, minutes = whole // 3600, whole % 3600 // 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def tell_unused(columns: tuple[str, ...]) -> None:
    """Names columns that nothing uses: they may be misspelt."""
    if columns:
        more = f" and {len(columns) - 12} more" if len(columns) > 12 else ""
        typer.echo(f"Columns that nothing uses: {', '.join(columns[:12])}{more}", err=True)


def summarize(plan: BatchPlan, tally: Tally, crew: Crew, snapshot: Snapshot, folder: Path) -> None:
    """The whole, for people, on standard error; the paths of what was made on standard output."""
    console = Console(stderr=True)
    outputs = [Path(name) for name in tally.outputs if not is_url(name)]
    if outputs:
        inside = [(Path.cwd() / path).relative_to(folder).as_posix() for path in outputs]
        console.print(tree(folder, inside), highlight=False, markup=False, soft_wrap=True)
    for warning, count in tally.warnings.most_common(MOST_WARNINGS):
        rows = "1 row" if count == 1 else f"{count:,} rows"
        typer.echo(typer.style("warning: ", fg=typer.colors.YELLOW, bold=True) + f"{warning} [{rows}]", err=True)
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, value in _lines(plan, tally, crew, snapshot):
        table.add_row(name, value)
    console.print(table)
    tell_failures(tally)


def tell_failures(tally: Tally) -> None:
    """The rows that failed, in their order."""
    if not tally.failures:
        return
    count = len(tally.failures)
    head = "1 row failed" if count == 1 else f"{count:,} rows failed"
    typer.echo(
        typer.style("error: ", fg=typer.colors.RED, bold=True) + f"{head}; the same command tries again:", err=True
    )
    for failure in sorted(tally.failures, key=lambda one: one.index)[:MOST_FAILURES]:
        typer.echo(f"  {failure.place} ({failure.name}): {failure.error}", err=True)
    if count > MOST_FAILURES:
        typer.echo(f"  and {count - MOST_FAILURES:,} more", err=True)


def as_object(plan: BatchPlan, tally: Tally, crew: Crew, snapshot: Snapshot) -> dict[str, Any]:
    """The whole, for programs."""
    return {
        "rows": len(plan.tasks),
        "found": tally.found,
        "done": tally.done,
        "rendered": tally.rendered,
        "failed": len(tally.failures),
        "failures": [
            {"row": one.place, "index": one.index, "output": one.name, "kind": one.kind, "error": one.error}
            for one in sorted(tally.failures, key=lambda one: one.index)
        ],
        "outputs": tally.outputs,
        "frames": tally.frames,
        "size": tally.size,
        "seconds": tally.seconds,
        "retries": tally.retries,
        "workers": crew.browsers,
        "workers_within": crew.within,
        "why_workers": crew.why,
        "warnings": dict(tally.warnings),
        "snapshot": str(snapshot.path),
        "snapshot_sha256": snapshot.sha256,
    }


def _lines(plan: BatchPlan, tally: Tally, crew: Crew, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    yield "rows", f"{len(plan.tasks):,}"
    if tally.found:
        yield "done before", f"{tally.found:,}"
    yield "rendered", f"{tally.rendered:,}"
    if plan.count(Todo.FINISH):
        yield "only finished", f"{tally.done - tally.rendered:,}"
    if tally.failures:
        yield "failed", f"{len(tally.failures):,}"
    if tally.retries:
        yield "tried again", f"{tally.retries:,} times"
    if tally.rendered:
        pace = f"{tally.seconds / tally.rendered:.2f} s a row, {tally.frames / tally.seconds:.1f} fps"
        yield "frames", f"{tally.frames:,}, {tally.size / 1e6:.2f} MB"
        yield "time", f"{clock(tally.seconds)} ({pace})"
        browsers = "1 browser" if crew.browsers == 1 else f"{crew.browsers} browsers"
        yield "workers", f"{browsers} ({crew.why})"
    yield "snapshot", str(snapshot.path)
