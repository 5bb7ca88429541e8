"""The store itself: finds, adds, forgets.

What a file is, is in `record` and `contents`; where it lies, in `layout`; which is next to go, in `index`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from hframes.errors import OutputError, StoreError
from hframes.store.contents import (
    StoredPlan,
    StoredSegment,
    frames_of,
    plan_entry,
    plan_header,
    segment_entry,
    segment_header,
    stored_plan,
)
from hframes.store.index import Entry, Index, PlanEntry, is_broken, next_index, old_indexes, open_index
from hframes.store.keys import check_frame_hashes, check_key, encoding_key, packed, segment_key
from hframes.store.layout import Layout, remove_tree
from hframes.store.record import LONGEST_HEADER, BadRecordError, read_header, read_record, remove, write_record
from hframes.store.settings import LARGEST_DEFAULT, SHARE_OF_FREE

T = TypeVar("T")

_TIDY_SECONDS = 86400.0


@dataclass(frozen=True)
class Freed:
    """How many segments were removed, and how many bytes of files."""

    segments: int
    size: int


class SegmentStore:
    """Encoded segments in a folder, by what they show. Any thread and any number of processes may use it at once.

    What can't be kept is no error: the methods say so in words, or in `take_notes`.

    Args:
        folder: of the store alone; made where it is missing.
        limit: bytes of segments and plans; None for 10 GB or a tenth of the free space, whichever is less.

    Raises:
        StoreError: the folder can't be used: rights, another user's, a newer version's, a full disk.
    """

    def __init__(self, folder: Path, limit: int | None = None) -> None:
        self._layout = Layout(folder)
        self._guard = RLock()
        self._distrusted: Index | None = None
        self._notes: dict[str, bool] = {}  # what was noted, and whether it was taken
        try:
            self._layout.prepare()
            self._index = open_index(folder, self._known_segments(), self._known_plans())
            self.limit = default_limit(folder, self._index.total()) if limit is None else limit
            if time.time() - self._index.moment("tidied") > _TIDY_SECONDS:
                self.tidy()
        except (OSError, sqlite3.Error) as error:
            raise _unusable(folder, error) from error

    @property
    def folder(self) -> Path:
        return self._layout.folder

    def close(self) -> None:
        """Gives the index back; the store is not used after it."""
        self._index.close()

    def find(self, key: str, into: Path) -> StoredSegment | None:
        """Takes a segment: copies it to a new file `into`, checking every byte on the way. None where there is none.

        A damaged one is removed and noted; nothing stays at `into` then.

        Raises:
            OutputError: `into` can't be written.
        """
        check_key(key)
        path = self._layout.segment(key)
        if not os.path.lexists(path):
            return None
        try:
            copy = into.open("xb")
        except OSError as error:
            raise _unwritable(into, error) from error
        entry = None
        try:
            with copy:
                record = read_record(path, self.limit, copy)
            entry = segment_entry(record.header, record.size, key, used=time.time(), hits=1)
        except FileNotFoundError:  # another process made room
            return None
        except BadRecordError as error:
            self._reject(path, error)
            self._note_use(lambda index: self._forget(index, key))
            return None
        except OSError as error:
            raise _unwritable(into, error) from error
        finally:
            if entry is None:
                remove(into)
        with contextlib.suppress(OSError):
            os.utime(path)  # so that an index made anew knows the order
        self._note_use(lambda index: index.put(entry))
        return StoredSegment(key, into, frames_of(record.header), entry.label)

    def begins(self, frame_hashes: Sequence[str], encoding: Mapping[str, Any]) -> bool:
        """Whether a stored segment of this encoding begins with these frames.

        A hint, in well under a millisecond: it may be gone when it is asked for, and where the index can't answer at
        once, it is no.
        """
        index = self._index
        try:
            return index.begins(encoding_key(encoding), packed(frame_hashes))
        except sqlite3.Error as error:
            if is_broken(error):
                self._distrusted = index  # replaced when there is time
            return False

    def add(
        self, frame_hashes: Sequence[str], encoding: Mapping[str, Any], file: Path, *, label: str = ""
    ) -> str | None:
        """Keeps a copy of a complete segment, under `segment_key(frame_hashes, encoding)`.

        Args:
            label: what video it comes from, for people.

        Returns:
            None, or why it could not be kept: a warning. Then everything is as before.
        """
        key = segment_key(frame_hashes, encoding)
        now = time.time()
        header = segment_header(frame_hashes, encoding, label, now)

        def note(index: Index, size: int) -> None:
            index.put(segment_entry(header, size, key, used=now))

        return self._keep(header, file, self._layout.segment(key), note)

    def remember_plan(
        self, plan_key: str, segment: str, frame_hashes: Sequence[str], sidecar: Mapping[str, Any]
    ) -> str | None:
        """Notes that a plan came to this segment. Goes when the segment goes.

        Args:
            plan_key: SHA-256 in hexadecimal of everything that the segment's frames and encoding depend on.
            segment: the key of the stored segment; where it is not stored, nothing is noted.
            sidecar: JSON values to be given back.

        Returns:
            None, or why it could not be kept: a warning.
        """
        check_key(plan_key)
        check_key(segment)
        check_frame_hashes(frame_hashes)
        if not self._layout.segment(segment).exists():
            return None
        plan = StoredPlan(segment, tuple(frame_hashes), sidecar)

        def note(index: Index, size: int) -> None:
            index.put_plan(PlanEntry(plan_key, segment, size))

        return self._keep(plan_header(plan_key, plan), None, self._layout.plan(plan_key), note)

    def find_plan(self, plan_key: str) -> StoredPlan | None:
        """What a plan came to, where that segment is still there. `find` may miss it all the same."""
        check_key(plan_key)
        path = self._layout.plan(plan_key)
        try:
            plan = stored_plan(read_record(path, LONGEST_HEADER + 1024), plan_key)
        except FileNotFoundError:
            return None
        except BadRecordError as error:
            self._reject(path, error)
            return None
        return plan if self._layout.segment(plan.segment).exists() else None

    def take_notes(self) -> tuple[str, ...]:
        """What a person should know of what happened since the last call; each thing once in a store's life."""
        with self._guard:
            new = tuple(text for text, taken in self._notes.items() if not taken)
            self._notes.update(dict.fromkeys(new, True))
            return new

    def entries(self) -> list[Entry]:
        """All segments, the one used last first.

        Raises:
            StoreError: the index can't be read.
        """
        return self._told(lambda index: index.entries())

    def total(self) -> int:
        """Bytes of all segments and plans.

        Raises:
            StoreError: the index can't be read.
        """
        return self._told(lambda index: index.total())

    def prune(self, *, to: int | None = None, older_than: float | None = None) -> Freed:
        """Removes what was not used for longest, and what is not used any more since `older_than` seconds.

        Args:
            to: bytes that may stay; None for the store's limit.

        Raises:
            StoreError: the index can't be written.
        """
        allowed = self.limit if to is None else to
        before = None if older_than is None else time.time() - older_than
        try:
            self.tidy()
        except (OSError, sqlite3.Error) as error:
            raise _unusable(self.folder, error) from error
        return self._told(lambda index: self._evict(index, allowed, before))

    def tidy(self) -> None:
        """Removes what killed processes left, and makes the index say what files there are.

        Raises:
            sqlite3.Error: the index can't be written.
        """
        self._layout.sweep()
        with contextlib.suppress(OSError):
            for old in old_indexes(self.folder):
                remove_tree(old)

        def reconcile(index: Index) -> None:
            segments, plans = index.keys()
            files = dict(self._layout.segments())
            for key in segments - files.keys():
                self._forget(index, key)
            for entry in self._known_segments(known=segments):
                index.put(entry)
            for key in plans - dict(self._layout.plans()).keys():
                index.drop_plan(key)
            for plan in self._known_plans(known=plans):
                index.put_plan(plan)
            index.note_moment("tidied", time.time())

        self._change(reconcile)

    def _keep(
        self, header: Mapping[str, Any], payload: Path | None, target: Path, note: Callable[[Index, int], None]
    ) -> str | None:
        """Writes a record beside, makes room, notes it, gives it its name; or says why not."""
        part = self._layout.new_part()
        try:
            try:
                size = write_record(part, header, payload)
            except FileNotFoundError:  # somebody cleared the store
                self._layout.prepare()
                size = write_record(part, header, payload)
            if size > self.limit:
                return f"{size} bytes were not kept in {self.folder}, which may hold {self.limit} bytes"

            def publish(index: Index) -> None:
                self._evict(index, self.limit - size)
                note(index, size)
                self._layout.place(part, target)

            self._change(publish)
        except (OSError, ValueError, StoreError, sqlite3.Error) as error:
            if isinstance(error, sqlite3.Error):
                remove(target)  # it may have its name already, and nobody would count it
            reason = error.strerror if isinstance(error, OSError) else error
            return f"An encoded segment could not be kept in {self.folder}: {reason}"
        finally:
            remove(part)
        return None

    def _evict(self, index: Index, allowed: int, before: float | None = None) -> Freed:
        total, count, freed = index.total(), 0, 0
        while oldest := index.oldest():
            key, size, used = oldest
            if total - freed <= allowed and (before is None or used >= before):
                break
            self._forget(index, key)
            count, freed = count + 1, freed + size
        return Freed(count, freed)

    def _forget(self, index: Index, key: str) -> None:
        # The files first: what is noted and not there is found out, what is there and not noted takes up room.
        remove(self._layout.segment(key))
        for plan in index.drop(key):
            remove(self._layout.plan(plan))

    def _note_use(self, work: Callable[[Index], object]) -> None:
        with contextlib.suppress(OSError, StoreError, sqlite3.Error):  # what was found, was found
            self._change(work)

    def _reject(self, path: Path, error: BadRecordError) -> None:
        remove(path)
        done = "can't be removed" if os.path.lexists(path) else "was removed"
        self._say(f"A damaged entry of the store {done}: {error} ({path})")

    def _say(self, text: str) -> None:
        with self._guard:
            self._notes.setdefault(text, False)

    def _change(self, work: Callable[[Index], T]) -> T:
        """Does something in one transaction, in a new index where this one turns out to be broken."""
        index = self._current()
        try:
            with index.changing():
                return work(index)
        except sqlite3.Error as error:
            if not is_broken(error):
                raise
        self._distrusted = index
        index = self._current()
        with index.changing():
            return work(index)

    def _current(self) -> Index:
        with self._guard:
            if self._index is self._distrusted:
                self._layout.prepare()
                self._index = next_index(self._index, self._known_segments(), self._known_plans())
            elif self._index.is_superseded:
                self._index.close()
                self._layout.prepare()
                self._index = open_index(self.folder, self._known_segments(), self._known_plans())
            return self._index

    def _told(self, work: Callable[[Index], T]) -> T:
        try:
            return self._change(work)
        except (OSError, sqlite3.Error) as error:
            raise _unusable(self.folder, error) from error

    def _known_segments(self, known: set[str] | None = None) -> Iterator[Entry]:
        """What the files say, except those that are known; bad ones are removed."""
        for key, path in self._layout.segments():
            if known is None or key not in known:
                try:
                    record = read_header(path)
                    yield segment_entry(record.header, record.size, key, used=path.stat().st_mtime)
                except FileNotFoundError:
                    continue
                except BadRecordError as error:
                    self._reject(path, error)

    def _known_plans(self, known: set[str] | None = None) -> Iterator[PlanEntry]:
        for key, path in self._layout.plans():
            if known is None or key not in known:
                try:
                    plan = plan_entry(read_header(path), key)
                except FileNotFoundError:
                    continue
                except BadRecordError as error:
                    self._reject(path, error)
                    continue
                if self._layout.segment(plan.segment).exists():
                    yield plan
                else:
                    remove(path)


def default_limit(folder: Path, used: int) -> int:
    """10 GB or a tenth of what would be free without the store, whichever is less."""
    return min(LARGEST_DEFAULT, (shutil.disk_usage(folder).free + used) // SHARE_OF_FREE)


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(f"A stored segment can't be copied: {error.strerror}", where=str(path))


def _unusable(folder: Path, error: Exception) -> StoreError:
    reason = error.strerror if isinstance(error, OSError) else error
    return StoreError(f"The store of segments can't be used: {reason}", where=str(folder))
