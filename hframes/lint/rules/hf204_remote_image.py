"""HF204: pictures from another host."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.foreign import foreign_loads, host_name
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    for load in foreign_loads(project, ("image",)):
        yield Match(load.place, f"A picture from {host_name(load.host)}: the render has no network")


RULE = Rule(
    code="HF204",
    name="remote-image",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="Pictures from another host: `img`, `srcset`, CSS `url()`, SVG `image`, `image.src = ...`.",
    why=(
        "A render has no network, so there is a hole where the picture should be. A host may have another "
        "picture tomorrow, or none, and a canvas that it was drawn on can't be read."
    ),
    hint="Put the picture into the composition's folder",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<style>body { margin: 0; background: url("https://images.example.com/harbour-2400.jpg") center / cover }</style>
<img src="https://picsum.photos/640/360" alt="The harbour at dawn">
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<style>body { margin: 0; background: url("pictures/harbour-2400.jpg") center / cover }</style>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle r="4" cx="5" cy="5"/></svg>
<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" alt="">
""",
    check=_check,
)
