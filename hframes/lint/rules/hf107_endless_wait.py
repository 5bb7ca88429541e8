"""HF107."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.functions import around_words
from hframes.lint.families.loops import clock_calls, is_endless, waits_for_clock, waits_for_nothing
from hframes.lint.families.scripts import short
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    for script in project.scripts:
        clocks = clock_calls(script)
        for loop in around_words(script.root, "while", "for"):
            text = short(script.text(loop))
            if is_endless(loop):
                yield Match(script.place(loop), f"`{text}` never ends")
            elif waits_for_clock(loop, clocks):
                yield Match(script.place(loop), f"`{text}` waits for a clock that stands still while a script runs")
            elif waits_for_nothing(loop):
                yield Match(script.place(loop), f"`{text}` waits for what nothing can change while it runs")


RULE = Rule(
    code="HF107",
    name="endless-wait",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="A loop that never ends, or that waits for the time to pass or for something that happens elsewhere.",
    why="The video's clock stands still while a script runs, so that `while (Date.now() < end);` never ends, and the "
    "render fails. In a bare browser it blocks the page, for as long as the machine's clock says.",
    hint="Give the turn back: `await new Promise((done) => setTimeout(done, 500))`, or draw from `hframes.time`",
    bad="""\
const end = Date.now() + 500;
while (Date.now() < end);
document.querySelector('h1').classList.add('shown');
""",
    good="""\
await new Promise((done) => setTimeout(done, 500));
document.querySelector('h1').classList.add('shown');
""",
    check=_check,
)
