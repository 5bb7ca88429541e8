"""HF305."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.scripts import VALUE, reads_of
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule

_VALUES = (
    *("hardwareConcurrency", "deviceMemory", "userAgent", "platform", "vendor", "appVersion"),
    *("language", "languages", "maxTouchPoints", "onLine"),
)
# `if (navigator.connection)` only asks whether there is such a thing.
_THINGS = ("navigator.userAgentData", "navigator.connection", "screen")
_MESSAGE = "`{what}` is the machine's"


def _check(project: Project) -> Iterator[Match]:
    values = (*(f"navigator.{name}" for name in _VALUES), "devicePixelRatio", "outerWidth", "outerHeight")
    yield from reads_of(project, values, VALUE, _MESSAGE, tests_count=True)
    yield from reads_of(project, _THINGS, VALUE, _MESSAGE)


RULE = Rule(
    code="HF305",
    name="machine-read",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="What the browser says about itself and its machine: `navigator.hardwareConcurrency`, `deviceMemory`, "
    "`userAgent`, `platform`, `language`, `connection`, `maxTouchPoints`, `onLine`, `screen`, `devicePixelRatio`, "
    "`outerWidth`.",
    why="The next machine, or this one after an update, says something else, and the page is drawn otherwise there.",
    hint="Decide it in the page: a number that is always the same, `hframes.params`, `hframes.width` and `height`; ask "
    "for what is needed (`'gpu' in navigator`) rather than for the browser's name",
    bad="""\
const canvas = document.querySelector('canvas');
const particles = navigator.hardwareConcurrency > 4 ? 20000 : 2000;
canvas.width = canvas.clientWidth * window.devicePixelRatio;
canvas.dataset.particles = particles;
""",
    good="""\
const canvas = document.querySelector('canvas');
const particles = 20000;
canvas.width = canvas.clientWidth * 2;
canvas.dataset.particles = particles;
""",
    check=_check,
)
