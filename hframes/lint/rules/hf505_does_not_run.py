"""HF505: pages that can't be run to their end."""

from __future__ import annotations

from hframes.lint.finding import Severity
from hframes.lint.rule import Rule

RULE = Rule(
    code="HF505",
    name="does-not-run",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="A page that does not get to its last frame: its header is wrong, it never gets ready, it hangs, it crashes.",
    why="There is no video of such a page: a render stops with the same error.",
    hint="Mend what the message names; a loop is told with its place",
    bad="""\
<!doctype html>
<meta charset="utf-8">
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 1}</script>
<script>
  hframes.wait(new Promise((resolve) => addEventListener("ready", resolve)), "the data");
</script>
""",
    good="""\
<!doctype html>
<meta charset="utf-8">
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 1}</script>
<script>
  hframes.wait(new Promise((resolve) => addEventListener("load", resolve)), "the page");
</script>
""",
    check=None,
)
