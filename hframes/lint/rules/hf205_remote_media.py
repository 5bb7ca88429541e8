"""HF205: video and sound from another host."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.foreign import foreign_loads, host_name
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    for load in foreign_loads(project, ("media",)):
        yield Match(load.place, f"Video or sound from {host_name(load.host)}: the render has no network")


RULE = Rule(
    code="HF205",
    name="remote-media",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="Video and sound from another host.",
    why=(
        "A render has no network, so nothing plays. Where it is allowed, how much of the stream is there at "
        "a frame is the network's business."
    ),
    hint="Put the file into the composition's folder",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<video src="https://media.example.com/clips/waves.mp4" muted width="1280" height="720"></video>
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<video src="clips/waves.mp4" muted width="1280" height="720"></video>
""",
    check=_check,
)
