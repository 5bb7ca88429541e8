"""HF401: video and sound that play."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.elements import element_name
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule
from hframes.lint.script import Role, Script, Use

_MEDIA = ("video", "audio")


def _check(project: Project) -> Iterator[Match]:
    for document in project.documents:
        for element in document.elements:
            if element.name in _MEDIA and "autoplay" in element.attributes:
                yield Match(element.attributes["autoplay"][1], f"A {element.name} element that plays by itself")
    for script in project.scripts:
        for use in script.uses:
            if use.path == ("Audio",) and use.role is Role.NEW and use.call is not None:
                yield Match(script.place(use.call), "A sound, which plays on the machine's own time")
            elif _plays(project, script, use):
                yield Match(script.place(use.call or use.node), "Plays a media element on the machine's own time")


def _plays(project: Project, script: Script, use: Use) -> bool:
    is_play = use.path[-1] == "play" and use.role is Role.CALL
    is_switch = use.path[-1] == "autoplay" and use.role is Role.WRITE and _is_switched_on(use)
    held = use.node.child_by_field_name("object") if is_play or is_switch else None
    # `new Audio(...).play()` is told of once.
    return held is not None and held.type != "new_expression" and element_name(project, script, held) in _MEDIA


def _is_switched_on(use: Use) -> bool:
    value = use.node.parent.child_by_field_name("right") if use.node.parent is not None else None
    return value is not None and value.text in (b"true", b"!0")


RULE = Rule(
    code="HF401",
    name="media-plays",
    severity=Severity.WARNING,
    portable=Severity.ERROR,
    finds="Video or sound that plays: `autoplay`, `.play()` of a media element, `new Audio()`.",
    why=(
        "Media play on the machine's own time. Which picture of a clip is in a frame of the video depends on "
        "how fast it was decoded, and when the page asks where it is, it hears another answer each time."
    ),
    hint="Show the clip as pictures, one for each frame, chosen by the page's time; mix the sound in afterwards",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<video autoplay muted loop width="1280" height="720" src="data:video/webm;base64,GkXfo59ChoEBQveBAULygQRC84EI"></video>
<h1>Made by hand</h1>
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<img id="clip" src="clip/0001.webp" width="1280" height="720" alt="">
<h1>Made by hand</h1>
<script>
  const tick = (time) => {
    const number = 1 + Math.floor(time / 1000 * 24);
    document.getElementById("clip").src = `clip/${String(number).padStart(4, "0")}.webp`;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  document.querySelector("h1").animate([{opacity: 0}, {opacity: 1}], 800).play();
</script>
""",
    check=_check,
)
