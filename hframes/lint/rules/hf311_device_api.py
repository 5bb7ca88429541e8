"""HF311."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.scripts import CALLED, MADE, calls_of
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule

_MADE = ("SpeechRecognition", "webkitSpeechRecognition", "Notification")
_ASKED = (
    "speechSynthesis",
    *("navigator.clipboard.read", "navigator.clipboard.readText", "navigator.requestMIDIAccess"),
    *("navigator.bluetooth", "navigator.usb", "navigator.serial", "navigator.hid"),
)


def _check(project: Project) -> Iterator[Match]:
    message = "`{what}` asks for a device, or for what lies outside of the page"
    yield from calls_of(project, _MADE, MADE, message)
    yield from calls_of(project, _ASKED, CALLED, message)


RULE = Rule(
    code="HF311",
    name="device-api",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="`speechSynthesis`, `SpeechRecognition`, `navigator.clipboard.read`, `Notification`, `navigator.bluetooth`, "
    "`usb`, `serial`, `hid`, `requestMIDIAccess`.",
    why="What they do depends on the machine and on who sits at it, and none of it gets into a video.",
    hint="Put what they would give into the folder: a recorded voice as an audio file, pasted text as a parameter",
    bad="""\
const words = document.querySelector('h1').textContent;
speechSynthesis.speak(new SpeechSynthesisUtterance(words));
""",
    good="""\
const words = document.querySelector('h1').textContent;
document.querySelector('.subtitle').textContent = words;
""",
    check=_check,
)
