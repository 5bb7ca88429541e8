"""HF306."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.scripts import CALLED, calls_of, match, methods
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule
from hframes.lint.script import Role

_NAMES = frozenset({"UNMASKED_RENDERER_WEBGL", "UNMASKED_VENDOR_WEBGL"})
_NUMBERS = frozenset({"37445", "37446", "0x9245", "0x9246"})
_EXTENSION = "WEBGL_debug_renderer_info"


def _check(project: Project) -> Iterator[Match]:
    yield from calls_of(project, ("navigator.gpu",), CALLED, "`{what}` gives the machine's graphics processor")
    for script in project.scripts:
        for use in script.uses:
            if use.path[-1] in _NAMES and use.role is Role.READ:
                severity = Severity.NOTE if use.is_logged_only else None
                yield match(script, use, "`{what}` asks for the name of the graphics processor", severity)
        for use in methods(script, ("getExtension", "getParameter")):
            first = use.arguments[0] if use.arguments else None
            if first is not None and (script.string(first) == _EXTENSION or script.text(first).lower() in _NUMBERS):
                message = "`{what}` asks for the name of the graphics processor"
                yield match(script, use, message, Severity.NOTE if use.is_logged_only else None)


RULE = Rule(
    code="HF306",
    name="gpu-read",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="`navigator.gpu`, and the names under which WebGL tells the graphics processor: `WEBGL_debug_renderer_info`, "
    "`UNMASKED_RENDERER_WEBGL`, `UNMASKED_VENDOR_WEBGL`.",
    why="What is drawn then depends on the graphics processor, and pixels differ from one to the next.",
    hint="Draw with WebGL or a 2D canvas, which hframes renders in software, and choose the quality in the page",
    bad="""\
const gl = document.querySelector('canvas').getContext('webgl');
const info = gl.getExtension('WEBGL_debug_renderer_info');
const name = gl.getParameter(info.UNMASKED_RENDERER_WEBGL);
document.body.classList.toggle('simple', name.includes('Intel'));
""",
    good="""\
const gl = document.querySelector('canvas').getContext('webgl');
document.body.classList.toggle('simple', gl === null);
""",
    check=_check,
)
