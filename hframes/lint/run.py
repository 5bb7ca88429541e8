"""The whole way of the linter: load, look, weigh, leave out what is suppressed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hframes.errors import CompositionError
from hframes.lint.finding import Finding, Fix, Severity, Span
from hframes.lint.loader import Loader
from hframes.lint.options import LintOptions, covers
from hframes.lint.project import Document, Place, Project, ScriptKind, SourceFile
from hframes.lint.registry import all_rules, find_rule
from hframes.lint.rule import Rule
from hframes.lint.suppression import Suppression, apply, find_suppressions

if TYPE_CHECKING:
    from hframes.lint.runtime.merge import Page as RunPage
    from hframes.lint.runtime.merge import Weigh
    from hframes.lint.runtime.seen import Seen
    from hframes.lint.runtime.visit import Visit

LONGEST_SOURCE = 2000  # characters of a line that is shown
_UNUSED = "HF002"
_NO_DURATION = "HF402"
_MARK = b"hframes:"  # of a comment that suppresses
_PAGES = (".html", ".htm", ".xhtml", ".svg")


def lint_path(path: Path, options: LintOptions, visit: Visit | None = None) -> list[Finding]:
    """What is to be said of a composition: an .html or .svg file, or a folder with index.html.

    Args:
        visit: what was seen when it was run, if it was.

    Raises:
        CompositionError: there is no such page.
    """
    page = page_of(path)
    shown = _shown(page.parent)
    project = Loader(page.parent, shown).load(page.name)
    return check(project, all_rules(), options) if visit is None else _check_both(page, shown, project, options, visit)


def page_of(path: Path) -> Path:
    """The page of a composition.

    Raises:
        CompositionError: there is none.
    """
    page = path / "index.html" if path.is_dir() else path
    if not page.is_file():
        raise CompositionError(
            f"There is no page at {path}", hint="Give an .html or .svg file, or a folder with index.html"
        )
    if page.suffix.lower() not in _PAGES:
        raise CompositionError(f"{page.name} is no page: it ends with none of {', '.join(_PAGES)}", where=str(path))
    return page


def lint_text(text: str, *, portable: bool = False) -> list[Finding]:
    """What is to be said of a page (where the text begins with "<") or of a script that has no files beside it."""
    file = SourceFile("snippet.html", text.encode())
    loader = Loader(Path(os.devnull), "")
    if text.lstrip().startswith("<"):
        project = loader.load_page(file)
    else:
        is_module = any(line.startswith(("import ", "import{", "export ")) for line in text.splitlines())
        project = loader.load_text(file, ScriptKind.MODULE if is_module else ScriptKind.CLASSIC)
    return check(project, all_rules(), LintOptions(portable=portable))


def check(project: Project, rules: Iterable[Rule], options: LintOptions) -> list[Finding]:
    """The findings of some rules, by place, without those that are suppressed or not asked for."""
    found = [finding for rule in rules for finding in _findings(rule, project, options)]
    left, unused = apply(found, find_suppressions(project))
    left += _unused(options, [suppression.place for suppression in unused if not _is_for_a_run(suppression)])
    return _shown_ones(left, options)


def _check_both(page: Path, shown: str, project: Project, options: LintOptions, visit: Visit) -> list[Finding]:
    """As `check`, with what was seen when the page was run."""
    from hframes.lint.runtime.findings import seen_of
    from hframes.lint.runtime.merge import Page
    from hframes.lint.runtime.places import Places

    places = Places(page.parent, page.name, visit.served)
    found = [finding for rule in all_rules() for finding in _findings(rule, project, options)]
    if visit.is_measured:  # something ends, after all
        found = [finding for finding in found if finding.code != _NO_DURATION]
    both = Page(project, shown, page.name, places.read)
    told, unused = _added(found, seen_of(visit, places), both, options)
    return _shown_ones([*told, *_unused(options, unused)], options)


def lint_visit(page: Path, options: LintOptions, visit: Visit) -> list[Finding]:
    """What is to be said of a page that was run, and is not read for more; paths are those in its folder."""
    from hframes.lint.runtime.findings import seen_of
    from hframes.lint.runtime.merge import Page
    from hframes.lint.runtime.places import Places

    places = Places(page.parent, page.name, visit.served)
    seen = seen_of(visit, places)
    files = {page.name, *(one.at.file for one in seen if one.at is not None)}
    is_marked = any(_MARK in (places.read(file) or b"") for file in files)
    # To read a large page takes a second: it is read for its comments only.
    empty = Project(Document(SourceFile(page.name, b""), (), is_entry=True), has_duration=True)
    project = Loader(page.parent, "").load(page.name) if seen and is_marked else empty
    return _shown_ones(_added([], seen, Page(project, "", page.name, places.read), options)[0], options)


def _added(
    found: list[Finding], seen: list[Seen], page: RunPage, options: LintOptions
) -> tuple[list[Finding], list[Place]]:
    """What was found in both ways and is not suppressed; the comments that suppress nothing."""
    from hframes.lint.runtime.merge import merged
    from hframes.lint.runtime.originals import told_in_originals

    every = merged(found, seen, page, weighing(options))
    by_id = {id(one.finding): one for one in every}
    left, unused = apply([one.finding for one in every], find_suppressions(page.project))
    told = told_in_originals([by_id[id(finding)] for finding in left], page.shown, page.read)
    return told, [suppression.place for suppression in unused]


def weighing(options: LintOptions) -> Weigh:
    """What makes a finding, at no place yet, of what was seen when a page was run."""

    def weigh(code: str, message: str, most: Severity | None) -> Finding | None:
        rule = find_rule(code)
        if rule is None:
            return None
        severity = rule.portable if options.portable else rule.severity
        weight = severity if most is None else max(severity, most, key=lambda one: one.rank)
        return Finding(rule.code, rule.name, weight, message, rule.hint, Span("", 1, 1, 1, 1))

    return weigh


def _shown_ones(found: Iterable[Finding], options: LintOptions) -> list[Finding]:
    shown = [finding for finding in found if _is_asked_for(finding, options)]
    return sorted(dict.fromkeys(shown), key=lambda finding: (finding.span, finding.code))


def _is_for_a_run(suppression: Suppression) -> bool:
    """Whether what a comment suppresses can only be found by running the page."""
    ran = [rule for rule in all_rules() if rule.check is None]
    return any(covers(code, rule.code, rule.name) for code in suppression.codes or () for rule in ran)


def _findings(rule: Rule, project: Project, options: LintOptions) -> Iterable[Finding]:
    weight = rule.portable if options.portable else rule.severity
    if rule.check is None:
        return
    for match in rule.check(project):
        severity = weight if match.severity is None else max(weight, match.severity, key=lambda one: one.rank)
        place = match.place
        fix = None if match.instead is None else _fix(match.mended or place, match.instead)
        yield _finding(rule, place, severity, match.message, match.hint or rule.hint, fix)


def _fix(place: Place, text: str) -> Fix:
    return Fix(place.file.path, place.start, place.end, text, place.span)


def _finding(rule: Rule, place: Place, severity: Severity, message: str, hint: str, fix: Fix | None) -> Finding:
    span = place.span
    source = place.file.line(span.line)[:LONGEST_SOURCE]
    return Finding(rule.code, rule.name, severity, message, hint, span, source, None, fix)


def _unused(options: LintOptions, places: Sequence[Place]) -> list[Finding]:
    rule = find_rule(_UNUSED)
    if rule is None:
        return []
    weight = rule.portable if options.portable else rule.severity
    return [_finding(rule, place, weight, "This comment suppresses nothing", rule.hint, None) for place in places]


def _is_asked_for(finding: Finding, options: LintOptions) -> bool:
    if not options.wants(finding.code, finding.name):
        return False
    return finding.severity is not Severity.SILENT or options.names(finding.code, finding.name)


def _shown(folder: Path) -> str:
    """What stands before the paths of a folder's files: its way from where the person is, if it lies below."""
    real = folder.resolve()
    try:
        below = real.relative_to(Path.cwd()).as_posix()
    except ValueError:
        below = real.as_posix()
    return "" if below == "." else below.rstrip("/") + "/"
