"""HF001."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    for trouble in project.troubles:
        yield Match(trouble.place, trouble.what)


RULE = Rule(
    code="HF001",
    name="does-not-parse",
    severity=Severity.WARNING,
    portable=Severity.WARNING,
    finds="A file that could not be looked at: it does not parse, is too large, or is not text.",
    why="What is in it is unknown to every other rule. A browser refuses a script with such an error, too, "
    "and the page is then drawn without it.",
    hint="Correct the syntax here; the place is the first one that does not fit",
    bad="""\
const title = document.querySelector('h1');
title.textContent = 'Spring' + ;
""",
    good="""\
const title = document.querySelector('h1');
title.textContent = 'Spring';
""",
    check=_check,
)
