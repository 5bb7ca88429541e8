"""What the linter is asked: in files, and on the command line over them."""

from __future__ import annotations

from pathlib import Path

import pytest

from hframes.errors import UsageError
from hframes.lint.finding import Severity
from hframes.lint.options import LintOptions, covers, merged, read_options

ALL = """
portable = true
select = ["HF1", "remote-script"]
ignore = ["HF103"]
strict = true
fail-on = "warning"
"""
ALL_OPTIONS = LintOptions(
    portable=True, select=("HF1", "remote-script"), ignore=("HF103",), strict=True, fail_on=Severity.WARNING
)


@pytest.mark.parametrize(("name", "table"), [("hframes.toml", "[lint]"), ("pyproject.toml", "[tool.hframes.lint]")])
def test_a_file_above_is_read(tmp_path: Path, name: str, table: str) -> None:
    (tmp_path / name).write_text(table + ALL)
    folder = tmp_path / "cards" / "one"
    folder.mkdir(parents=True)
    assert read_options(folder) == ALL_OPTIONS


def test_without_a_file_it_is_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n[tool.ruff]\nline-length = 3")
    assert read_options(tmp_path) == LintOptions() == LintOptions(fail_on=Severity.ERROR)


def test_the_nearest_file_counts_and_only_that_one(tmp_path: Path) -> None:
    (tmp_path / "hframes.toml").write_text("[lint]\nportable = true\nstrict = true")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[tool.hframes.lint]\nportable = false")
    assert read_options(inner) == LintOptions()
    (inner / "hframes.toml").write_text("\ufeff[lint]\nfail-on = 'note'", encoding="utf-8")
    assert read_options(inner) == LintOptions(fail_on=Severity.NOTE)


def test_a_pyproject_without_our_table_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "hframes.toml").write_text("[lint]\nstrict = true")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[tool.other]\nx = 1")
    assert read_options(inner).strict


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[lint]\nportabel = true", "lint.portabel"),
        ("[lint]\nfail_on = 'error'", "lint.fail_on"),
        ("[lint]\nportable = 'yes'", "lint.portable"),
        ("[lint]\nstrict = 1", "lint.strict"),
        ("[lint]\nselect = 'HF101'", "lint.select"),
        ("[lint]\nignore = [101]", "lint.ignore"),
        ("[lint]\nselect = ['HF1011']", "lint.select"),
        ("[lint]\nselect = ['']", "lint.select"),
        ("[lint]\nfail-on = 'never'", "lint.fail-on"),
        ("[lint]\nfail-on = 'silent'", "lint.fail-on"),
        ("[lnt]\nportable = true", "lnt"),
        ("lint = true", "lint"),
        ("[lint", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "hframes.toml"
    file.write_text(text)
    with pytest.raises(UsageError) as caught:
        read_options(tmp_path)
    assert said in caught.value.what
    assert caught.value.where == str(file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool.hframes.lint]\nx = 1", "tool.hframes.lint.x"),
        ("[tool.hframes]\nx = 1", "tool.hframes.x"),
        ("[tool]\nhframes = 1", "tool.hframes"),
        ("tool = 1", "tool"),
    ],
)
def test_so_it_is_in_a_pyproject(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(UsageError) as caught:
        read_options(tmp_path)
    assert caught.value.what.startswith(f"{said}: ")


def test_a_file_that_is_no_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / "hframes.toml").write_bytes(b"[lint]\n# \xff")
    with pytest.raises(UsageError, match=r"not valid TOML"):
        read_options(tmp_path)


def test_the_command_line_goes_over_the_file() -> None:
    options = merged(ALL_OPTIONS, portable=False, select=("HF2",), ignore=None, strict=None, fail_on=Severity.NOTE)
    assert options == LintOptions(
        portable=False, select=("HF2",), ignore=("HF103",), strict=True, fail_on=Severity.NOTE
    )
    assert merged(ALL_OPTIONS) == ALL_OPTIONS


def test_what_is_wrong_on_the_command_line_is_told_with_the_option() -> None:
    with pytest.raises(UsageError) as caught:
        merged(LintOptions(), select=("HF1x",))
    assert caught.value.where == "--select"
    with pytest.raises(UsageError) as caught:
        merged(LintOptions(), fail_on="silent")
    assert caught.value.where == "--fail-on"


@pytest.mark.parametrize(
    ("selector", "does"),
    [
        ("HF101", True),
        ("HF10", True),
        ("HF1", True),
        ("HF", True),
        ("wall-clock", True),
        ("HF2", False),
        ("HF102", False),
        ("wall", False),
        ("timer", False),
        ("", False),
    ],
)
def test_what_a_selector_covers(selector: str, does: bool) -> None:
    assert covers(selector, "HF101", "wall-clock") is does


def test_a_rule_is_wanted_unless_it_is_left_out() -> None:
    assert LintOptions().wants("HF101", "wall-clock")
    assert not LintOptions(select=("HF2",)).wants("HF101", "wall-clock")
    assert LintOptions(select=("HF2", "wall-clock")).wants("HF101", "wall-clock")
    assert not LintOptions(select=("HF101",), ignore=("HF1",)).wants("HF101", "wall-clock")
    assert not LintOptions().names("HF101", "wall-clock")
    assert LintOptions(select=("wall-clock",)).names("HF101", "wall-clock")
