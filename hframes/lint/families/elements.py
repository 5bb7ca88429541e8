"""Which element of the page a value in a script stands for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hframes.lint.families.values import beginning, list_of, value_of
from hframes.lint.project import Project
from hframes.lint.script import Script

if TYPE_CHECKING:
    from tree_sitter import Node

_FINDERS = frozenset(
    {"querySelector", "querySelectorAll", "getElementsByTagName", "getElementById", "createElement", "$", "jQuery"}
)
_MAKERS = {"Audio": "audio", "Image": "img"}
_DEEPEST = 8


def _put_into_the_page(script: Script, call: Node) -> Node | None:
    """`parent.appendChild(node)` is the node."""
    callee, given = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    name = None if callee is None else callee.child_by_field_name("property")
    is_put = name is not None and script.text(name) in ("appendChild", "insertBefore")
    return given.named_children[0] if is_put and given is not None and given.named_children else None


def element_name(project: Project, script: Script, node: Node, depth: int = 0) -> str | None:
    """Which element an expression stands for: "video"; None where that does not show."""
    if depth > _DEEPEST:
        return None
    if node.type in ("parenthesized_expression", "non_null_expression") and node.named_children:
        return element_name(project, script, node.named_children[0], depth + 1)
    if node.type == "new_expression":
        made = node.child_by_field_name("constructor")
        return None if made is None else _MAKERS.get(script.text(made).rpartition(".")[2])
    if node.type == "subscript_expression":
        held = node.child_by_field_name("object")
        return None if held is None else element_name(project, script, held, depth + 1)
    if node.type == "call_expression":
        put = _put_into_the_page(script, node)
        return _found_element(project, script, node) if put is None else element_name(project, script, put, depth + 1)
    value = value_of(script, node) or list_of(script, node)
    return None if value is None else element_name(project, script, value, depth + 1)


def _found_element(project: Project, script: Script, call: Node) -> str | None:
    callee, given = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if callee is None or given is None or not given.named_children:
        return None
    name = script.text(callee.child_by_field_name("property") or callee)
    asked = beginning(script, given.named_children[0]) if name in _FINDERS else None
    if asked is None or not asked.is_whole or not asked.text.strip():
        return None
    last = "#" + asked.text if name == "getElementById" else re.split(r"[\s>+~]+", asked.text.strip())[-1]
    tag = re.match(r"[a-z][\w-]*", last, re.IGNORECASE)
    if tag is not None:
        return tag[0].lower()
    mark = re.match(r"([#.])([\w-]+)", last)
    return None if mark is None else _marked(project, "id" if mark[1] == "#" else "class", mark[2])


def _marked(project: Project, attribute: str, name: str) -> str | None:
    """The first element that has an id or a class."""
    for document in project.documents:
        for element in document.elements:
            if name in (element.get(attribute) or "").split():
                return element.name
    return None
