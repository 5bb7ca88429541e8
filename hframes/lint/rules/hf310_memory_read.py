"""HF310."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.scripts import CALLED, VALUE, reads_of
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    message = "`{what}` tells how much memory is in use"
    yield from reads_of(project, ("performance.memory", "console.memory"), VALUE, message)
    yield from reads_of(project, ("performance.measureUserAgentSpecificMemory",), CALLED, message)


RULE = Rule(
    code="HF310",
    name="memory-read",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="`performance.memory` and `performance.measureUserAgentSpecificMemory`.",
    why="How much memory is in use differs from run to run, with all that the browser does besides.",
    hint="Leave it out of the picture; choose how much is drawn by what the page itself holds",
    bad="""\
const used = performance.memory.usedJSHeapSize / 2 ** 20;
document.querySelector('.memory').textContent = `${used.toFixed(1)} MB`;
""",
    good="""\
const used = document.querySelectorAll('.particle').length;
document.querySelector('.memory').textContent = `${used} particles`;
""",
    check=_check,
)
