"""HF203: fonts from another host."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hframes.lint.families.addresses import foreign_host
from hframes.lint.families.foreign import foreign_loads, host_name
from hframes.lint.families.values import beginning
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule

_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)", re.IGNORECASE)


def _check(project: Project) -> Iterator[Match]:
    for load in foreign_loads(project, ("font",)):
        yield Match(load.place, f"A font from {host_name(load.host)}: the render has no network")
    for script in project.scripts:
        for made in script.uses_of("FontFace"):
            source = beginning(script, made.arguments[1]) if len(made.arguments) > 1 else None
            for address in _URL.findall(source.text) if source is not None else ():
                host = foreign_host(address)
                if host is not None:
                    yield Match(
                        script.place(made.arguments[1]), f"A font from {host_name(host)}: the render has no network"
                    )


RULE = Rule(
    code="HF203",
    name="remote-font",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="Fonts from another host, in `@font-face` or `new FontFace()`.",
    why=(
        "A render has no network, so the text is set in another font: every line is as long as that font "
        "makes it. Where the network is allowed, it is a matter of time which frame is the first with the "
        "right one."
    ),
    hint="Put the font's file beside the page, and name that in `src`",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<style>
  @font-face {
    font-family: "Space Grotesk";
    src: url(https://fonts.gstatic.com/s/spacegrotesk/v16/V8mDoQDjQSkFtoMM3T6r8E7mPbF4C_k3HqU.woff2) format("woff2");
  }
  h1 { font: 700 120px "Space Grotesk" }
</style>
<h1>Lift-off</h1>
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<style>
  @font-face {
    font-family: "Space Grotesk";
    src: url(fonts/space-grotesk-700.woff2) format("woff2");
  }
  h1 { font: 700 120px "Space Grotesk" }
</style>
<h1>Lift-off</h1>
""",
    check=_check,
)
