"""A store of segments: finds what was added, whole, and forgets what was not used for longest."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hframes.errors import OutputError
from hframes.store import Layout, SegmentStore
from tests.store.helpers import ENCODING, LIMIT, add, file_of, files, hashes, key_of, payload_of, taken

RECORD = 1500  # more than what a record of 1000 bytes takes up, less than two


def reopened(store: SegmentStore, limit: int = LIMIT) -> SegmentStore:
    store.close()
    return SegmentStore(store.folder, limit)


def test_what_was_added_is_found(store, tmp_path):
    assert taken(store, tmp_path, 1, 2) is None
    assert add(store, tmp_path, 1, 2) is None
    found = store.find(key_of(1, 2), tmp_path / "copy.nut")
    assert found is not None
    assert found.frames == tuple(hashes(1, 2))
    assert found.label == "card.mp4"
    assert found.path.read_bytes() == payload_of(1, 2)
    assert store.take_notes() == ()


def test_it_is_found_by_another_process(store, tmp_path):
    add(store, tmp_path, 1)
    with closing(reopened(store)) as other:
        assert taken(other, tmp_path, 1) == payload_of(1)


def test_other_frames_or_settings_are_not_found(store, tmp_path):
    add(store, tmp_path, 1, 2)
    assert taken(store, tmp_path, 1) is None
    assert taken(store, tmp_path, 1, 2, 3) is None


def test_an_empty_segment_can_be_kept(store, tmp_path):
    add(store, tmp_path, 1, size=0)
    assert taken(store, tmp_path, 1) == b""


def test_adding_again_changes_nothing(store, tmp_path):
    add(store, tmp_path, 1)
    add(store, tmp_path, 1)
    assert len(store.entries()) == 1
    assert len(files(store)) == 1
    assert store.total() == file_of(store, 1).stat().st_size


def test_nobody_else_may_read_it(store, tmp_path):
    add(store, tmp_path, 1)
    store.remember_plan("ab" * 32, key_of(1), hashes(1), {})
    assert store.folder.stat().st_mode & 0o777 == 0o700
    for path in files(store):
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_others_may_read_is_closed(tmp_path):
    (tmp_path / "store").mkdir(mode=0o755)
    SegmentStore(tmp_path / "store", LIMIT).close()
    assert (tmp_path / "store").stat().st_mode & 0o777 == 0o700


def test_the_taker_owns_a_copy(store, tmp_path):
    """So another process may make room while ffmpeg reads it."""
    add(store, tmp_path, 1)
    found = store.find(key_of(1), tmp_path / "copy.nut")
    assert found is not None
    store.prune(to=0)
    assert files(store) == []
    assert found.path.read_bytes() == payload_of(1)
    assert found.path.stat().st_nlink == 1


def test_an_existing_file_is_not_written_over(store, tmp_path):
    add(store, tmp_path, 1)
    (tmp_path / "copy.nut").write_bytes(b"mine")
    with pytest.raises(OutputError, match=r"copy\.nut"):
        store.find(key_of(1), tmp_path / "copy.nut")
    assert (tmp_path / "copy.nut").read_bytes() == b"mine"
    assert taken(store, tmp_path, 1) == payload_of(1)


def test_a_folder_that_is_not_there_is_told(store, tmp_path):
    add(store, tmp_path, 1)
    with pytest.raises(OutputError, match="none"):
        store.find(key_of(1), tmp_path / "none" / "copy.nut")


def test_a_key_never_leads_out_of_the_folder(store, tmp_path):
    for key in ("../../x", "", "a" * 63, "A" * 64, "a" * 64 + "\n"):
        with pytest.raises(ValueError, match="key"):
            store.find(key, tmp_path / "copy.nut")
        with pytest.raises(ValueError, match="key"):
            store.find_plan(key)
        with pytest.raises(ValueError, match="key"):
            store.remember_plan(key, key_of(1), hashes(1), {})


# Beginnings


def test_a_beginning_is_known_from_its_first_frame_to_its_last(store, tmp_path):
    add(store, tmp_path, *range(60))
    for count in range(1, 61):
        assert store.begins(hashes(*range(count)), ENCODING)
    assert not store.begins(hashes(*range(61)), ENCODING)
    assert not store.begins(hashes(1), ENCODING)
    assert not store.begins(hashes(0, 1, 3), ENCODING)
    assert not store.begins(hashes(0), {**ENCODING, "rate": "60"})


def test_nothing_begins_in_an_empty_store(store):
    assert not store.begins(hashes(0), ENCODING)
    assert not store.begins([], ENCODING)


def test_a_hash_of_ones_has_no_successor_and_is_found(store, tmp_path):
    last = ["ff" * 32]
    file = tmp_path / "x.nut"
    file.write_bytes(b"x")
    assert store.add([*last, *last], ENCODING, file) is None
    assert store.begins(last, ENCODING)
    assert not store.begins(hashes(0), ENCODING)


def test_a_beginning_goes_with_its_last_segment(store, tmp_path):
    add(store, tmp_path, 1, 2)
    add(store, tmp_path, 1, 3)
    store.prune(to=RECORD)
    assert store.begins(hashes(1), ENCODING)
    assert not store.begins(hashes(1, 2), ENCODING)
    store.prune(to=0)
    assert not store.begins(hashes(1), ENCODING)


# Plans


def test_a_plan_gives_back_what_was_remembered(store, tmp_path):
    add(store, tmp_path, 1, 2)
    sidecar = {"faults": ["ü"], "seconds": 1.5}
    assert store.remember_plan("ab" * 32, key_of(1, 2), hashes(1, 2), sidecar) is None
    with closing(reopened(store)) as other:
        plan = other.find_plan("ab" * 32)
        assert plan is not None
        assert (plan.segment, plan.frames, plan.sidecar) == (key_of(1, 2), tuple(hashes(1, 2)), sidecar)
        assert other.find_plan("cd" * 32) is None


def test_the_newest_memory_of_a_plan_counts(store, tmp_path):
    for frame in (1, 2):
        add(store, tmp_path, frame)
        store.remember_plan("ab" * 32, key_of(frame), hashes(frame), {})
    plan = store.find_plan("ab" * 32)
    assert plan is not None
    assert plan.segment == key_of(2)


def test_a_plan_goes_with_its_segment(store, tmp_path):
    add(store, tmp_path, 1)
    store.remember_plan("ab" * 32, key_of(1), hashes(1), {})
    file_of(store, 1).unlink()
    assert store.find_plan("ab" * 32) is None
    store.prune()
    assert files(store) == []
    assert store.total() == 0


def test_a_plan_of_a_segment_that_is_not_kept_is_not_kept(store):
    assert store.remember_plan("ab" * 32, key_of(1), hashes(1), {}) is None
    assert files(store) == []


def test_a_sidecar_that_is_too_long_is_a_warning(store, tmp_path):
    add(store, tmp_path, 1)
    warning = store.remember_plan("ab" * 32, key_of(1), hashes(1), {"text": "x" * (5 << 20)})
    assert warning is not None
    assert store.find_plan("ab" * 32) is None


# The limit


def test_what_was_not_used_for_longest_goes_first(store, tmp_path):
    with closing(reopened(store, 4 * RECORD)) as small:
        for frame in (1, 2, 3, 4):
            assert add(small, tmp_path, frame) is None
        assert taken(small, tmp_path, 1) is not None  # used again
        add(small, tmp_path, 5)
        add(small, tmp_path, 6)
        assert [taken(small, tmp_path, frame) is not None for frame in (1, 2, 3, 4, 5, 6)] == [1, 0, 0, 1, 1, 1]
        assert small.total() <= small.limit
        assert sum(path.stat().st_size for path in files(small)) == small.total()


def test_the_order_survives_a_clock_that_is_set_back(store, tmp_path, monkeypatch):
    add(store, tmp_path, 1)
    monkeypatch.setattr("time.time", lambda: 1000.0)
    add(store, tmp_path, 2)
    store.prune(to=RECORD)
    assert taken(store, tmp_path, 2) is not None
    assert taken(store, tmp_path, 1) is None


def test_what_is_larger_than_the_store_is_a_warning(store, tmp_path):
    add(store, tmp_path, 1)
    warning = add(store, tmp_path, 2, size=LIMIT)
    assert warning is not None
    assert str(LIMIT) in warning
    assert taken(store, tmp_path, 1) is not None
    assert len(files(store)) == 1


def test_pruning_by_size_and_age(store, tmp_path, monkeypatch):
    for frame, now in ((1, 1000.0), (2, 2000.0), (3, 3000.0)):
        monkeypatch.setattr("time.time", lambda now=now: now)
        add(store, tmp_path, frame)
    freed = store.prune(older_than=1500.0)
    assert freed.segments == 1
    assert freed.size > 1000
    assert taken(store, tmp_path, 1) is None
    assert store.prune(to=RECORD).segments == 1
    assert store.prune().segments == 0
    assert len(store.entries()) == 1


def test_plans_count_and_go_with_their_segments(store, tmp_path):
    add(store, tmp_path, 1)
    for number in range(5):
        store.remember_plan(f"{number:02}" * 32, key_of(1), hashes(1), {"x": "y" * 500})
    assert store.total() == sum(path.stat().st_size for path in files(store))
    add(store, tmp_path, 2)
    freed = store.prune(to=RECORD)
    assert freed.segments == 1
    assert freed.size > 5 * 500
    assert [path.name for path in files(store)] == [f"{key_of(2)}.segment"]


def test_entries_say_where_they_come_from(store, tmp_path):
    add(store, tmp_path, 1, label="one\n\x1b[31m.mp4")
    add(store, tmp_path, 2, label="x" * 1000)
    taken(store, tmp_path, 1)
    taken(store, tmp_path, 1)
    first, second = store.entries()
    assert (first.key, first.hits, first.label) == (key_of(1), 2, "one  [31m.mp4")
    assert (second.key, second.hits, len(second.label)) == (key_of(2), 0, 200)
    assert first.used >= first.made > 0


# A lost or broken index


def index_files(store: SegmentStore) -> list[Path]:
    return [path for path in store.folder.glob("index-*/*") if path.suffix == ".db"]


def spoil(store: SegmentStore, how: str) -> None:
    (database,) = index_files(store)
    if how == "missing":
        database.unlink()
    elif how == "empty":
        database.write_bytes(b"")
    elif how == "cut":
        os.truncate(database, database.stat().st_size // 2 + 100)
    elif how == "garbage":
        database.write_bytes(b"garbage" * 10_000)
    elif how == "foreign":
        database.unlink()
        with closing(sqlite3.connect(database)) as foreign:
            foreign.execute("CREATE TABLE segments (x)")
    elif how == "pipe":
        database.unlink()
        os.mkfifo(database)
    else:
        database.unlink()
        database.symlink_to("/etc/passwd")


@pytest.mark.parametrize("how", ["missing", "empty", "cut", "garbage", "foreign", "pipe", "link"])
def test_an_index_that_is_lost_is_made_from_the_files(store, tmp_path, how):
    for frame in (1, 2, 3):
        add(store, tmp_path, frame, "b")
    store.remember_plan("ab" * 32, key_of(1, "b"), hashes(1, "b"), {"x": 1})
    for at, frame in enumerate((2, 3, 1)):
        os.utime(file_of(store, frame, "b"), (1000 + at, 1000 + at))
    before = store.total()
    store.close()
    spoil(store, how)
    with closing(SegmentStore(store.folder, LIMIT)) as again:
        assert again.total() == before
        assert [entry.key for entry in again.entries()] == [key_of(frame, "b") for frame in (1, 3, 2)]
        assert again.begins(hashes(3), ENCODING)
        assert again.find_plan("ab" * 32) is not None
        assert add(again, tmp_path, 4) is None
        assert taken(again, tmp_path, 4) is not None


def test_an_index_that_breaks_in_use_is_replaced(store, tmp_path):
    add(store, tmp_path, 1, 2)
    (database,) = index_files(store)
    with database.open("r+b") as file:
        file.seek(0)
        file.write(b"\xee" * database.stat().st_size)
    database.with_name(database.name + "-wal").write_bytes(b"")
    store.begins(hashes(1), ENCODING)  # may see it and only answers no
    assert add(store, tmp_path, 3) is None
    assert {entry.key for entry in store.entries()} == {key_of(1, 2), key_of(3)}
    assert store.begins(hashes(1), ENCODING)
    assert taken(store, tmp_path, 1, 2) is not None


def test_another_process_goes_over_to_the_new_index(store, tmp_path):
    add(store, tmp_path, 1)
    with closing(SegmentStore(store.folder, LIMIT)) as other:
        (database,) = index_files(store)
        with database.open("r+b") as file:
            file.write(b"\xee" * database.stat().st_size)
        with closing(SegmentStore(store.folder, LIMIT)) as finder:
            assert [entry.key for entry in finder.entries()] == [key_of(1)]
            assert add(other, tmp_path, 2) is None
            assert add(store, tmp_path, 3) is None
            assert {entry.key for entry in finder.entries()} == {key_of(1), key_of(2), key_of(3)}
        store.prune()
        assert len(list(store.folder.glob("index-*"))) == 1
        assert {entry.key for entry in other.entries()} == {key_of(1), key_of(2), key_of(3)}


def test_a_file_without_a_line_and_a_line_without_a_file_are_put_right(store, tmp_path):
    add(store, tmp_path, 1)
    add(store, tmp_path, 2)
    kept = file_of(store, 1)
    data = kept.read_bytes()
    store.prune(to=0)
    kept.write_bytes(data)
    assert store.total() == 0
    store.prune()
    assert [entry.key for entry in store.entries()] == [key_of(1)]
    kept.unlink()
    store.prune()
    assert store.entries() == []


def test_what_a_killed_process_left_is_swept_after_an_hour(store):
    left, fresh = store.folder / "parts" / "0.part", store.folder / "parts" / "1.part"
    for part in (left, fresh):
        part.write_bytes(b"half")
    (store.folder / "0.part").mkdir()
    for old in (left, store.folder / "0.part"):
        os.utime(old, (1000, 1000))
    store.prune()
    assert list(store.folder.rglob("*.part")) == [fresh]


def test_a_store_that_is_cleared_in_use_goes_on(store, tmp_path):
    add(store, tmp_path, 1)
    with closing(SegmentStore(store.folder, LIMIT)) as other:
        Layout(store.folder).clear()
        assert not store.folder.exists()
        assert taken(store, tmp_path, 1) is None
        assert add(store, tmp_path, 2) is None
        assert add(other, tmp_path, 3) is None
        for one in (store, other):
            assert {entry.key for entry in one.entries()} == {key_of(2), key_of(3)}
            assert one.take_notes() == ()


def test_the_version_is_written_down(store):
    assert json.loads((store.folder / "store.json").read_text()) == {"format": 1}
