"""HF404: service workers."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule
from hframes.lint.script import Role


def _check(project: Project) -> Iterator[Match]:
    for script in project.scripts:
        for use in script.uses_of("navigator.serviceWorker.register"):
            if use.role is Role.CALL:
                yield Match(script.place(use.call or use.node), "A service worker is on no clock of the page")


RULE = Rule(
    code="HF404",
    name="service-worker",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="`navigator.serviceWorker.register()`.",
    why=(
        "A service worker lives beside the page, on no clock of the page's, and answers its requests from a "
        "store that an earlier visit filled. A render is always the first visit."
    ),
    hint="Leave it out where `globalThis.hframes` is there; files of the folder need no store",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<h1>Weather at nine</h1>
<script>
  const BUILD = 214;
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(`worker.js?build=${BUILD}`);
</script>
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<h1>Weather at nine</h1>
<script>
  const show = ({city}) => document.querySelector("h1").append(` in ${city}`);
  fetch("data/weather.json").then((answer) => answer.json()).then(show);
</script>
""",
    check=_check,
)
