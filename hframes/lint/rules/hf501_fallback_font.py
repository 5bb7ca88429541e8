"""HF501: text in a font that nobody named."""

from __future__ import annotations

from hframes.lint.finding import Severity
from hframes.lint.rule import Rule

RULE = Rule(
    code="HF501",
    name="fallback-font",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="Text that is drawn with a font which its `font-family` does not name: the named one is not there, or has no "
    "such character. A warning where only a generic family is named (`sans-serif`), or none.",
    why="The machine then chooses. The next one has another font in that place, with other widths and shapes: lines "
    "break elsewhere, and the video looks different.",
    hint="Put the font's file into the folder and name it with `@font-face`, or name a font that is there",
    bad="""\
<!doctype html>
<meta charset="utf-8">
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 1}</script>
<style>h1 { font: 700 96px "Brand Sans", sans-serif }</style>
<h1>Thank you</h1>
""",
    good="""\
<!doctype html>
<meta charset="utf-8">
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 1}</script>
<style>h1 { font: 700 96px "Inter", sans-serif }</style>
<h1>Thank you</h1>
""",
    check=None,
)
