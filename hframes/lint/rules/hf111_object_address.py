"""HF111: addresses of objects that are used as texts."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.scripts import match
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule
from hframes.lint.script import Role, Script, Use

# Whatever takes an address only to load what is there.
_LOADERS = frozenset(
    {"Worker", "SharedWorker", "fetch", "load", "loadAsync", "addModule", "URL", "open", "revokeObjectURL"}
)
_LOADERS_BY_WORD = ("load", "texture", "image", "src", "url", "import", "worker", "font")


def _check(project: Project) -> Iterator[Match]:
    for script in project.scripts:
        for use in script.uses_of("URL.createObjectURL"):
            if use.role is Role.CALL and _is_read(script, use):
                yield match(script, use, "`{what}` has a name that is another one every time")


def _is_read(script: Script, use: Use) -> bool:
    """Whether the address goes straight into something that is no loader: `hash(URL.createObjectURL(blob))`."""
    around = None if use.call is None else use.call.parent
    called = None if around is None or around.type != "arguments" else around.parent
    callee = None if called is None else called.child_by_field_name("function")
    if callee is None:
        return False
    name = script.text(callee).rpartition(".")[2]
    return name not in _LOADERS and not any(word in name.lower() for word in _LOADERS_BY_WORD)


RULE = Rule(
    code="HF111",
    name="object-address",
    severity=Severity.WARNING,
    portable=Severity.WARNING,
    finds="The address of an object (`blob:...`) that is handed to a function which does not load it.",
    why="The browser makes such a name up, another one in every run. It is there to load what it stands for; a page "
    "that shows it, sorts by it or counts its letters comes out otherwise each time.",
    hint="Name the object yourself: a counter, its own name, a hash of what is in it",
    bad="""\
const colourOf = (name) => `hsl(${[...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 360} 80% 60%)`;
const blob = new Blob(['A note'], { type: 'text/plain' });
document.querySelector('.note').style.background = colourOf(URL.createObjectURL(blob));
""",
    good="""\
const colourOf = (name) => `hsl(${[...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 360} 80% 60%)`;
const blob = new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>'], { type: 'image/svg+xml' });
document.querySelector('img').src = URL.createObjectURL(blob);
document.querySelector('.note').style.background = colourOf('A note');
""",
    check=_check,
)
