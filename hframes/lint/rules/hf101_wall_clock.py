"""HF101."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.scripts import CALLED, VALUE, match, reads_of
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule
from hframes.lint.script import Role

_MESSAGE = "`{what}` reads the clock"


def _check(project: Project) -> Iterator[Match]:
    yield from reads_of(project, ("Date.now", "performance.now", "Temporal.Now"), CALLED, _MESSAGE)
    yield from reads_of(project, ("performance.timeOrigin", "document.timeline.currentTime"), VALUE, _MESSAGE)
    for script in project.scripts:
        for use in script.uses:
            # Date() tells the time whatever it is given.
            if use.path == ("Date",) and (use.role is Role.CALL or (use.role is Role.NEW and not use.arguments)):
                yield match(script, use, _MESSAGE, Severity.NOTE if use.is_logged_only else None)


RULE = Rule(
    code="HF101",
    name="wall-clock",
    severity=Severity.SILENT,
    portable=Severity.ERROR,
    finds="The time of day, or the time since the page was opened: `Date.now()`, `new Date()`, `performance.now()`, "
    "`performance.timeOrigin`, `Temporal.Now`, `document.timeline.currentTime`.",
    why="In hframes these tell the time of the video, the same in every render. In a bare browser they tell the time "
    "of the machine, which is never the same twice.",
    hint="Take `hframes.time`, the seconds of the video, or give the date as a parameter: `hframes.params`",
    bad="""\
const label = document.querySelector('.clock');
label.textContent = new Date().toISOString().slice(11, 19);
const seconds = performance.now() / 1000;
label.style.opacity = Math.min(1, seconds);
""",
    good="""\
const label = document.querySelector('.clock');
const noon = Date.UTC(2024, 0, 1, 12);
label.textContent = new Date(noon + hframes.time * 1000).toISOString().slice(11, 19);
label.style.opacity = Math.min(1, hframes.time);
""",
    check=_check,
)
