"""HF109."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.scripts import CALLED, calls_of
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    message = "`{what}` goes by what comes first"
    yield from calls_of(project, ("Promise.race", "Promise.any"), CALLED, message)


RULE = Rule(
    code="HF109",
    name="promise-race",
    severity=Severity.WARNING,
    portable=Severity.ERROR,
    finds="`Promise.race` and `Promise.any`.",
    why="Which of several things is ready first depends on the machine, the disk and the network, not on the page.",
    hint="Wait for all with `Promise.all` or `Promise.allSettled`, and choose by what they give",
    bad="""\
const title = document.querySelector('h1');
const bold = document.fonts.load('700 40px Inter');
const light = document.fonts.load('300 40px Inter');
await Promise.race([bold, light]);
title.hidden = false;
""",
    good="""\
const title = document.querySelector('h1');
const bold = document.fonts.load('700 40px Inter');
const light = document.fonts.load('300 40px Inter');
await Promise.all([bold, light]);
title.hidden = false;
""",
    check=_check,
)
