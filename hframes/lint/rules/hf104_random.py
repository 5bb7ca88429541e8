"""HF104."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hframes.lint.families.scripts import CALLED, match, used
from hframes.lint.finding import Severity
from hframes.lint.project import Project, ScriptKind
from hframes.lint.rule import Match, Rule

_INSTEAD = "hframes.random()"


def _check(project: Project) -> Iterator[Match]:
    for script in project.scripts:
        for use in used(script, ("Math.random",), CALLED):
            found = match(script, use, "`{what}` is chance", Severity.NOTE if use.is_logged_only else None)
            # A worker has no `hframes`.
            is_plain = found.place.text == "Math.random()" and script.kind is not ScriptKind.WORKER
            yield replace(found, instead=_INSTEAD) if is_plain else found


RULE = Rule(
    code="HF104",
    name="random",
    severity=Severity.SILENT,
    portable=Severity.ERROR,
    finds="`Math.random`.",
    why="In hframes its numbers come from the seed, the same in every render. In a bare browser they are new each "
    "time.",
    hint="Write `hframes.random()`, or a generator of your own that begins with a fixed seed",
    bad="""\
const stars = Array.from({ length: 200 }, () => ({ x: Math.random() * 1920, y: Math.random() * 1080 }));
const context = document.querySelector('canvas').getContext('2d');
for (const star of stars) context.fillRect(star.x, star.y, 2, 2);
""",
    good="""\
const stars = Array.from({ length: 200 }, () => ({ x: hframes.random() * 1920, y: hframes.random() * 1080 }));
const context = document.querySelector('canvas').getContext('2d');
for (const star of stars) context.fillRect(star.x, star.y, 2, 2);
""",
    check=_check,
)
