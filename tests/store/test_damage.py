"""A store whose files, folder or disk are not as they should be: nothing wrong is ever handed out, no render fails."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hframes.errors import OutputError, StoreError
from hframes.store import NoStore, SegmentStore, StoreSettings, open_store
from hframes.store.layout import Layout
from tests.store.helpers import LIMIT, add, file_of, files, hashes, key_of, payload_of, taken

PLAN = "ab" * 32


def test_every_flipped_byte_is_noticed(store, tmp_path):
    add(store, tmp_path, 1, size=100)
    whole = file_of(store, 1).read_bytes()
    for at in range(len(whole)):
        spoilt = bytearray(whole)
        spoilt[at] ^= 0x20
        file_of(store, 1).write_bytes(spoilt)
        assert taken(store, tmp_path, 1) is None, at
        assert files(store) == []
        (store.folder / "segments" / key_of(1)[:2] / f"{key_of(1)}.segment").write_bytes(whole)
    assert taken(store, tmp_path, 1) == payload_of(1, size=100)


def test_every_length_that_a_cut_leaves_is_noticed(store, tmp_path):
    add(store, tmp_path, 1, size=100)
    path = file_of(store, 1)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert taken(store, tmp_path, 1) is None, length
    path.write_bytes(whole + b"x")
    assert taken(store, tmp_path, 1) is None


def test_damage_is_told_once_and_mended_by_the_next_render(store, tmp_path):
    for _ in range(2):
        add(store, tmp_path, 1)
        path = file_of(store, 1)
        path.write_bytes(path.read_bytes()[:-1])
        assert taken(store, tmp_path, 1) is None
    (note,) = store.take_notes()
    assert str(path) in note
    assert store.take_notes() == ()
    assert store.entries() == []
    assert add(store, tmp_path, 1) is None
    assert taken(store, tmp_path, 1) == payload_of(1)


def test_a_flipped_byte_in_a_plan_is_noticed(store, tmp_path):
    add(store, tmp_path, 1)
    store.remember_plan(PLAN, key_of(1), hashes(1), {"x": 1})
    (path,) = store.folder.glob("plans/*/*")
    whole = path.read_bytes()
    for at in range(len(whole)):
        spoilt = bytearray(whole)
        spoilt[at] ^= 0x20
        path.write_bytes(spoilt)
        assert store.find_plan(PLAN) is None, at
        assert not path.exists()
    path.write_bytes(whole)
    assert store.find_plan(PLAN) is not None


def test_a_whole_record_under_another_name_is_not_taken(store, tmp_path):
    add(store, tmp_path, 1)
    add(store, tmp_path, 2)
    file_of(store, 2).write_bytes(file_of(store, 1).read_bytes())
    assert taken(store, tmp_path, 2) is None
    assert taken(store, tmp_path, 1) == payload_of(1)


def test_a_plan_in_a_segments_place_is_not_taken(store, tmp_path):
    add(store, tmp_path, 1)
    store.remember_plan(PLAN, key_of(1), hashes(1), {})
    (plan,) = store.folder.glob("plans/*/*")
    file_of(store, 1).write_bytes(plan.read_bytes())
    assert taken(store, tmp_path, 1) is None


def plant(path: Path, what: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if what == "link":
        path.symlink_to("/etc/passwd")
    elif what == "broken link":
        path.symlink_to("/nowhere")
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    elif what == "full folder":
        (path / "inner").mkdir(parents=True)
    elif what == "huge file":
        path.touch()
        os.truncate(path, 1 << 40)  # all holes
    elif what == "endless line":
        path.write_bytes(b"hframes store 1 " + b"0" * 64 + b"\n" + b"[" * 900_000)
    elif what == "deep":
        path.write_bytes(b"hframes store 1 " + b"0" * 64 + b"\n" + b"[" * 500_000 + b"\n")
    else:
        path.write_bytes(b"")


THINGS = ["link", "broken link", "pipe", "folder", "full folder", "huge file", "endless line", "deep", "empty"]


@pytest.mark.parametrize("what", THINGS)
def test_what_is_no_record_is_not_taken(store, tmp_path, what):
    key = key_of(1)
    plant(store.folder / "segments" / key[:2] / f"{key}.segment", what)
    plant(store.folder / "plans" / PLAN[:2] / f"{PLAN}.plan", what)
    assert taken(store, tmp_path, 1) is None
    assert store.find_plan(PLAN) is None
    warning = add(store, tmp_path, 1)
    assert (warning is None) == (what != "full folder")
    assert (taken(store, tmp_path, 1) is None) == (what == "full folder")


@pytest.mark.parametrize("what", THINGS)
def test_what_is_no_record_does_not_come_into_an_index(tmp_path, what):
    folder = tmp_path / "store"
    key = key_of(1)
    plant(folder / "segments" / key[:2] / f"{key}.segment", what)
    plant(folder / "plans" / PLAN[:2] / f"{PLAN}.plan", what)
    plant(folder / "segments" / "zz" / "note.txt", what)
    plant(folder / "index-3", what)
    plant(folder / "parts" / "x.part", what)
    with closing(SegmentStore(folder, LIMIT)) as store:
        assert store.entries() == []
        store.prune()
        assert add(store, tmp_path, 2) is None
        assert taken(store, tmp_path, 2) == payload_of(2)


@pytest.mark.parametrize("name", ["segments", "plans", "parts"])
def test_a_link_in_place_of_a_folder_is_not_followed(tmp_path, name):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "x.part").write_bytes(b"mine")
    os.utime(elsewhere / "x.part", (1000, 1000))
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / name).symlink_to(elsewhere)
    with closing(SegmentStore(tmp_path / "store", LIMIT)) as store:
        assert add(store, tmp_path, 1) is None
        store.prune(to=0)
    assert [path.name for path in elsewhere.iterdir()] == ["x.part"]


def test_clearing_removes_what_is_ours_and_no_link_is_followed(store, tmp_path):
    add(store, tmp_path, 1)
    store.close()
    (store.folder / "notes.txt").write_text("mine")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x").write_text("mine")
    (store.folder / "index-99").symlink_to(tmp_path / "elsewhere")
    Layout(store.folder).clear()
    assert [path.name for path in store.folder.iterdir()] == ["notes.txt"]
    assert (tmp_path / "elsewhere" / "x").exists()
    Layout(tmp_path / "none").clear()


# A full disk


@pytest.fixture
def tiny_files() -> Iterator[None]:
    """No file can grow beyond 64 kB, as on a full disk; the system says EFBIG instead of ENOSPC."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_full_disk_is_a_warning_and_leaves_nothing(store, tmp_path, request):
    add(store, tmp_path, 1)
    source = tmp_path / "big.nut"
    source.write_bytes(b"x" * 100_000)
    before = files(store)
    request.getfixturevalue("tiny_files")
    warning = store.add(hashes(2), {}, source)
    assert warning is not None
    assert os.strerror(27) in warning
    assert files(store) == before
    assert taken(store, tmp_path, 1) == payload_of(1)
    assert add(store, tmp_path, 3) is None


def test_a_disk_that_is_full_for_the_index_is_a_warning_and_leaves_nothing(store, tmp_path, request):
    source = tmp_path / "small.nut"
    source.write_bytes(b"x")
    request.getfixturevalue("tiny_files")
    warnings = [store.add(hashes(*range(at, at + 200)), {}, source) for at in range(40)]
    assert warnings[0] is None
    failed = [warning for warning in warnings if warning]
    assert failed
    assert len(files(store)) == 40 - len(failed)
    assert store.total() == sum(path.stat().st_size for path in files(store))


def test_a_full_disk_at_the_takers_is_told_and_spoils_nothing(store, tmp_path, request):
    add(store, tmp_path, 1, size=200_000)
    request.getfixturevalue("tiny_files")
    with pytest.raises(OutputError, match="copied"):
        store.find(key_of(1), tmp_path / "copy.nut")
    assert not (tmp_path / "copy.nut").exists()
    assert len(file_of(store, 1).read_bytes()) > 200_000
    assert store.take_notes() == ()


# No store


def none_for(folder: Path) -> str:
    with pytest.raises(StoreError) as caught:
        SegmentStore(folder, LIMIT)
    store = open_store(StoreSettings(folder))
    assert isinstance(store, NoStore)
    assert store.find(key_of(1), folder) is None
    assert store.find_plan(PLAN) is None
    assert not store.begins(hashes(1), {})
    assert store.add(hashes(1), {}, folder) is None
    assert store.remember_plan(PLAN, key_of(1), hashes(1), {}) is None
    assert store.take_notes() == (str(caught.value),)
    assert store.take_notes() == ()
    store.close()
    return str(caught.value)


def test_a_store_of_a_newer_version_is_left_alone(store, tmp_path):
    add(store, tmp_path, 1)
    store.close()
    (store.folder / "store.json").write_text('{"format": 2, "more": true}')
    before = sorted(store.folder.rglob("*"))
    told = none_for(store.folder)
    assert "newer" in told
    assert "hframes cache clear" in told
    assert sorted(store.folder.rglob("*")) == before


@pytest.mark.parametrize("content", ["", "{", "[]", "3", '{"format": "1"}', '{"format": null}', "[" * 4096])
def test_a_store_that_does_not_say_what_it_is_is_left_alone(store, content):
    store.close()
    (store.folder / "store.json").write_text(content)
    assert "hframes cache clear" in none_for(store.folder)


def test_a_file_in_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert "file" in none_for(tmp_path / "file")
    assert "file" in none_for(tmp_path / "file" / "store")


def test_where_nothing_can_be_written_is_told():
    assert "/proc/hframes" in none_for(Path("/proc/hframes"))


# Root may write everywhere, so an ordinary user tries.
AS_ORDINARY_USER = """
import os, sys
from pathlib import Path
from hframes.store import StoreSettings, open_store
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
print(open_store(StoreSettings(Path(sys.argv[1]))).take_notes())
"""


@pytest.mark.parametrize("place", ["/usr", "/usr/hframes-test"])
def test_another_users_or_unwritable_folder_is_no_store(place):
    run = subprocess.run(
        [sys.executable, "-c", AS_ORDINARY_USER, place], capture_output=True, text=True, check=True, timeout=60
    )
    assert place in run.stdout, run.stderr


def test_a_store_is_off_with_a_limit_of_nothing(tmp_path):
    store = open_store(StoreSettings(tmp_path / "store", 0))
    assert isinstance(store, NoStore)
    assert store.take_notes() == ()
    assert not (tmp_path / "store").exists()


def test_no_home_is_no_store():
    (note,) = open_store(StoreSettings(None)).take_notes()
    assert "HFRAMES_CACHE" in note


def test_a_folder_that_becomes_unusable_is_a_warning(store, tmp_path):
    add(store, tmp_path, 1)
    (store.folder / "store.json").write_text(json.dumps({"format": 2}))
    Layout(store.folder).parts.rmdir()
    warning = add(store, tmp_path, 2)
    assert warning is not None
    assert "newer" in warning
