"""Shows a render's progress: a bar on a terminal, plain lines elsewhere, on standard error."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from hframes.progress import Progress as Moment
from hframes.progress import Watcher, ignore

PLAIN_EVERY = 5.0  # seconds between two plain lines
BAR_EVERY = 0.1


@contextmanager
def shown_progress(quiet: bool) -> Iterator[Watcher]:
    """A watcher for the length of a with block."""
    console = Console(stderr=True)
    if quiet:
        yield ignore
    elif console.is_terminal:
        with _bar(console) as watcher:
            yield watcher
    else:
        yield _Lines(console)


@contextmanager
def _bar(console: Console) -> Iterator[Watcher]:
    columns = [
        *(SpinnerColumn(), BarColumn(bar_width=None), MofNCompleteColumn()),
        TextColumn("{task.fields[speed]}"),
    ]
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as progress:
        task = progress.add_task("frames", total=None, speed="starting the browser")
        progress.refresh()
        last = 0.0

        def watch(moment: Moment) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last < BAR_EVERY and moment.done < moment.total:
                return
            last = now
            progress.update(task, total=moment.total, completed=moment.done, speed=_speed(moment))
            progress.refresh()

        yield watch


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._last = time.monotonic()

    def __call__(self, moment: Moment) -> None:
        now = time.monotonic()
        if now - self._last < PLAIN_EVERY:
            return
        self._last = now
        self._console.print(f"{moment.done}/{moment.total} frames, {_speed(moment)}", highlight=False, soft_wrap=True)


def _speed(moment: Moment) -> str:
    left = moment.remaining
    eta = "" if left is None else f", {int(left) // 60}:{int(left) % 60:02} left"
    doing = "" if moment.doing is None else f", {moment.doing}"
    bound = "" if moment.bound is None else f", bound by the {moment.bound}"
    return f"{moment.fps:.1f} fps{eta}{bound}{doing}"
