"""HF301."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.scripts import CALLED, calls_of
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule

_ASKED = (
    *(f"navigator.mediaDevices.{name}" for name in ("getUserMedia", "getDisplayMedia", "enumerateDevices")),
    *("navigator.getUserMedia", "navigator.webkitGetUserMedia"),
)


def _check(project: Project) -> Iterator[Match]:
    yield from calls_of(project, _ASKED, CALLED, "`{what}` asks for a camera, a microphone or a screen")


RULE = Rule(
    code="HF301",
    name="camera-or-microphone",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="`navigator.mediaDevices.getUserMedia`, `getDisplayMedia`, `enumerateDevices`.",
    why="What a camera sees and a microphone hears is never the same twice, and the machine that renders has neither.",
    hint="Put a recording into the folder and show it with `<video>` or `<audio>`",
    bad="""\
const video = document.querySelector('video');
video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
""",
    good="""\
const video = document.querySelector('video');
video.addEventListener('loadedmetadata', () => {
  video.width = video.videoWidth;
});
""",
    check=_check,
)
