"""HF407: what leaves the page."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.elements import element_name
from hframes.lint.families.scripts import methods
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule
from hframes.lint.script import Role, Use

_OF_LOCATION = frozenset({"assign", "replace", "reload"})
_SENDS = frozenset({"submit", "requestSubmit"})
# All of them but `hash`.
_PARTS = frozenset({"href", "protocol", "host", "hostname", "port", "pathname", "search"})


def _check(project: Project) -> Iterator[Match]:
    for document in project.documents:
        for element in document.elements:
            if element.name == "meta" and (element.get("http-equiv") or "").strip().lower() == "refresh":
                yield Match(element.place, "Goes to a page after some seconds")
    for script in project.scripts:
        for use in script.uses_of("location", "document.location", "open", "close"):
            what = _found(use)
            if what is not None:
                yield Match(script.place(use.call or use.node), what)
        for use in methods(script, _SENDS):
            held = use.node.child_by_field_name("object")
            is_form = held is not None and element_name(project, script, held) == "form"
            if is_form or use.path[:2] == ("document", "forms"):
                yield Match(script.place(use.call or use.node), "Sends a form, and goes to the page that answers")


def _found(use: Use) -> str | None:
    path = use.path[1:] if use.path[0] == "document" else use.path
    if use.path in (("open",), ("close",)) and use.role is Role.CALL:
        return "Opens another window" if path == ("open",) else "Closes the page's window"
    if path[0] != "location":
        return None
    last = path[1] if len(path) > 1 else ""
    if use.role is Role.WRITE and (not last or last in _PARTS):
        return "Goes to another page"
    if use.role is Role.CALL and last in _OF_LOCATION:
        return "Loads the page anew" if last == "reload" else "Goes to another page"
    return None


RULE = Rule(
    code="HF407",
    name="leaves-page",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="What leaves the page, loads it anew, sends a form, or opens or closes a window.",
    why=(
        "A video is of one page. The render ends with an error where it goes to another, opens a window or "
        "closes its own."
    ),
    hint="Show all of it in one page; where the video is over, call `hframes.end()`",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<style>h1 { animation: fade 2s forwards } @keyframes fade { to { opacity: 0 } }</style>
<h1>Part one</h1>
<script>
  document.querySelector("h1").addEventListener("animationend", () => { location.href = "part-two.html" });
</script>
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<style>h1 { animation: fade 2s forwards } @keyframes fade { to { opacity: 0 } }</style>
<h1>Part one</h1>
<script>
  location.hash = "part-one";
  document.querySelector("h1").addEventListener("animationend", () => hframes.end());
</script>
""",
    check=_check,
)
