"""Finished files at URLs: whole under their names, or not there."""

from __future__ import annotations

from pathlib import Path

import fsspec
import pytest

from hframes.batch import deliver, exists_at
from hframes.errors import HframesError


def test_a_file_is_delivered_under_its_name(tmp_path: Path) -> None:
    file = tmp_path / "a.mp4"
    file.write_bytes(b"video")
    for url in (f"file://{tmp_path}/out/x/a.mp4", "memory://out/x/a.mp4"):
        assert not exists_at(url)
        deliver(file, url)
        assert exists_at(url)
        with fsspec.open(url) as there:
            assert there.read() == b"video"
    assert [path.name for path in (tmp_path / "out" / "x").iterdir()] == ["a.mp4"]


def test_a_store_that_refuses_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(HframesError, match="can't be delivered"):
        deliver(tmp_path / "none.mp4", f"file://{tmp_path}/out/a.mp4")
    with pytest.raises(HframesError, match="can't be delivered"):
        deliver(tmp_path / "file", f"file://{tmp_path}/file/a.mp4")
    assert list((tmp_path / "out").iterdir()) == []


def test_an_unknown_scheme_is_told_without_the_password() -> None:
    with pytest.raises(HframesError) as caught:
        exists_at("nosuch://me:hush@host/a.mp4")
    assert "hush" not in str(caught.value)
    assert "nosuch://host/a.mp4" in str(caught.value)
