"""Which segments there are, how they begin, and which was used last: a SQLite database beside the files.

The index only finds and counts. It is made anew from the files where it is missing or broken, under another name, since
other processes may have the broken one open.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import sqlite3
import stat
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

# Each has a name of its own: who still has a cleared one open removes its log, by name, on closing it.
_DATABASE = re.compile(r"segments-[0-9a-f]{32}\.db")
_NAME = re.compile(r"index-([1-9]\d{0,11})")
_MARK = 0x68667331  # application_id
_BUSY_SECONDS = 10.0  # other processes hold the lock for milliseconds
_HINT_SECONDS = 0.02  # an answer to `begins` that takes longer is not worth having

_SCHEMA = f"""
PRAGMA application_id = {_MARK};
CREATE TABLE segments (
    key TEXT PRIMARY KEY, size INTEGER NOT NULL, turn INTEGER NOT NULL, used REAL NOT NULL, made REAL NOT NULL,
    hits INTEGER NOT NULL, label TEXT NOT NULL, encoding BLOB NOT NULL, frames BLOB NOT NULL);
CREATE INDEX beginnings ON segments (encoding, frames);
CREATE INDEX turns ON segments (turn, size);
CREATE TABLE plans (key TEXT PRIMARY KEY, segment TEXT NOT NULL, size INTEGER NOT NULL);
CREATE INDEX plans_of ON plans (segment, size);
CREATE TABLE moments (name TEXT PRIMARY KEY, at REAL NOT NULL);
"""


class IndexBrokenError(Exception):
    """The database can't be used; there is or will be another one."""


@dataclass(frozen=True)
class Entry:
    """A stored segment.

    Attributes:
        key: see `keys.segment_key`. encoding, frames: see `keys.encoding_key` and `keys.packed`.
        size: bytes of its file.
        label: what video it came from.
        made, used: when, in seconds since 1970.
        hits: how often it was taken.
    """

    key: str
    size: int
    label: str
    made: float
    used: float
    hits: int
    encoding: bytes
    frames: bytes


@dataclass(frozen=True)
class PlanEntry:
    """A stored plan: its own key, its segment's, and the bytes of its file."""

    key: str
    segment: str
    size: int


def is_broken(error: sqlite3.Error) -> bool:
    """Whether another index helps, in contrast to waiting, or to room on the disk."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    passing = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_NOMEM)
    lasting = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
    if code == sqlite3.SQLITE_READONLY_DBMOVED:  # somebody cleared the store
        return True
    return code & 0xFF not in (*passing, *lasting, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR) or (
        code == sqlite3.SQLITE_IOERR_SHORT_READ
    )


def open_index(folder: Path, segments: Iterable[Entry], plans: Iterable[PlanEntry]) -> Index:
    """The newest index of a store, or a new one.

    Args:
        segments, plans: what a new one begins with; not gone through where there is one. Oldest first.

    Raises:
        OSError, sqlite3.Error: the folder can't be written, the disk is full.
    """
    for _ in range(8):  # each time round, another process made one that is broken already
        newest = _newest(folder)
        if newest:
            try:
                return Index(folder / f"index-{newest}")
            except IndexBrokenError:
                pass
        _build(folder, newest + 1, segments, plans)
    return Index(folder / f"index-{_newest(folder)}")


def next_index(broken: Index, segments: Iterable[Entry], plans: Iterable[PlanEntry]) -> Index:
    """The index after one that turned out to be broken in use; arguments and errors as of `open_index`."""
    folder = broken.folder.parent
    broken.close()
    if not broken.is_superseded:
        _build(folder, _number(broken.folder.name) + 1, segments, plans)
    return open_index(folder, segments, plans)


def old_indexes(folder: Path) -> list[Path]:
    """Those that were given up."""
    newest = _newest(folder)
    return [child for child in folder.iterdir() if _number(child.name) and _number(child.name) < newest]


class Index:
    """An open index. Any thread may call; one writes at a time.

    Raises:
        IndexBrokenError: there is no whole database of ours in the folder.
    """

    def __init__(self, folder: Path) -> None:
        file = _database_in(folder)
        if file is None:
            raise IndexBrokenError
        self.folder, self._file = folder, file
        self._lock, self._hint_lock = Lock(), Lock()
        try:
            self._writer = _connect(file, _BUSY_SECONDS)
            try:
                self._hints = _connect(file, _HINT_SECONDS)  # never waits for a writer
                if self._writer.execute("PRAGMA application_id").fetchone()[0] != _MARK:
                    raise IndexBrokenError
                self.total()
                self.begins(b"", b"")
                self.moment("")
            except BaseException:
                self.close()
                raise
        except sqlite3.Error as error:
            if is_broken(error):
                raise IndexBrokenError from error
            raise

    def close(self) -> None:
        """Gives the database back. Closing twice does nothing."""
        for connection in (self._writer, getattr(self, "_hints", self._writer)):
            with contextlib.suppress(sqlite3.Error):
                connection.close()

    @property
    def is_superseded(self) -> bool:
        """Whether another process gave this index up and made the next one, or cleared the store."""
        following = self.folder.with_name(f"index-{_number(self.folder.name) + 1}")
        return os.path.lexists(following) or not self._file.exists()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Everything in the block happens or nothing does; other processes wait."""
        with self._lock:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._writer.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._writer.execute("ROLLBACK")
                raise

    def begins(self, encoding: bytes, frames: bytes) -> bool:
        """Whether a segment of this encoding begins with these frames."""
        after = _successor(frames)
        query = "SELECT 1 FROM segments WHERE encoding = ? AND frames >= ?" + (" AND frames < ?" if after else "")
        with self._hint_lock:
            found = self._hints.execute(query + " LIMIT 1", (encoding, frames, after) if after else (encoding, frames))
            return found.fetchone() is not None

    # What follows is for within `changing`, except where a reader does not mind the moment.

    def put(self, entry: Entry) -> None:
        """Notes a segment as used last; one that is there keeps what is known of it."""
        _put(self._writer, entry)

    def put_plan(self, plan: PlanEntry) -> None:
        """Notes a plan."""
        _put_plan(self._writer, plan)

    def drop(self, key: str) -> list[str]:
        """Forgets a segment and its plans; the plans' keys."""
        plans = [row[0] for row in self._writer.execute("SELECT key FROM plans WHERE segment = ?", (key,))]
        self._writer.execute("DELETE FROM plans WHERE segment = ?", (key,))
        self._writer.execute("DELETE FROM segments WHERE key = ?", (key,))
        return plans

    def drop_plan(self, key: str) -> None:
        """Forgets a plan."""
        self._writer.execute("DELETE FROM plans WHERE key = ?", (key,))

    def total(self) -> int:
        """Bytes of everything noted."""
        segments = self._writer.execute("SELECT ifnull(sum(size), 0) FROM segments").fetchone()[0]
        return int(segments + self._writer.execute("SELECT ifnull(sum(size), 0) FROM plans").fetchone()[0])

    def oldest(self) -> tuple[str, int, float] | None:
        """Key, bytes with its plans, and last use of the segment that was not used for longest."""
        row = self._writer.execute("SELECT key, size, used FROM segments ORDER BY turn LIMIT 1").fetchone()
        if row is None:
            return None
        plans = self._writer.execute("SELECT ifnull(sum(size), 0) FROM plans WHERE segment = ?", (row[0],)).fetchone()
        return row[0], row[1] + plans[0], row[2]

    def entries(self) -> list[Entry]:
        """All segments, the one used last first."""
        query = "SELECT key, size, label, made, used, hits, encoding, frames FROM segments ORDER BY turn DESC"
        return [Entry(*row) for row in self._writer.execute(query)]

    def keys(self) -> tuple[set[str], set[str]]:
        """Of all segments, and of all plans."""
        segments = {row[0] for row in self._writer.execute("SELECT key FROM segments")}
        return segments, {row[0] for row in self._writer.execute("SELECT key FROM plans")}

    def moment(self, name: str) -> float:
        """When something was last noted to have happened, in seconds since 1970; 0 for never."""
        row = self._writer.execute("SELECT at FROM moments WHERE name = ?", (name,)).fetchone()
        return row[0] if row else 0.0

    def note_moment(self, name: str, at: float) -> None:
        """Notes that something happened."""
        self._writer.execute("INSERT OR REPLACE INTO moments VALUES (?, ?)", (name, at))


def _connect(file: Path, busy: float) -> sqlite3.Connection:
    # Calls come from the threads of an event loop's executor; our locks keep them apart.
    connection = sqlite3.connect(file, timeout=busy, isolation_level=None, check_same_thread=False)
    # A write-ahead log lets readers read while another process writes. What a power cut takes from its end is only
    # what would be found again in the files.
    try:
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "trusted_schema = OFF", "cell_size_check = ON"):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _put(connection: sqlite3.Connection, entry: Entry) -> None:
    connection.execute(
        "INSERT INTO segments VALUES (?, ?, (SELECT ifnull(max(turn), 0) + 1 FROM segments), ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET size = excluded.size, turn = excluded.turn, used = excluded.used,"
        " hits = hits + excluded.hits",
        (entry.key, entry.size, entry.used, entry.made, entry.hits, entry.label, entry.encoding, entry.frames),
    )


def _put_plan(connection: sqlite3.Connection, plan: PlanEntry) -> None:
    connection.execute("INSERT OR REPLACE INTO plans VALUES (?, ?, ?)", (plan.key, plan.segment, plan.size))


def _build(folder: Path, number: int, segments: Iterable[Entry], plans: Iterable[PlanEntry]) -> None:
    place = folder / f"{secrets.token_hex(16)}.part"
    place.mkdir(mode=0o700)
    try:
        file = place / f"segments-{secrets.token_hex(16)}.db"
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            # Nobody sees it before it is whole and on the disk, so there is nothing to take back.
            connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA} BEGIN")
            for entry in segments:
                _put(connection, entry)
            for plan in plans:
                _put_plan(connection, plan)
            connection.execute("COMMIT")
        with file.open("rb") as written:
            os.fsync(written.fileno())
        with contextlib.suppress(FileExistsError, NotADirectoryError):
            place.rename(folder / f"index-{number}")
    except OSError as error:
        if not (folder / f"index-{number}").is_dir():  # else another process was first
            raise error
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _newest(folder: Path) -> int:
    return max((_number(child.name) for child in folder.iterdir()), default=0)


def _number(name: str) -> int:
    match = _NAME.fullmatch(name)
    return int(match[1]) if match else 0


def _database_in(folder: Path) -> Path | None:
    """The database of a folder of ordinary files: SQLite would wait for the other end of a pipe."""
    try:
        children = list(folder.iterdir())
        ordinary = stat.S_ISDIR(folder.lstat().st_mode) and all(stat.S_ISREG(one.lstat().st_mode) for one in children)
    except OSError:  # no folder, or another process just removes it
        return None
    databases = [child for child in children if _DATABASE.fullmatch(child.name)]
    return databases[0] if ordinary and len(databases) == 1 else None


def _successor(prefix: bytes) -> bytes:
    """The least that is greater than everything which begins so; empty where there is none."""
    kept = prefix.rstrip(b"\xff")
    return kept[:-1] + bytes([kept[-1] + 1]) if kept else b""
