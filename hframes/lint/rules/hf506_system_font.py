"""HF506: text in a font of the machine."""

from __future__ import annotations

from hframes.lint.finding import Severity
from hframes.lint.rule import Rule

RULE = Rule(
    code="HF506",
    name="system-font",
    severity=Severity.SILENT,
    portable=Severity.ERROR,
    finds="Text that is drawn with a font which its `font-family` names, and which the machine has, not the page.",
    why="Here the video is right. A machine without the font, or with another version of it, draws something else; "
    "`hframes setup` installs some that compositions may count on, and a render's manifest names all with hashes.",
    hint="Put the font's file into the folder and name it with `@font-face`",
    bad="""\
<!doctype html>
<meta charset="utf-8">
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 1}</script>
<style>h1 { font: 700 96px "Inter" }</style>
<h1>Thank you</h1>
""",
    good="""\
<!doctype html>
<meta charset="utf-8">
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 1}</script>
<style>
  @font-face { font-family: "Headline"; src: url("fonts/headline.ttf") }
  h1 { font: 700 96px "Headline" }
</style>
<h1>Thank you</h1>
""",
    check=None,
)
