"""HF304."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hframes.lint.families.scripts import CALLED, VALUE, match, reads_of, used, what, where
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule
from hframes.lint.script import Role, Use

if TYPE_CHECKING:
    from tree_sitter import Node

_STORES = ("localStorage", "sessionStorage")
_WRITES = frozenset({"setItem", "removeItem", "clear"})
_ASKED = ("indexedDB.open", "indexedDB.databases", "caches.open", "caches.match", "caches.has", "caches.keys")
_MESSAGE = "`{what}` reads what an earlier visit may have left"


def _check(project: Project) -> Iterator[Match]:
    for script in project.scripts:
        for use in used(script, _STORES, set(Role)):
            if _is_read(use):
                yield match(script, use, _MESSAGE, Severity.NOTE if use.is_logged_only else None)
        for use in used(script, _ASKED, CALLED):
            yield Match(where(script, use), f"`{what(script, use)}` opens what an earlier visit may have left")
    yield from reads_of(project, ("document.cookie",), VALUE, _MESSAGE)


def _is_read(use: Use) -> bool:
    """Whether something comes out of a store."""
    if len(use.path) > 1:
        return use.role is not Role.WRITE and use.path[1] not in _WRITES and not _is_deleted(use.node)
    above = use.node.parent
    if use.role is not Role.READ or above is None:
        return False
    if above.type == "subscript_expression":
        return above.child_by_field_name("object") == use.node and not _is_set(above) and not _is_deleted(above)
    if above.type == "binary_expression":
        operator = above.child_by_field_name("operator")
        return operator is not None and operator.type == "in"
    return above.type == "spread_element" or (above.type == "arguments" and _is_listed(above)) or _is_walked(above, use)


def _is_set(place: Node) -> bool:
    above = place.parent
    return above is not None and above.type == "assignment_expression" and above.child_by_field_name("left") == place


def _is_deleted(place: Node) -> bool:
    above = place.parent
    if above is None or above.type != "unary_expression":
        return False
    operator = above.child_by_field_name("operator")
    return operator is not None and operator.type == "delete"


def _is_listed(given: Node) -> bool:
    """Whether it is given to `Object.keys` and the like."""
    callee = None if given.parent is None else given.parent.child_by_field_name("function")
    text = b"" if callee is None else callee.text or b""
    return text.startswith(b"Object.") or text == b"JSON.stringify"


def _is_walked(loop: Node, use: Use) -> bool:
    return loop.type == "for_in_statement" and loop.child_by_field_name("right") == use.node


RULE = Rule(
    code="HF304",
    name="storage-read",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="What is read from `localStorage`, `sessionStorage`, `indexedDB`, `caches` or `document.cookie`; to write "
    "there is fine.",
    why="What is there depends on what ran before in the same browser. In hframes every render begins with empty ones.",
    hint="Take what the page needs from `hframes.params`, or from a file in the folder",
    bad="""\
const theme = localStorage.getItem('theme') || 'dark';
document.documentElement.dataset.theme = theme;
""",
    good="""\
const { theme = 'dark' } = hframes.params;
document.documentElement.dataset.theme = theme;
""",
    check=_check,
)
