"""HF202: style sheets from another host."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.hashed import loads_without_hash
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    return loads_without_hash(project, ("style",), "style sheet")


RULE = Rule(
    code="HF202",
    name="remote-style",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="Style sheets from another host, by `<link>` or `@import`.",
    why=(
        "A render has no network, so the page is shown without them. Hosts of fonts answer each browser with "
        "other styles, too. `integrity` makes it the same sheet or none: then it is a warning."
    ),
    hint="Put a copy of it, and of what it loads, into the composition's folder",
    bad="""\
<!doctype html>
<title>Season two</title>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<link rel="preconnect" href="https://fonts.googleapis.com">
<link rel="stylesheet" href="https://fonts.googleapis.com/css2?family=Inter:wght@400;800&display=swap">
<style>h1 { font: 800 96px Inter }</style>
<h1>Season two</h1>
""",
    good="""\
<!doctype html>
<title>Season two</title>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<link rel="canonical" href="https://example.com/season-two">
<link rel="stylesheet" href="fonts/inter.css">
<style>h1 { font: 800 96px Inter }</style>
<h1>Season two</h1>
""",
    check=_check,
)
