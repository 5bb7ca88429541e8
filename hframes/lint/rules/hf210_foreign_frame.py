"""HF210: pages of another host inside of the page."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.foreign import foreign_loads, host_name
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    for load in foreign_loads(project, ("frame",)):
        yield Match(load.place, f"A page of {host_name(load.host)} inside of this one")


RULE = Rule(
    code="HF210",
    name="foreign-frame",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="Pages of another host in an `iframe`, `object` or `embed`.",
    why=(
        "A render has no network, so the frame is empty. Where it is allowed, what is in it is somebody "
        "else's page, with a clock, a time zone and chance of its own."
    ),
    hint="Show a picture or a recording of it from the composition's folder",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<h1>Where we are</h1>
<iframe src="https://www.openstreetmap.org/export/embed.html?bbox=9.9,53.5,10.1,53.6" width="900" height="500"></iframe>
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<h1>Where we are</h1>
<iframe src="map/index.html" width="900" height="500"></iframe>
<iframe srcdoc="<p>See https://www.openstreetmap.org/</p>"></iframe>
""",
    check=_check,
)
