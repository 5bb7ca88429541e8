"""HF209: connections to other browsers."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.constructions import constructions
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    for script in project.scripts:
        for _, node in constructions(script, "RTCPeerConnection", "webkitRTCPeerConnection"):
            yield Match(script.place(node), "A connection to another browser, which runs on real time")


RULE = Rule(
    code="HF209",
    name="web-rtc",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="Connections to other browsers: `RTCPeerConnection`.",
    why=(
        "Pictures, sound and data of a peer come in real time, or not at all: a render has no network. Even "
        "a connection of the page with itself runs on the machine's own clock."
    ),
    hint="Record what the peer sends, and put the recording into the composition's folder",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<video id="guest" muted></video>
<script>
  const peer = new RTCPeerConnection({iceServers: [{urls: "stun:stun.example.com:3478"}]});
  peer.ontrack = ({streams}) => { document.getElementById("guest").srcObject = streams[0] };
</script>
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<video id="guest" src="recordings/guest.webm" muted></video>
""",
    check=_check,
)
