"""What the docs say is what the tool does."""

from __future__ import annotations

import html
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import typer.main

from hframes import RenderSettings, frames
from hframes.cli.app import app
from hframes.lint.registry import all_rules
from hframes.lint.rules_page import rules_page
from hframes.runtime import FILES, TRACE_FILE, WORKER_FILES, runtime_folder

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def _parameters(command: str) -> list[Any]:
    """Of a command, or of all commands of a group such as `hframes cache`."""
    group = getattr(COMMANDS[command], "commands", {"": COMMANDS[command]})
    return [parameter for one in group.values() for parameter in one.params]


def _reference(command: str) -> str:
    """The command's part of docs/cli.md, as plain text on one line."""
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    parts = re.split(r"^## `hframes (\w+)`$", text, flags=re.MULTILINE)
    return " ".join(html.unescape(dict(zip(parts[1::2], parts[2::2], strict=True))[command]).split())


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_reference_has_every_option_with_its_help(command: str) -> None:
    """`make docs` writes it anew."""
    reference = _reference(command)
    options = [parameter for parameter in _parameters(command) if parameter.param_type_name == "option"]
    assert options
    for option in options:
        assert all(name in reference for name in option.opts), option.name
        assert " ".join((option.help or "").split()) in reference, option.name
    written = set(re.findall(r"\* `(?:-\w, )?(--[a-z][a-z-]+)", reference))
    known = {name for other in COMMANDS for parameter in _parameters(other) for name in parameter.opts}
    assert written <= known | {"--help"}


def test_every_link_to_a_file_leads_somewhere() -> None:
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert broken == []


def test_the_example_of_the_readme_renders_as_it_is(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    example = text[text.index("    <!doctype html>") : text.index("    $ hframes render")]
    page = tmp_path / "hello.html"
    page.write_text("\n".join(line.removeprefix("    ") for line in example.splitlines()), encoding="utf-8")
    settings = RenderSettings(width=320, height=180, duration="1.1", fps="10", params={"name": "Ada"})
    pictures = list(frames(page, settings))
    assert len(pictures) == 11
    assert not (pictures[1] == pictures[10]).all()


def test_the_changelog_begins_with_the_version() -> None:
    first = re.search(r"^## ([\d.]+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert first is not None
    assert first[1] == version("hframes")


def test_every_file_of_the_runtime_is_loaded_and_begins_by_saying_what_it_is() -> None:
    files = sorted(path.relative_to(runtime_folder()).as_posix() for path in runtime_folder().rglob("*.js"))
    assert files == sorted({*FILES, *WORKER_FILES, TRACE_FILE})
    for name in files:
        assert (runtime_folder() / name).read_text(encoding="utf-8").startswith("// "), name


def test_the_runtime_dependencies_are_the_ones_that_are_explained() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    before = project[: project.index("[project.scripts]")]
    listed = re.findall(r'^  "([a-z-]+)(?:\[[a-z]+\])?[><=]', before, re.MULTILINE)
    explained = re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs" / "dependencies.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(explained)


def test_the_page_of_rules_is_what_the_rules_say() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == rules_page(all_rules()), "run `make docs`"
