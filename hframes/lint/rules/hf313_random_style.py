"""HF313: random numbers in styles."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.stylesheets import calls
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    for style in project.styles:
        for name, call in calls(style.root):
            if name in ("random", "random-item"):
                yield Match(style.place(call), f"{name}() draws other numbers each time that the page is loaded")


RULE = Rule(
    code="HF313",
    name="random-style",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="The CSS functions `random()` and `random-item()`.",
    why=(
        "A browser that has them draws the numbers itself, new ones each time that the page is loaded, and "
        "no seed reaches them. So they are switched off in a render, and a style with one is left out."
    ),
    hint="Set a custom property from `hframes.random()` in a script, and use that",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<style>
  .leaf { position: absolute; top: 0; left: random(0%, 100%); rotate: random(0deg, 360deg) }
</style>
<div class="leaf">&#x1F343;</div>
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<style>
  .leaf { position: absolute; top: 0; left: calc(var(--random, 0.5) * 100%); rotate: calc(var(--random, 0.5) * 1turn) }
</style>
<div class="leaf">&#x1F343;</div>
<script>
  for (const leaf of document.querySelectorAll(".leaf")) leaf.style.setProperty("--random", hframes.random());
</script>
""",
    check=_check,
)
