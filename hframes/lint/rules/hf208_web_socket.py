"""HF208: sockets."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.constructions import constructions
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    for script in project.scripts:
        for name, node in constructions(script, "WebSocket", "WebSocketStream", "WebTransport"):
            yield Match(script.place(node), f"A {name}: a render has nobody on the other side")


RULE = Rule(
    code="HF208",
    name="web-socket",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="Connections that stay open: `WebSocket`, `WebSocketStream`, `WebTransport`.",
    why=(
        "What comes through them comes when the other side sends it, on no clock of the page. A render has "
        "nobody on the other side."
    ),
    hint="Record the messages with their times, and play them from a file in the composition's folder",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<output id="rate">-</output>
<script>
  const socket = new WebSocket("wss://stream.example.com/rates");
  socket.onmessage = ({data}) => { document.getElementById("rate").textContent = data };
</script>
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<output id="rate">-</output>
<script>
  const messages = [{at: 0.5, rate: "1.0842"}, {at: 1.5, rate: "1.0851"}, {at: 3, rate: "1.0839"}];
  for (const {at, rate} of messages)
    setTimeout(() => { document.getElementById("rate").textContent = rate }, at * 1000);
</script>
""",
    check=_check,
)
