"""HF406: dialogs."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule
from hframes.lint.script import Role, Use


def _check(project: Project) -> Iterator[Match]:
    for script in project.scripts:
        for use in script.uses_of("alert", "confirm", "prompt", "print"):
            # The browser's `print` takes nothing; libraries have one that does.
            is_dialog = len(use.path) == 1 and not (use.path == ("print",) and use.arguments)
            is_named = use.path != ("print",) or use.node.type == "member_expression"
            is_handed_on = use.role is Role.READ and is_named and _is_given_to_a_call(use)
            if is_dialog and (use.role is Role.CALL or is_handed_on):
                yield Match(script.place(use.call or use.node), f"{use.path[0]}() waits for somebody to answer")


def _is_given_to_a_call(use: Use) -> bool:
    """`addEventListener("click", alert)`."""
    around = use.node.parent
    return around is not None and around.type == "arguments"


RULE = Rule(
    code="HF406",
    name="dialog",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="`alert()`, `confirm()`, `prompt()` and `print()`.",
    why="They hold the page until somebody answers. In a render nobody does: it ends there, with an error.",
    hint="Take what is to be asked from `hframes.params`, and write messages with `console.log`",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<h1></h1>
<script>
  const name = prompt("Who is it for?", "Anna");
  document.querySelector("h1").textContent = `Happy birthday, ${name}!`;
</script>
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<h1></h1>
<script>
  const {name} = globalThis.hframes?.params ?? {name: "Anna"};
  const confirm = (text) => console.log(text);
  document.querySelector("h1").textContent = `Happy birthday, ${name}!`;
  confirm("drawn");
</script>
""",
    check=_check,
)
