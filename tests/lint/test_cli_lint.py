"""`hframes lint` and `hframes rule`, as people call them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner, Result

from hframes.cli.app import app
from hframes.errors import CompositionError
from hframes.lint import registry
from hframes.lint.finding import Finding, Fix, Severity, Span
from hframes.lint.options import LintOptions
from hframes.lint.rule import Rule

CLOCK = Finding("HF101", "wall-clock", Severity.ERROR, "It is bad", "Do better", Span("a.js", 1, 1, 1, 4), "f()")
STYLE = replace(CLOCK, code="HF313", name="random-style", severity=Severity.WARNING)
NOTE = replace(CLOCK, severity=Severity.NOTE)
RULES = tuple(
    Rule(
        code, name, Severity.SILENT, Severity.ERROR, "It finds.", "It matters.", "Do better", "f()\n\ng()", "h()", None
    )
    for code, name in (("HF101", "wall-clock"), ("HF102", "timer"), ("HF313", "random-style"))
)


class Linter:
    """What stands in for the linter itself."""

    def __init__(self) -> None:
        self.found: Callable[[Path, LintOptions], list[Finding]] = lambda *_: []
        self.asked: list[tuple[Path, LintOptions]] = []

    def lint_path(self, path: Path, options: LintOptions) -> list[Finding]:
        self.asked.append((path, options))
        return self.found(path, options)

    def finds(self, *findings: Finding) -> None:
        self.found = lambda *_: list(findings)


@pytest.fixture
def linter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Linter:
    linter = Linter()
    module = ModuleType("hframes.lint.run")
    module.lint_path = linter.lint_path  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "hframes.lint.run", module)
    monkeypatch.setattr(registry, "all_rules", lambda: RULES)
    monkeypatch.chdir(tmp_path)
    return linter


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_a_clean_page(linter: Linter) -> None:
    result = call("lint", "a.html")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "No findings.\n", "")
    assert linter.asked == [(Path("a.html"), LintOptions())]


def test_a_finding_is_told(linter: Linter) -> None:
    linter.finds(CLOCK)
    result = call("lint", "a.html")
    assert result.exit_code == 1
    assert result.stdout.startswith("a.js:1:1: HF101 It is bad\n")
    assert result.stdout.endswith("\nFound 1 error.\n")


@pytest.mark.parametrize(
    ("found", "words", "code"),
    [
        (STYLE, [], 0),
        (STYLE, ["--fail-on", "warning"], 1),
        (STYLE, ["--strict"], 1),
        (STYLE, ["--fail-on", "note"], 1),
        (NOTE, ["--fail-on", "warning", "--strict"], 0),
        (NOTE, ["--fail-on", "note"], 1),
        (replace(NOTE, severity=Severity.SILENT), ["--fail-on", "note"], 0),
        (CLOCK, ["--fail-on", "error"], 1),
    ],
)
def test_what_is_a_failure(linter: Linter, found: Finding, words: list[str], code: int) -> None:
    linter.finds(found)
    assert call("lint", "a.html", *words).exit_code == code


def test_strict_tells_warnings_as_errors(linter: Linter) -> None:
    linter.finds(STYLE)
    assert json.loads(call("lint", "a.html", "--strict", "--format", "json").stdout)[0]["severity"] == "error"


def test_options_reach_the_linter(linter: Linter) -> None:
    rules = ["--select", "HF1,timer", "--select", "HF313", "--ignore", "HF102"]
    assert call("lint", "a.html", "--portable", *rules, "--strict", "--fail-on", "note").exit_code == 0
    asked = LintOptions(
        portable=True, select=("HF1", "timer", "HF313"), ignore=("HF102",), strict=True, fail_on=Severity.NOTE
    )
    assert linter.asked == [(Path("a.html"), asked)]


def test_each_page_has_the_options_of_its_folder(linter: Linter, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    (tmp_path / "one" / "hframes.toml").write_text("[lint]\nportable = true\nignore = ['HF1']")
    call("lint", "one", "two", "one/a.html", "--no-portable", "--strict")
    assert [(str(path), options.portable, options.ignore) for path, options in linter.asked] == [
        ("one", False, ("HF1",)),
        ("two", False, ()),
        ("one/a.html", False, ("HF1",)),
    ]


def test_what_two_pages_share_is_told_once(linter: Linter) -> None:
    linter.finds(CLOCK)
    assert len(json.loads(call("lint", "a.html", "b.html", "--format", "json").stdout)) == 1


@pytest.mark.parametrize("words", [["--select", "HF9"], ["--ignore", "wall"], ["--select", "x y"], ["--fail-on", "x"]])
def test_what_nobody_knows_is_told(linter: Linter, words: list[str]) -> None:
    result = call("lint", "a.html", *words)
    assert result.exit_code == 2
    assert words[0].lstrip("-") in result.stderr
    assert linter.asked == []


def test_wrong_settings_and_pages_are_usage(linter: Linter, tmp_path: Path) -> None:
    assert call("lint").exit_code == 2

    def refuse(path: Path, _: LintOptions) -> list[Finding]:
        raise CompositionError("There is no such file", where=str(path))

    linter.found = refuse
    result = call("lint", "none.html", "--format", "json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["what"] == "There is no such file"
    (tmp_path / "hframes.toml").write_text("[lint]\nx = 1")
    result = call("lint", "a.html")
    assert result.exit_code == 2
    assert "lint.x" in result.stderr


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_the_other_formats_are_alone_on_standard_output(linter: Linter, form: str) -> None:
    linter.finds(CLOCK)
    result = call("lint", "a.html", "--format", form)
    assert result.exit_code == 1
    assert result.stderr == ""
    if form == "github":
        assert result.stdout.startswith("::error file=a.js,")
    else:
        json.loads(result.stdout)
    linter.finds()
    assert call("lint", "a.html", "--format", "github").stdout == ""


def test_fix_mends_until_nothing_is_left_to_mend(linter: Linter, tmp_path: Path) -> None:
    file = tmp_path / "a.js"
    file.write_text("xxx")

    def found(*_: object) -> list[Finding]:
        at = file.read_text().find("x")
        return [replace(CLOCK, fix=Fix("a.js", at, at + 1, "y"))] if at >= 0 else [STYLE]

    linter.found = found
    assert call("lint", "a.html").exit_code == 1
    assert file.read_text() == "xxx"
    result = call("lint", "a.html", "--fix", "--format", "json")
    assert result.exit_code == 0
    assert file.read_text() == "yyy"
    assert result.stderr == "Mended 3 places.\n"
    assert [one["code"] for one in json.loads(result.stdout)] == ["HF313"]


@pytest.mark.usefixtures("linter")
def test_rule_tells_of_one() -> None:
    for name in ("HF101", "hf101", "wall-clock"):
        result = call("rule", name)
        assert result.exit_code == 0
        assert result.stdout == (
            "HF101 wall-clock (silent; with --portable: error)\n\nIt finds. Only a run can tell.\n\nIt matters.\n\n"
            "Bad:\n\n    f()\n\n    g()\n\nDo better:\n\n    h()\n"
        )


@pytest.mark.usefixtures("linter")
def test_rule_lists_all() -> None:
    lines = call("rule").stdout.splitlines()
    assert [line[:5] for line in lines] == ["HF101", "HF102", "HF313"]
    assert lines[1] == "HF102  timer         silent; with --portable: error  It finds."


@pytest.mark.usefixtures("linter")
def test_rule_in_json() -> None:
    one = json.loads(call("rule", "timer", "--json").stdout)
    assert (one["code"], one["severity"], one["portable"]) == ("HF102", "silent", "error")
    assert [rule["code"] for rule in json.loads(call("rule", "--json").stdout)["rules"]] == ["HF101", "HF102", "HF313"]


@pytest.mark.usefixtures("linter")
@pytest.mark.parametrize(("word", "meant"), [("Wall-clok", "wall-clock"), ("hf314", "HF313"), ("!", None)])
def test_a_rule_that_is_not_there(word: str, meant: str | None) -> None:
    result = call("rule", word)
    assert result.exit_code == 2
    assert word in result.stderr
    assert (f"Is {meant} meant?" in result.stderr) is (meant is not None)
