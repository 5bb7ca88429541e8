"""HF302."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.scripts import CALLED, calls_of
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    yield from calls_of(project, ("navigator.geolocation",), CALLED, "`{what}` asks where the machine is")


RULE = Rule(
    code="HF302",
    name="geolocation",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="`navigator.geolocation`.",
    why="Where the machine is that renders is not the page's business, and it does not know: nothing or an error comes "
    "back.",
    hint="Give the place as a parameter: `hframes.params`",
    bad="""\
navigator.geolocation.getCurrentPosition(({ coords }) => {
  document.querySelector('.place').textContent = `${coords.latitude}, ${coords.longitude}`;
});
""",
    good="""\
const { latitude, longitude } = hframes.params;
document.querySelector('.place').textContent = `${latitude}, ${longitude}`;
""",
    check=_check,
)
