"""The hashes of a composition's files."""

import hashlib
import os
from pathlib import Path

import pytest

from hframes.composition import file_hashes
from hframes.errors import CompositionError


def write(path: Path, content: bytes = b"x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_every_file_has_its_sha256_sorted_by_path(tmp_path: Path) -> None:
    for name in ("z.html", "b/two.css", "b.txt", "a/b/c.js", ".hidden-file"):
        write(tmp_path / name, name.encode())
    hashes = file_hashes(tmp_path)
    assert list(hashes) == [".hidden-file", "a/b/c.js", "b.txt", "b/two.css", "z.html"]
    assert all(digest == hashlib.sha256(name.encode()).hexdigest() for name, digest in hashes.items())


def test_hidden_folders_are_left_out_and_others_are_not(tmp_path: Path) -> None:
    for name in (".git/config", "a/.cache/x", "node_modules/lib.js"):
        write(tmp_path / name)
    assert list(file_hashes(tmp_path)) == ["node_modules/lib.js"]


def test_links_that_leave_the_folder_are_left_out(tmp_path: Path) -> None:
    write(tmp_path / "outside" / "secret.txt")
    write(tmp_path / "comp" / "real.txt", b"real")
    (tmp_path / "comp" / "escape.txt").symlink_to("../outside/secret.txt")
    (tmp_path / "comp" / "folder").symlink_to("../outside")
    (tmp_path / "comp" / "inside.txt").symlink_to("real.txt")
    (tmp_path / "comp" / "loop").symlink_to(".")
    (tmp_path / "comp" / "broken.txt").symlink_to("nowhere")
    hashes = file_hashes(tmp_path / "comp")
    assert list(hashes) == ["inside.txt", "real.txt"]
    assert hashes["inside.txt"] == hashes["real.txt"]


def test_a_root_that_is_a_link_is_followed(tmp_path: Path) -> None:
    write(tmp_path / "real" / "a.txt")
    (tmp_path / "link").symlink_to("real")
    assert file_hashes(tmp_path / "link") == file_hashes(tmp_path / "real")


def test_a_pipe_is_left_out_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert file_hashes(tmp_path) == {}


def test_a_name_that_is_not_utf8_is_still_text(tmp_path: Path) -> None:
    write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")))
    assert [name.encode() for name in file_hashes(tmp_path)] == [b"\\xff.txt"]


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a.txt")

    def refuse(path: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(CompositionError, match="Permission denied"):
        file_hashes(tmp_path)


def test_a_file_that_vanishes_meanwhile_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a.txt")

    def vanish(path: Path, *_: object) -> None:
        raise FileNotFoundError(2, "No such file or directory", str(path))

    monkeypatch.setattr(Path, "open", vanish)
    assert file_hashes(tmp_path) == {}
