"""HF503: errors that nobody caught."""

from __future__ import annotations

from hframes.lint.finding import Severity
from hframes.lint.rule import Rule

RULE = Rule(
    code="HF503",
    name="page-error",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="Errors that the page threw and nobody caught, and promises that were rejected and nobody looked at.",
    why="Whatever came after it did not happen: an animation that never began, a text that was never filled in. A "
    "render goes on without it, unless it is told `--strict`.",
    hint="Mend it where it was thrown, or catch it where the page can go on without",
    bad="""\
<!doctype html>
<meta charset="utf-8">
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 1}</script>
<style>h1 { font: 96px "Inter" }</style>
<h1>Thank you</h1>
<script>document.querySelector("h2").animate({ opacity: [0, 1] }, 800)</script>
""",
    good="""\
<!doctype html>
<meta charset="utf-8">
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 1}</script>
<style>h1 { font: 96px "Inter" }</style>
<h1>Thank you</h1>
<script>document.querySelector("h1").animate({ opacity: [0, 1] }, 800)</script>
""",
    check=None,
)
