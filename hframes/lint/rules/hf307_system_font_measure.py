"""HF307."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.fonts import font_families, is_system_font
from hframes.lint.families.scripts import match, methods
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule
from hframes.lint.script import Role, Script


def _check(project: Project) -> Iterator[Match]:
    is_set_somewhere = any(_sets_font(script) for script in project.scripts)
    for script in project.scripts:
        system = next((family for family in _fonts(script) if is_system_font(family)), None)
        if system is None and is_set_somewhere:
            continue
        reason = "no font is set" if system is None else f"'{system}' is the machine's"
        for use in methods(script, ("measureText",)):
            message = "`{what}` measures letters of the machine: " + reason.replace("{", "{{").replace("}", "}}")
            yield match(script, use, message, Severity.NOTE if use.is_logged_only else None)


def _sets_font(script: Script) -> bool:
    return any(use.role is Role.WRITE and use.path[-1] == "font" for use in script.uses)


def _fonts(script: Script) -> Iterator[str]:
    """The first family of every font that a script sets, as far as that shows."""
    for use in script.uses:
        if use.role is Role.WRITE and use.path[-1] == "font" and len(use.path) == 2:
            above = use.node.parent
            value = None if above is None else above.child_by_field_name("right")
            families = [] if value is None else font_families(value)
            yield from families[:1]


RULE = Rule(
    code="HF307",
    name="system-font-measure",
    severity=Severity.WARNING,
    portable=Severity.ERROR,
    finds="`measureText` in a script that sets `font` to a system's or a generic family, or to none.",
    why="Which letters `Arial` or `sans-serif` are depends on what is installed, and so does their width, and all that "
    "is placed by it.",
    hint="Put the font into the folder, declare it with `@font-face`, wait for `document.fonts.load(...)`, and name it "
    "first in `font`",
    bad="""\
const context = document.querySelector('canvas').getContext('2d');
context.font = '48px Arial, sans-serif';
const { width } = context.measureText('Spring');
context.fillText('Spring', (1920 - width) / 2, 540);
""",
    good="""\
const context = document.querySelector('canvas').getContext('2d');
await document.fonts.load('48px Inter');
context.font = '48px Inter, sans-serif';
const { width } = context.measureText('Spring');
context.fillText('Spring', (1920 - width) / 2, 540);
""",
    check=_check,
)
