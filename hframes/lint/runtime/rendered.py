"""What a render's report says of its page: as much of `hframes lint --runtime` as costs a frame nothing."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Error as BrowserError

from hframes.composition import Composition
from hframes.errors import PageError, UsageError
from hframes.film import Set
from hframes.lint.finding import Finding, Severity
from hframes.lint.options import LintOptions, read_options
from hframes.lint.runtime.places import Places, Served
from hframes.lint.runtime.texts import TextWatch
from hframes.lint.runtime.visit import Visit
from hframes.report import PageFinding, PageReport


async def look_at(scene: Set, composition: Composition) -> Visit:
    """What the page has touched, as far as that was recorded, and what it shows now."""
    server = scene.stage.server
    watch = TextWatch(scene.window.session, Places(composition.root, composition.entry, Served()))
    try:
        await scene.stage.answer(watch.look())
        touches = await scene.stage.touched()
    except (BrowserError, PageError):
        return Visit()  # the video is whole, whatever has become of the page since
    return Visit(
        touches=tuple(touches),
        texts=tuple(watch.found),
        fonts=tuple(composition.root / name for name in sorted(server.served)),
        served=Served(frozenset(server.held), dict(server.workers)),
    )


def with_findings(report: PageReport, visit: Visit, composition: Composition) -> PageReport:
    """The report with the findings that are errors or warnings, but for those that its faults tell of."""
    # Only now, when the last frames are being encoded: it takes a tenth of a second.
    from hframes.lint.run import lint_visit
    from hframes.lint.runtime.findings import codes_of_uncontrolled

    told = codes_of_uncontrolled(report.faults)
    findings = lint_visit(composition.page, _options(composition.root), visit)
    shown = [one for one in findings if one.severity in (Severity.ERROR, Severity.WARNING) and one.code not in told]
    return report.model_copy(update={"findings": tuple(_reported(one) for one in shown)})


def check_strictly(report: PageReport) -> None:
    """Raises a PageError where there is a finding that is an error."""
    errors = [one for one in report.findings if one.severity == Severity.ERROR]
    if errors:
        first = errors[0]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise PageError(
            f"{first.code} {first.message}{more}", where=first.where, hint=f"{first.hint}; or leave out --strict"
        )


def _reported(finding: Finding) -> PageFinding:
    span = finding.span
    return PageFinding(
        code=finding.code,
        name=finding.name,
        severity=finding.severity.value,
        message=finding.message,
        hint=finding.hint,
        where=f"{span.file}:{span.line}:{span.column}",
        count=finding.count,
    )


def _options(folder: Path) -> LintOptions:
    """What the composition's settings select and ignore; a render is no place to complain of them."""
    try:
        said = read_options(folder)
    except UsageError:
        return LintOptions()
    return LintOptions(select=said.select, ignore=said.ignore)
