"""HF405: worklets."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule
from hframes.lint.script import Role


def _check(project: Project) -> Iterator[Match]:
    for script in project.scripts:
        for use in script.uses:
            # Nothing else has a method of this name.
            if use.path[-1] == "addModule" and use.role is Role.CALL:
                yield Match(script.place(use.call or use.node), "A worklet runs on no clock of the page")


RULE = Rule(
    code="HF405",
    name="worklet",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="Worklets: `addModule()` of `audioWorklet`, `CSS.paintWorklet`, `animationWorklet`, `layoutWorklet`.",
    why=(
        "A worklet runs beside the page, as often as the browser likes, with a clock and chance of its own. "
        "What it paints may be kept from an earlier frame."
    ),
    hint="Draw on a canvas from the page's own script",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<style>.panel { width: 600px; height: 300px; background: paint(dots) }</style>
<div class="panel"></div>
<script>
  const painter = `registerPaint("dots", class {
    paint(context, size) { for (let x = 0; x < size.width; x += 20) context.fillRect(x, 10, 8, 8) }
  })`;
  CSS.paintWorklet.addModule(URL.createObjectURL(new Blob([painter], {type: "text/javascript"})));
</script>
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<canvas class="panel" width="600" height="300"></canvas>
<script>
  const context = document.querySelector(".panel").getContext("2d");
  for (let x = 0; x < 600; x += 20) context.fillRect(x, 10, 8, 8);
</script>
""",
    check=_check,
)
