"""HF504: what the clock does not hold."""

from __future__ import annotations

from hframes.lint.finding import Severity
from hframes.lint.rule import Rule

RULE = Rule(
    code="HF504",
    name="uncontrolled",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="What a page used when it was run, that is not on the clock, and that no other rule is for: `MediaRecorder`, "
    "`captureStream`, a moving picture that could not be opened. A warning where only the moment is not held: "
    "`WeakRef.deref`, `FinalizationRegistry`, `VideoDecoder`, `Atomics.wait`, locks, WebGL's queries.",
    why="It runs on the machine's own time, and what it gives may be in another frame in the next render.",
    hint="Leave it out of the picture; `hframes verify` tells whether frames differ by it",
    bad="""\
<!doctype html>
<meta charset="utf-8">
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 1}</script>
<canvas id="picture"></canvas>
<script>
  const stream = document.getElementById("picture").captureStream(30);
  new MediaRecorder(stream).start();
</script>
""",
    good="""\
<!doctype html>
<meta charset="utf-8">
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 1}</script>
<canvas id="picture"></canvas>
<script>
  document.getElementById("picture").getContext("2d").fillRect(0, 0, 100, 100);
</script>
""",
    check=None,
)
