"""HF104."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hframes.lint.families.scripts import CALLED, match, used
from hframes.lint.finding import Severity
from hframes.lint.project import Project, ScriptKind
from hframes.lint.rule import Match, Rule
from hframes.lint.script import Script, Use

_INSTEAD = "hframes.random()"


def _check(project: Project) -> Iterator[Match]:
    for script in project.scripts:
        for use in used(script, ("Math.random",), CALLED):
            found = match(script, use, "`{what}` is chance", Severity.NOTE if use.is_logged_only else None)
            yield replace(found, instead=_INSTEAD) if _is_plain(script, use, found) else found


def _is_plain(script: Script, use: Use, found: Match) -> bool:
    """Whether `hframes.random()` may stand there: a worker has no `hframes`, and the name may be the page's own."""
    if found.place.text != "Math.random()" or script.kind is ScriptKind.WORKER:
        return False
    return script.tree.scopes[script.tree.index[use.node.id]].find("hframes") is None


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
