"""Mends, written into files."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from hframes.errors import OutputError
from hframes.lint.finding import Finding, Fix, Severity, Span
from hframes.lint.fixing import apply_fixes, mended


def finding(fix: Fix | None) -> Finding:
    return Finding("HF101", "wall-clock", Severity.ERROR, "it is bad", "do better", Span("a.js", 1, 1, 1, 2), fix=fix)


def test_mends_are_made_from_the_first_on() -> None:
    fixes = [Fix("", 8, 9, "Z"), Fix("", 0, 1, "äA"), Fix("", 1, 1, "+"), Fix("", 4, 6, "")]
    assert mended(b"0123456789", fixes) == ("äA+1236 7Z9".replace(" ", "").encode(), 4)


def test_of_mends_that_overlap_the_first_is_made() -> None:
    fixes = [Fix("", 2, 5, "x"), Fix("", 4, 6, "y"), Fix("", 5, 7, "z"), Fix("", 0, 0, "b"), Fix("", 0, 0, "a")]
    assert mended(b"0123456789", fixes) == (b"a01xz789", 3)


def test_a_mend_outside_of_the_file_is_not_made() -> None:
    assert mended(b"012", [Fix("", 2, 9, "x"), Fix("", 9, 9, "x"), Fix("", 2, 1, "x")]) == (b"012", 0)
    assert mended(b"012", [Fix("", 3, 3, "3")]) == (b"0123", 1)


def test_files_are_replaced_with_their_rights(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_bytes(b"f()\r\n")
    (tmp_path / "a.js").chmod(0o640)
    (tmp_path / "b.js").write_bytes(b"g()")
    (tmp_path / "link.js").symlink_to("b.js")
    fixes = [Fix("a.js", 0, 1, "h"), Fix("a.js", 0, 1, "h"), Fix("link.js", 0, 1, "i"), None]
    assert apply_fixes([finding(fix) for fix in fixes], tmp_path) == 2
    assert (tmp_path / "a.js").read_bytes() == b"h()\r\n"
    assert stat.S_IMODE((tmp_path / "a.js").stat().st_mode) == 0o640
    assert (tmp_path / "b.js").read_bytes() == b"i()"
    assert (tmp_path / "link.js").is_symlink()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.js", "b.js", "link.js"]


def test_paths_are_told_from_where_we_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.js").write_text("f()")
    monkeypatch.chdir(tmp_path)
    assert apply_fixes([finding(Fix("a.js", 0, 1, "h"))]) == 1
    assert apply_fixes([finding(Fix(str(tmp_path / "a.js"), 0, 1, "i"))]) == 1
    assert (tmp_path / "a.js").read_text() == "i()"
    assert apply_fixes([finding(None)]) == 0


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        apply_fixes([finding(Fix("none.js", 0, 1, "h"))], tmp_path)
    assert caught.value.where == str(tmp_path / "none.js")


def test_nothing_is_left_of_a_mend_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.js").write_text("f()")

    def refuse(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OutputError, match="No space left"):
        apply_fixes([finding(Fix("a.js", 0, 1, "h"))], tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["a.js"]
    assert (tmp_path / "a.js").read_text() == "f()"
