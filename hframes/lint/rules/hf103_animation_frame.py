"""HF103."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.scripts import CALLED, calls_of
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    asked = ("requestAnimationFrame", "webkitRequestAnimationFrame")
    yield from calls_of(project, asked, CALLED, "`{what}` draws whenever the screen is ready")


RULE = Rule(
    code="HF103",
    name="animation-frame",
    severity=Severity.SILENT,
    portable=Severity.ERROR,
    finds="`requestAnimationFrame`.",
    why="In hframes it is called once for every frame of the video, with that frame's time. In a bare browser the "
    "screen decides how often, and at which times.",
    hint="Let CSS or `element.animate()` move things, or draw from one function of the time that whoever films can "
    "call",
    bad="""\
const wheel = document.querySelector('.wheel');
function turn(now) {
  wheel.style.rotate = `${now / 10}deg`;
  requestAnimationFrame(turn);
}
requestAnimationFrame(turn);
""",
    good="""\
const wheel = document.querySelector('.wheel');
wheel.animate({ rotate: ['0deg', '360deg'] }, { duration: 3600, iterations: 4 });
""",
    check=_check,
)
