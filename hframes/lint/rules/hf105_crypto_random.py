"""HF105."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.scripts import CALLED, calls_of, reads_of
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule

_MESSAGE = "`{what}` is chance"


def _check(project: Project) -> Iterator[Match]:
    yield from reads_of(project, ("crypto.randomUUID", "crypto.subtle.generateKey"), CALLED, _MESSAGE)
    yield from calls_of(project, ("crypto.getRandomValues",), CALLED, _MESSAGE)


RULE = Rule(
    code="HF105",
    name="crypto-random",
    severity=Severity.SILENT,
    portable=Severity.ERROR,
    finds="`crypto.getRandomValues`, `crypto.randomUUID`, `crypto.subtle.generateKey`.",
    why="In hframes their values come from the seed, the same in every render. In a bare browser they are new each "
    "time.",
    hint="Count, where only names must differ, or draw numbers from `hframes.random()`",
    bad="""\
for (const card of document.querySelectorAll('.card')) card.id = crypto.randomUUID();
const seeds = crypto.getRandomValues(new Uint32Array(4));
document.body.style.setProperty('--hue', seeds[0] % 360);
""",
    good="""\
document.querySelectorAll('.card').forEach((card, index) => { card.id = `card-${index}`; });
document.body.style.setProperty('--hue', Math.floor(hframes.random() * 360));
""",
    check=_check,
)
