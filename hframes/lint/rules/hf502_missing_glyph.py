"""HF502: characters that no font has."""

from __future__ import annotations

from hframes.lint.finding import Severity
from hframes.lint.rule import Rule

RULE = Rule(
    code="HF502",
    name="missing-glyph",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="Characters that none of the fonts has with which the browser drew the text: a box stands there.",
    why="Nobody means to show a box. It stands for a sign of an icon font that did not come, for a script that no font "
    "of the machine knows, or for a slip in the text.",
    hint="Take a font that has the character, put it into the folder and name it in `font-family`; or mend the text",
    bad="""\
<!doctype html>
<meta charset="utf-8">
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 1}</script>
<style>p { font: 48px "Inter" }</style>
<p>&#xe8b6; Search</p>
""",
    good="""\
<!doctype html>
<meta charset="utf-8">
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 1}</script>
<style>p { font: 48px "Inter" }</style>
<p>Search</p>
""",
    check=None,
)
