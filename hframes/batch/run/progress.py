"""How far a batch is, and what came of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from hframes.progress import Progress

_MOST_WARNINGS = 1000


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that is not done.

    Attributes:
        place: words for where the row is in its source.
        name: its output. error: what a person should read. kind: the error's class.
    """

    index: int
    place: str
    name: str
    error: str
    kind: str


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """One moment of a batch.

    Attributes:
        done, failed, total: rows; `total` without those that were done before.
        frames: filmed so far.
        seconds: since the first row was begun.
        remaining: seconds until the last row, as it went so far; None before anything is done.
    """

    done: int
    failed: int
    total: int
    frames: int
    seconds: float
    remaining: float | None


BatchWatcher: TypeAlias = Callable[[BatchProgress], None]


def look_away(moment: BatchProgress) -> None:
    """A watcher that does not look."""
    del moment


@dataclass
class Tally:
    """What a running batch has come to so far.

    Attributes:
        total: rows with something to do. found: rows that were done before.
        rendered: outputs that were made, with their bytes and frames in `size` and `frames`.
        done: rows that are done now. outputs: their names, in the order in which they were done.
        retries: how often a row was tried again.
        warnings: what pages did that a person should know of, with the number of rows that did it.
    """

    total: int
    found: int
    watcher: BatchWatcher = look_away
    rendered: int = 0
    done: int = 0
    size: int = 0
    frames: int = 0
    retries: int = 0
    outputs: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.perf_counter)
    _in_hand: dict[int, Progress] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """Real seconds since the beginning."""
        return time.perf_counter() - self.began

    def watch(self, index: int, moment: Progress) -> None:
        """A frame of a row was filmed."""
        self._in_hand[index] = moment
        self.watcher(self.moment())

    def let_go(self, index: int) -> None:
        """A row is not being rendered any more."""
        self._in_hand.pop(index, None)

    def make(self, *, size: int, frames: int, warnings: tuple[str, ...]) -> None:
        """An output was rendered."""
        self.rendered += 1
        self.size += size
        self.frames += frames
        for warning in dict.fromkeys(warnings):
            if warning in self.warnings or len(self.warnings) < _MOST_WARNINGS:
                self.warnings[warning] += 1

    def finish(self, name: str) -> None:
        """A row is done."""
        self.done += 1
        self.outputs.append(name)
        self.watcher(self.moment())

    def fail(self, failure: Failure) -> None:
        """A row will not be done in this run."""
        self.failures.append(failure)
        self.watcher(self.moment())

    def moment(self) -> BatchProgress:
        """How far it is."""
        seconds = self.seconds
        over = self.done + len(self.failures)
        share = over + sum(moment.done / moment.total for moment in self._in_hand.values() if moment.total)
        return BatchProgress(
            done=self.done,
            failed=len(self.failures),
            total=self.total,
            frames=self.frames + sum(moment.done for moment in self._in_hand.values()),
            seconds=seconds,
            remaining=seconds * (self.total - share) / share if share > 0 else None,
        )
