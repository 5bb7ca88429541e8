"""HF401: video and sound that play."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hframes.lint.families.elements import element_name, jsx_elements
from hframes.lint.families.putting import written_elements
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule
from hframes.lint.script import Role, Script, Use

if TYPE_CHECKING:
    from tree_sitter import Node

_MEDIA = ("video", "audio")
_CALLED_SO = frozenset(name + ending for name in _MEDIA for ending in ("", "el", "elem", "element", "node", "tag"))


def _check(project: Project) -> Iterator[Match]:
    for document in project.documents:
        for element in document.elements:
            if element.name in _MEDIA and "autoplay" in element.attributes:
                yield Match(element.attributes["autoplay"][1], f"A {element.name} element that plays by itself")
    for script in project.scripts:
        for name, node in _made(script):
            yield Match(script.place(node), f"A {name} element that plays by itself")
        for use in script.uses:
            if use.path == ("Audio",) and use.role is Role.NEW and use.call is not None:
                yield Match(script.place(use.call), "A sound, which plays on the machine's own time")
            elif _plays(project, script, use):
                yield Match(script.place(use.call or use.node), "Plays a media element on the machine's own time")


def _made(script: Script) -> Iterator[tuple[str, Node]]:
    """Elements that a script makes, by JSX or of markup, and that play by themselves."""
    for name, attributes, node in jsx_elements(script):
        switches = [value for key, value in attributes.items() if key.lower() == "autoplay"]
        if name in _MEDIA and any(switch is None or script.text(switch) != "false" for switch in switches):
            yield name, node
    for element, node in written_elements(script):
        if element.name in _MEDIA and "autoplay" in element.attributes:
            yield element.name, node


def _plays(project: Project, script: Script, use: Use) -> bool:
    is_play = use.role is Role.CALL and (use.path[-1] == "play" or _is_triggered(script, use))
    is_switch = use.path[-1] == "autoplay" and use.role is Role.WRITE and _is_switched_on(use)
    held = use.node.child_by_field_name("object") if is_play or is_switch else None
    # `new Audio(...).play()` is told of once.
    if held is None or held.type == "new_expression":
        return False
    return element_name(project, script, held) in _MEDIA or (is_play and _is_called_so(script, held))


def _is_triggered(script: Script, use: Use) -> bool:
    """jQuery's `.trigger("play")`, which plays."""
    return use.path[-1] == "trigger" and bool(use.arguments) and script.string(use.arguments[0]) == "play"


def _is_called_so(script: Script, held: Node) -> bool:
    """Whether it is a parameter, or a name of the page's, that says so itself."""
    name = script.text(held)
    at = script.tree.index.get(held.id)
    if held.type != "identifier" or at is None or name.strip("_$").lower() not in _CALLED_SO:
        return False
    binding = script.tree.scopes[at].find(name)
    return binding is None or (not binding.values and binding.module is None)


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
