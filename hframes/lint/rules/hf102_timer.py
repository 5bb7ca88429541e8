"""HF102."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.scripts import CALLED, calls_of
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    timers = ("setTimeout", "setInterval", "requestIdleCallback", "scheduler.postTask")
    yield from calls_of(project, timers, CALLED, "`{what}` runs something at a moment that the browser chooses")


RULE = Rule(
    code="HF102",
    name="timer",
    severity=Severity.SILENT,
    portable=Severity.ERROR,
    finds="Timers: `setTimeout`, `setInterval`, `requestIdleCallback`, `scheduler.postTask`.",
    why="In hframes timers go by the video's clock, to the millisecond. In a bare browser they come late by as much as "
    "the machine is busy, so that two renders show two states.",
    hint="Draw from `hframes.time`, or let CSS or `element.animate()` move things, with a `delay`",
    bad="""\
const title = document.querySelector('h1');
setTimeout(() => title.classList.add('shown'), 500);
""",
    good="""\
const title = document.querySelector('h1');
title.animate({ opacity: [0, 1] }, { delay: 500, duration: 400, fill: 'both' });
""",
    check=_check,
)
