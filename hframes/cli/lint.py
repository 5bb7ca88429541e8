"""`hframes lint`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hframes.cli.speech import run, speaking
from hframes.errors import UsageError
from hframes.lint.finding import Severity
from hframes.lint.formats import Format, by_place, formatted

if TYPE_CHECKING:
    from hframes.lint.finding import Finding
    from hframes.lint.options import LintOptions
    from hframes.lint.runtime.visit import Visit

FOUND = 1  # the exit code
# A mend may make room for one that overlapped it.
MOST_ROUNDS = 10


class FailOn(StrEnum):
    """The lightest finding that is a failure."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


def lint(
    context: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="An .html or .svg file, or a folder with index.html.")
    ],
    portable: Annotated[
        bool | None,
        typer.Option("--portable/--no-portable", help="The page must be deterministic in a bare browser, too."),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="RULES", help="Only these, like HF101,HF2,wall-clock. Repeatable."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="RULES", help="Not these, like --select. Repeatable.")
    ] = None,
    strict: Annotated[bool | None, typer.Option("--strict/--no-strict", help="Warnings count as errors.")] = None,
    fail_on: Annotated[FailOn | None, typer.Option(help="The lightest finding that is a failure.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How findings are told.")] = Format.TEXT,
    runtime: Annotated[
        bool, typer.Option("--runtime", help="Run the page, too: what it really touches, its fonts, its errors.")
    ] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Mend in the files what can be mended safely.")] = False,
) -> None:
    """Find what would make renders of a page differ.

    Options are read from the table `lint` of the nearest hframes.toml, or `tool.hframes.lint` of pyproject.toml; the
    command line goes over the file. Exit code 0: clean, 1: findings, 2: the call is wrong.

    Examples:

        hframes lint card/

        hframes lint titles.html --portable --ignore HF306

        hframes lint a.html b.html --runtime --format sarif > lint.sarif
    """
    with speaking(as_json=form is Format.JSON, debug=bool(context.obj)):
        given: dict[str, object] = {
            "portable": portable,
            "select": _listed(select),
            "ignore": _listed(ignore),
            "strict": strict,
            "fail_on": Severity(fail_on) if fail_on is not None else None,
        }
        asked = [(path, _options(path, given)) for path in paths]
        findings, fails = _found(asked, runtime=runtime)
        if fix:
            findings, fails = _fixed(asked, findings, fails, runtime=runtime)
        _tell(findings, form)
    if fails:
        raise typer.Exit(FOUND)


def _listed(values: list[str] | None) -> tuple[str, ...] | None:
    """The parts of comma lists; None where nothing was given."""
    if not values:
        return None
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _options(path: Path, given: dict[str, object]) -> LintOptions:
    from hframes.lint.options import covers, merged, read_options
    from hframes.lint.registry import all_rules

    options = merged(read_options(path if path.is_dir() else path.parent), **given)
    for option, selectors in (("select", options.select), ("ignore", options.ignore)):
        for selector in selectors:
            if not any(covers(selector, rule.code, rule.name) for rule in all_rules()):
                hint = "`hframes rule` lists them"
                raise UsageError(f"No rule has the code or name {selector!r}", where=option, hint=hint)
    return options


def _found(asked: Sequence[tuple[Path, LintOptions]], *, runtime: bool) -> tuple[list[Finding], bool]:
    """The findings of all pages, those that pages share once; and whether they are a failure."""
    from hframes.lint.run import lint_path

    visits = _visits([path for path, _ in asked]) if runtime else [None] * len(asked)
    found: dict[Finding, None] = {}
    fails = False
    for (path, options), visit in zip(asked, visits, strict=True):
        for finding in lint_path(path, options) if visit is None else lint_path(path, options, visit):
            weighed = finding
            if options.strict and finding.severity is Severity.WARNING:
                weighed = replace(finding, severity=Severity.ERROR)
            fails = fails or weighed.severity.rank <= options.fail_on.rank
            found[weighed] = None
    return list(found), fails


def _visits(paths: Sequence[Path]) -> Sequence[Visit | None]:
    """What is seen of pages when they are run."""
    from hframes.lint.run import page_of
    from hframes.lint.runtime.browsers import visit_all
    from hframes.settings import RenderSettings

    for path in paths:
        page_of(path)  # a wrong call is told before a browser starts
    return run(visit_all(paths, RenderSettings()))


def _fixed(
    asked: Sequence[tuple[Path, LintOptions]], findings: list[Finding], fails: bool, *, runtime: bool
) -> tuple[list[Finding], bool]:
    """Mends, and looks again."""
    from hframes.lint.fixing import apply_fixes

    mends = 0
    folders = [path if path.is_dir() else path.parent for path, _ in asked]
    for _ in range(MOST_ROUNDS):
        made = apply_fixes(findings, within=folders)
        mends += made
        if not made:
            break
        findings, fails = _found(asked, runtime=runtime)
    typer.echo(f"Mended {mends} place{'' if mends == 1 else 's'}.", err=True)
    return findings, fails


def _tell(findings: list[Finding], form: Format) -> None:
    if form is Format.TEXT and sys.stdout.isatty():
        from rich.console import Console

        from hframes.lint.formats.text import styled

        Console().print(styled(by_place(findings)), soft_wrap=True)
        return
    told = formatted(findings, form)
    if told:
        print(told)
