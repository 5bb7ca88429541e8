"""What has become of every output: an SQLite file beside them, so that a second run does what is missing or changed.

Whoever has it open is alone with it, and with the outputs: a second run is refused. A process that dies leaves no lock
behind, and nothing but the last word about the row that it had in hand.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hframes.errors import HframesError, OutputError, UsageError

VERSION = 1
LEDGER_NAME = ".hframes-batch.sqlite"
_SCHEMA = """CREATE TABLE outputs (
    name TEXT PRIMARY KEY, place TEXT NOT NULL, state TEXT NOT NULL, key TEXT, files TEXT, size INTEGER, frames INTEGER,
    seconds REAL, delivered INTEGER NOT NULL DEFAULT 0, hooked INTEGER NOT NULL DEFAULT 0, error TEXT
) WITHOUT ROWID"""
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class State(StrEnum):
    """How far an output is.

    Attributes:
        WAITING: nobody has begun.
        BEGUN: being rendered; or the run was killed meanwhile.
        MADE: its file is whole, and has to be delivered, or its command to be run.
        DONE: all of it.
        FAILED: it could not be rendered.
    """

    WAITING = "waiting"
    BEGUN = "begun"
    MADE = "made"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one output.

    Attributes:
        key: of what it was made, or is to be made, of; see `hframes.batch.row_key`.
        files: SHA-256 of each file of the composition that its page was served.
        size: bytes of the file that a run of ours put there; None before the first.
        delivered: whether it was brought to its URL.
        hooked: whether the command has been run for this file.
        error: why it is not done.
    """

    state: State
    key: str | None
    files: dict[str, str]
    size: int | None
    delivered: bool
    hooked: bool
    error: str | None

    @property
    def ours(self) -> bool:
        """Whether a file under the name is one that a run of ours has made."""
        return self.size is not None or self.state is State.BEGUN


class Ledger:
    """An open ledger; every change is kept at once. See `open_ledger`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def record(self, name: str) -> Record | None:
        """What is known of an output; None where nothing is."""
        columns = "state, key, files, size, delivered, hooked, error"
        found = self._do(f"SELECT {columns} FROM outputs WHERE name = ?", (name,)).fetchone()
        if found is None:
            return None
        state, key, files, size, delivered, hooked, error = found
        try:
            hashes = json.loads(files or "{}")
            return Record(State(state), key, hashes, size, bool(delivered), bool(hooked), error)
        except ValueError:
            raise _damaged(self._path) from None

    def expect(self, outputs: Iterable[tuple[str, str]]) -> None:
        """Rows that are to be rendered: the name of each output, and the row's place in its source."""
        said = """INSERT INTO outputs (name, place, state) VALUES (?, ?, 'waiting') ON CONFLICT (name) DO UPDATE
            SET place = excluded.place, error = NULL, state = iif(state = 'begun', state, 'waiting')"""
        with _told(self._path), self._connection:
            self._connection.execute("BEGIN")
            self._connection.executemany(said, outputs)

    def begin(self, name: str, key: str) -> None:
        """Its render begins."""
        said = "UPDATE outputs SET state = 'begun', key = ?, delivered = 0, hooked = 0, error = NULL WHERE name = ?"
        self._do(said, (key, name))

    def made(self, name: str, *, size: int, frames: int, seconds: float, files: dict[str, str]) -> None:
        """Its file is whole; something has still to be done with it."""
        self._do(
            "UPDATE outputs SET state = 'made', size = ?, frames = ?, seconds = ?, files = ? WHERE name = ?",
            (size, frames, seconds, json.dumps(files, sort_keys=True), name),
        )

    def delivered(self, name: str) -> None:
        """Its file is at its URL."""
        self._do("UPDATE outputs SET delivered = 1 WHERE name = ?", (name,))

    def hooked(self, name: str) -> None:
        """Its command has been run."""
        self._do("UPDATE outputs SET hooked = 1 WHERE name = ?", (name,))

    def done(self, name: str) -> None:
        """Nothing is left to be done."""
        self._do("UPDATE outputs SET state = 'done', error = NULL WHERE name = ?", (name,))

    def failed(self, name: str, error: str) -> None:
        """It could not be rendered; or, where its file is made, not delivered, or its command failed."""
        said = "UPDATE outputs SET error = ?, state = iif(state IN ('made', 'done'), 'made', 'failed') WHERE name = ?"
        self._do(said, (error, name))

    def counts(self) -> dict[State, int]:
        """How many outputs are in each state."""
        found = dict(self._do("SELECT state, count(*) FROM outputs GROUP BY state", ()).fetchall())
        return {state: int(found.get(state, 0)) for state in State}

    def _do(self, statement: str, values: tuple[object, ...]) -> sqlite3.Cursor:
        with _told(self._path):
            return self._connection.execute(statement, values)


@contextmanager
def open_ledger(path: Path) -> Iterator[Ledger]:
    """Opens a ledger, or makes one, for this process alone.

    Raises:
        UsageError: another run has it open.
        OutputError: it can't be read or written, or is none.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"The folder of the outputs can't be made: {error.strerror}", where=str(path.parent)
        ) from None
    with _told(path):
        connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        with _told(path):
            # Nobody else gets in as long as we live; then a write-ahead log needs no shared memory, either.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("BEGIN IMMEDIATE")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version == 0:
                connection.execute(_SCHEMA)
                connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute("COMMIT")
        if version > VERSION:
            raise UsageError(f"This ledger has the form {version}; this hframes reads up to {VERSION}", where=str(path))
        yield Ledger(connection, path)
    finally:
        connection.close()


@contextmanager
def peeked_ledger(path: Path) -> Iterator[Ledger | None]:
    """A ledger to look into; None where there is none. Raises as `open_ledger`."""
    if path.exists():
        with open_ledger(path) as ledger:
            yield ledger
    else:
        yield None


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _translated(error, path) from None


def _translated(error: sqlite3.Error, path: Path) -> HframesError:
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary in _BUSY:
        return UsageError(
            f"Another run is writing outputs to {path.parent} just now", hint="Wait for it, or name another folder"
        )
    if primary in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR):
        return _damaged(path)
    return OutputError(f"The ledger of the batch can't be used: {error}", where=str(path))


def _damaged(path: Path) -> OutputError:
    return OutputError(
        "The ledger of the batch is damaged, or is none",
        where=str(path),
        hint="Remove it; then every row is rendered again, with --force over the outputs that are there",
    )
