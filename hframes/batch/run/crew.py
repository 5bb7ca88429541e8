"""Renders the rows of a batch: handed out to browsers, each row by itself, every outcome written down at once."""

from __future__ import annotations

import asyncio
import errno
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hframes.batch.delivery import deliver
from hframes.batch.run.hook import HookError, run_hook
from hframes.batch.run.ledger import Ledger
from hframes.batch.run.plan import OUTBOX, BatchPlan, Task, Todo
from hframes.batch.run.progress import Failure, Tally
from hframes.batch.run.renderer import Made, Renderer
from hframes.batch.snapshot import FrozenRow
from hframes.errors import DiskFullError, HframesError, OutputError, PageHungError, SetupError
from hframes.progress import Progress
from hframes.workers import MISHAPS

# Outputs on their way to a URL, or at their command, for each browser that goes on meanwhile.
_FINISHING_A_BROWSER = 2
_FIRST_PAUSE = 0.5
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Persistence:
    """How often a row is tried.

    Attributes:
        retries: further tries of a row where the machine may be to blame.
        pause: seconds before a delivery is tried again; doubled each time.
    """

    retries: int = 2
    pause: float = _FIRST_PAUSE


async def run_batch(
    plan: BatchPlan,
    ledger: Ledger,
    hire: Callable[[], Renderer],
    browsers: int,
    tally: Tally,
    persistence: Persistence | None = None,
) -> None:
    """Does what the plan says. Rows that fail are in the tally, and stop nobody.

    Args:
        hire: makes the renderer of one browser; `browsers` of them work side by side.
        tally: is kept up to date, also where this ends early.

    Raises:
        HframesError: nothing can go on: a full disk, no browser at all, a ledger or snapshot that can't be used.
    """
    ledger.expect((task.entry, task.place) for task in plan.tasks if task.todo is Todo.RENDER)
    crew = _Crew(plan, ledger, tally, persistence or Persistence(), asyncio.Semaphore(browsers * _FINISHING_A_BROWSER))
    try:
        async with asyncio.TaskGroup() as group:
            work = plan.work()
            for _ in range(browsers):
                group.create_task(crew.take_rows(hire(), work, group))
    except BaseExceptionGroup as errors:
        raise _first(errors) from None
    _tidy(plan)


@dataclass(frozen=True)
class _Crew:
    plan: BatchPlan
    ledger: Ledger
    tally: Tally
    persistence: Persistence
    finishing: asyncio.Semaphore

    async def take_rows(
        self, renderer: Renderer, work: Iterator[tuple[Task, FrozenRow]], group: asyncio.TaskGroup
    ) -> None:
        """One browser: takes rows as long as there are any."""
        try:
            for task, row in work:
                if task.todo is Todo.RENDER and not await self._render(renderer, task, row.params):
                    continue
                if not task.deliver and not task.hook:
                    self._done(task)
                    continue
                await self.finishing.acquire()
                finished = group.create_task(self._finish(task, row))
                finished.add_done_callback(lambda _: self.finishing.release())
        finally:
            await renderer.close()

    async def _render(self, renderer: Renderer, task: Task, params: dict[str, Any]) -> bool:
        """Whether the row's file is whole."""

        def watch(moment: Progress) -> None:
            self.tally.watch(task.index, moment)

        began, tries = time.perf_counter(), 0
        self.ledger.begin(task.entry, task.key)
        while True:
            try:
                made = await renderer.render(params, task.file, watch, replace=task.replace or task.deliver)
                break
            except HframesError as error:
                _stop_if_hopeless(error, task, self.tally)
                if not _may_go_well(error) or tries == self.persistence.retries:
                    if isinstance(error, SetupError):
                        raise
                    self._failed(task, error)
                    return False
                tries += 1
                self.tally.retries += 1
                await renderer.close()
            finally:
                self.tally.let_go(task.index)
        self._made(task, made, time.perf_counter() - began)
        return True

    def _made(self, task: Task, made: Made, seconds: float) -> None:
        self.ledger.made(task.entry, size=made.size, frames=made.frames, seconds=seconds, files=made.files)
        self.tally.make(size=made.size, frames=made.frames, warnings=made.warnings)

    async def _finish(self, task: Task, row: FrozenRow) -> None:
        try:
            if task.deliver and task.url is not None:
                await self._deliver(task, task.url)
                self.ledger.delivered(task.entry)
                task.file.unlink(missing_ok=True)
            if task.hook and self.plan.hook is not None:
                await run_hook(self.plan.hook.words(row, task.path))
                self.ledger.hooked(task.entry)
        except (HookError, OutputError) as error:
            self._failed(task, error)
        else:
            self._done(task)

    async def _deliver(self, task: Task, url: str) -> None:
        pause = self.persistence.pause
        for left in reversed(range(self.persistence.retries + 1)):
            try:
                return await asyncio.to_thread(deliver, task.file, url)
            except OutputError:
                if not left:
                    raise
            self.tally.retries += 1
            await asyncio.sleep(pause)
            pause *= 2
        return None

    def _done(self, task: Task) -> None:
        self.ledger.done(task.entry)
        self.tally.finish(task.name)

    def _failed(self, task: Task, error: HframesError) -> None:
        self.ledger.failed(task.entry, str(error))
        self.tally.fail(Failure(task.index, task.place, task.name, str(error), type(error).__name__))


def _may_go_well(error: HframesError) -> bool:
    """Whether another try may. A page that hung has done so twice by now, the second time in a browser of its own."""
    return isinstance(error, MISHAPS) and not isinstance(error, PageHungError)


def _stop_if_hopeless(error: HframesError, task: Task, tally: Tally) -> None:
    """A disk that is full is so for every row."""
    cause = error.__cause__
    full = isinstance(cause, OSError) and cause.errno in _FULL
    if isinstance(error, DiskFullError) or (isinstance(error, OutputError) and full):
        done = "1 row is done" if tally.done == 1 else f"{tally.done:,} rows are done"
        raise OutputError(
            f"The batch stopped at {task.place}: {error.what}",
            where=task.name,
            hint=f"{done}; with more space the same command goes on from there",
        ) from None


def _first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first one that is no mere end of somebody else's work."""
    for error in errors.exceptions:
        if isinstance(error, BaseExceptionGroup):
            return _first(error)
        if not isinstance(error, asyncio.CancelledError):
            return error
    return errors.exceptions[0]


def _tidy(plan: BatchPlan) -> None:
    """Removes the outbox where nothing waits in it."""
    folders: set[Path] = {task.file.parent for task in plan.tasks[:1] if task.url is not None}
    for folder in folders:
        if folder.name == OUTBOX and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
