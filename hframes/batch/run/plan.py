"""What there is to do: each row beside its output, and what an earlier run has left of it. Nothing is written here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from itertools import compress
from pathlib import Path

from hframes.batch.delivery import exists_at
from hframes.batch.keys import row_key
from hframes.batch.names import OutputName, is_url, output_names
from hframes.batch.preparation import MAX_SHOWN_FAULTS
from hframes.batch.run.hook import Hook, check_hook
from hframes.batch.run.ledger import LEDGER_NAME, Ledger, Record, State
from hframes.batch.snapshot import FrozenRow, Snapshot
from hframes.composition import Composition
from hframes.errors import DataError, UsageError
from hframes.settings import RenderSettings
from hframes.workers.identity import FileHashes

OUTBOX = ".hframes-outbox"
_ASKED_AT_ONCE = 16


class Todo(StrEnum):
    """What a row needs: to be rendered; only to be delivered, or its command to be run; nothing."""

    RENDER = "render"
    FINISH = "finish"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Task:
    """One row's output.

    Attributes:
        index: the row's place in the batch, from 1.
        place: words for where the row is in its source.
        name: the output as a person reads it: a path, or a URL.
        entry: its name in the ledger: relative to the ledger's folder, or the URL.
        file: where its file is made: its place, or for a URL one in the outbox.
        key: see `hframes.batch.row_key`.
        replace: whether a file that is there may be replaced.
        deliver: whether its file has still to be brought to its URL.
        hook: whether its command has still to be run.
    """

    index: int
    place: str
    name: str
    entry: str
    file: Path
    key: str
    todo: Todo
    replace: bool
    deliver: bool
    hook: bool

    @property
    def url(self) -> str | None:
        """Where it is delivered to; None for a local output."""
        return self.name if is_url(self.name) else None

    @property
    def path(self) -> str:
        """For a command: the absolute path, or the URL."""
        return self.url or str(self.file)


@dataclass(frozen=True)
class BatchPlan:
    """All the rows of a batch, each with what it needs."""

    snapshot: Snapshot
    tasks: tuple[Task, ...]
    hook: Hook | None

    def work(self) -> Iterator[tuple[Task, FrozenRow]]:
        """The rows that need something, in order, one in memory at a time."""
        wanted = (task.todo is not Todo.NOTHING for task in self.tasks)
        return compress(zip(self.tasks, self.snapshot.rows(), strict=True), wanted)

    def count(self, todo: Todo) -> int:
        """How many rows need just that."""
        return sum(task.todo is todo for task in self.tasks)


def folder_of(template: str) -> Path:
    """The folder that all outputs of a template lie in or below, absolute; for URLs the one we are in.

    Raises:
        UsageError: the outputs are no .mp4 files.
    """
    if not template.lower().endswith(".mp4"):
        raise UsageError(
            f"{template} is no name for .mp4 files", where="--output", hint="Write it like 'out/{sku}.mp4'"
        )
    head = "" if is_url(template) else template.partition("{")[0]
    return Path.cwd() / head[: head.rfind("/") + 1]


def ledger_path(template: str) -> Path:
    """Where the ledger of a template's outputs lies."""
    return folder_of(template) / LEDGER_NAME


def draw_up_batch(
    snapshot: Snapshot,
    template: str,
    composition: Composition,
    settings: RenderSettings,
    ledger: Ledger | None,
    *,
    hook: Hook | None = None,
    force: bool = False,
) -> BatchPlan:
    """Names every row's output, and finds out what it needs.

    Args:
        template: of the outputs' names.
        ledger: None where there is none yet.
        force: render every row, over whatever is there.

    Raises:
        DataError: names that can't be had, or a command's words, for all rows at once.
        UsageError: files that are there and that no run of ours has made, all of them at once.
        OutputError: it can't be told what is at a URL.
    """
    names = output_names(template, snapshot.rows())
    plan = _Planner(folder_of(template), composition, settings, ledger, hook, force)
    there = _all_there(names, plan.folder)
    tasks, faults, foreign = [], [], []
    for name, row, exists in zip(names, snapshot.rows(), there, strict=True):
        task = plan.task(name, row, exists)
        tasks.append(task)
        if hook is not None and (fault := check_hook(hook, row, task.path)):
            faults.append(fault)
        if exists and task.todo is Todo.RENDER and not task.replace:
            foreign.append(f"{row.place}: {name.name}")
    if faults:
        raise DataError(f"{_rows(len(faults))} can't be told to the command", faults=_cut(faults))
    if foreign:
        files = "1 output exists" if len(foreign) == 1 else f"{len(foreign):,} outputs exist"
        raise DataError(
            f"{files} already, and no earlier run of this batch made them",
            hint="Use --force to replace them",
            faults=_cut(foreign),
        )
    return BatchPlan(snapshot, tuple(tasks), hook)


def identity(composition: Composition, settings: RenderSettings) -> str:
    """Of the template without its files: the page's name and all settings that decide what it shows."""
    told = settings.model_dump_json(exclude={"force", "frame_timeout", "params", "no_sandbox"})
    return hashlib.sha256(f"{composition.entry}\n{told}".encode()).hexdigest()


class _Planner:
    def __init__(
        self,
        folder: Path,
        composition: Composition,
        settings: RenderSettings,
        ledger: Ledger | None,
        hook: Hook | None,
        force: bool,
    ) -> None:
        self.folder = folder
        self._identity = identity(composition, settings)
        self._files = FileHashes(composition.root)
        self._ledger = ledger
        self._hook = hook
        self._force = force

    def task(self, name: OutputName, row: FrozenRow, exists: bool) -> Task:
        file = _file_of(name, self.folder)
        entry = name.name if name.is_url else file.relative_to(self.folder).as_posix()
        record = self._ledger.record(entry) if self._ledger is not None else None
        key = row_key(self._identity, row.params)
        todo = self._todo(record, key, file, is_remote=name.is_url, exists=exists)
        return Task(
            index=row.index,
            place=row.place,
            name=name.name,
            entry=entry,
            file=file,
            key=key,
            todo=todo,
            replace=self._force or (record is not None and record.ours),
            deliver=name.is_url and (todo is Todo.RENDER or record is None or not record.delivered),
            hook=self._hook is not None and (todo is Todo.RENDER or record is None or not record.hooked),
        )

    def _todo(self, record: Record | None, key: str, file: Path, *, is_remote: bool, exists: bool) -> Todo:
        if self._force or record is None or record.state not in (State.MADE, State.DONE):
            return Todo.RENDER
        if record.key != key or self._files.of(record.files) != record.files:
            return Todo.RENDER
        whole = exists if is_remote and record.delivered else _size(file) == record.size
        if not whole:
            return Todo.RENDER
        hook_is_due = self._hook is not None and not record.hooked
        return Todo.FINISH if record.state is State.MADE or hook_is_due else Todo.NOTHING


def _file_of(name: OutputName, folder: Path) -> Path:
    if name.is_url:
        return folder / OUTBOX / f"{hashlib.sha256(name.name.encode()).hexdigest()[:24]}.mp4"
    return Path.cwd() / name.name


def _all_there(names: Sequence[OutputName], folder: Path) -> list[bool]:
    """Whether something is at each output's place."""
    if not names or not names[0].is_url:
        return [_is_there(_file_of(name, folder)) for name in names]
    with ThreadPoolExecutor(_ASKED_AT_ONCE) as pool:
        return list(pool.map(lambda name: exists_at(name.name), names))


def _is_there(file: Path) -> bool:
    return file.exists() or file.is_symlink()


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size if file.is_file() else None
    except OSError:
        return None


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _cut(faults: Sequence[str]) -> tuple[str, ...]:
    more = [f"and {len(faults) - MAX_SHOWN_FAULTS:,} more"] if len(faults) > MAX_SHOWN_FAULTS else []
    return (*faults[:MAX_SHOWN_FAULTS], *more)
