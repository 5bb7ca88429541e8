"""HF402: pages that do not say how long they are."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.endings import may_end
from hframes.lint.finding import Severity
from hframes.lint.project import Place, Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    if project.entry.elements and not project.has_duration and not may_end(project):
        yield Match(_place(project), "Nothing says how long the video is, and nothing in the page ends")


def _place(project: Project) -> Place:
    """The header, or where the page begins."""
    elements = project.entry.elements
    header = next((e for e in elements if e.name == "script" and e.get("id") == "hframes"), None)
    return (header or elements[0]).place


RULE = Rule(
    code="HF402",
    name="no-duration",
    severity=Severity.WARNING,
    portable=Severity.WARNING,
    finds=("A page that says nowhere how long the video is: no `duration` in its header, and nothing in it that ends."),
    why=(
        "Without a duration the video ends with the longest animation or media element of the page. Where "
        "every one of them goes on for ever, or there is none, there is nothing to go by, and the render "
        "fails unless it is given `--duration`."
    ),
    hint='Write the seconds into the header: `<script type="application/json" id="hframes">{"duration": 5}</script>`',
    bad="""\
<!doctype html>
<title>Sunrise</title>
<style>
  .sun { width: 200px; height: 200px; border-radius: 50%; background: gold; animation: turn 8s linear infinite }
  @keyframes turn { to { rotate: 360deg } }
</style>
<div class="sun"></div>
""",
    good="""\
<!doctype html>
<title>Sunrise</title>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<style>
  .sun { width: 200px; height: 200px; border-radius: 50%; background: gold; animation: turn 8s linear infinite }
  @keyframes turn { to { rotate: 360deg } }
</style>
<div class="sun"></div>
""",
    check=_check,
)
