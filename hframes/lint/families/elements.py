"""Which element of the page a value in a script stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hframes.lint.families.values import beginning, list_of, value_of
from hframes.lint.project import Project, ScriptKind
from hframes.lint.scopes import FUNCTIONS
from hframes.lint.script import Script

if TYPE_CHECKING:
    from tree_sitter import Node

_FINDERS = frozenset(
    {"querySelector", "querySelectorAll", "getElementsByTagName", "getElementById", "createElement", "$", "jQuery"}
)
_MAKERS = {"Audio": "audio", "Image": "img"}
_DEEPEST = 8
_WRAPPERS = frozenset({"parenthesized_expression", "non_null_expression", "as_expression", "spread_element"})
# Methods that come to the same element, or to one of several.
_SAME = frozenset({"get", "eq", "first", "last", "item", "at", "addClass", "removeClass", "css", "show", "prop", "on"})
_LISTENS = frozenset({"addEventListener", "on", "one", "each", "click", "ready", "hover", "mouseenter"})


def element_name(project: Project, script: Script, node: Node, depth: int = 0) -> str | None:
    """Which element an expression stands for: "video"; None where that does not show."""
    if depth > _DEEPEST:
        return None
    within = _within(script, node)
    if within is not None:
        return element_name(project, script, within, depth + 1)
    if node.type == "new_expression":
        made = node.child_by_field_name("constructor")
        return None if made is None else _MAKERS.get(script.text(made).rpartition(".")[2])
    if node.type == "call_expression":
        return _found_element(project, script, node)
    if node.type == "this":
        held = _event_of(script, node)
        return _handling(project, script) if held is None else element_name(project, script, held, depth + 1)
    if node.type == "member_expression":
        return _of_member(project, script, node, depth)
    value = value_of(script, node) or list_of(script, node)
    return None if value is None else element_name(project, script, value, depth + 1)


def jsx_elements(script: Script) -> Iterator[tuple[str, dict[str, Node | None], Node]]:
    """The elements that JSX makes: name, the attributes' values (None for one without), start tag."""
    for node in script.tree.elements:
        name = node.child_by_field_name("name")
        if name is not None:
            yield script.text(name), dict(_jsx_attributes(script, node)), node


def _jsx_attributes(script: Script, element: Node) -> Iterator[tuple[str, Node | None]]:
    for part in element.named_children:
        if part.type == "jsx_attribute" and part.named_children:
            value = part.named_children[1] if len(part.named_children) > 1 else None
            if value is not None and value.type == "jsx_expression":
                value = value.named_children[0] if value.named_children else None
            yield script.text(part.named_children[0]), value


def _within(script: Script, node: Node) -> Node | None:
    """The expression that stands for the same element, or for a list of which it is one."""
    if node.type in _WRAPPERS and node.named_children:
        return node.named_children[0]
    if node.type == "array" and len(node.named_children) == 1 and node.named_children[0].type == "spread_element":
        return node.named_children[0]
    if node.type == "subscript_expression":
        return node.child_by_field_name("object")
    callee, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if node.type != "call_expression" or callee is None or given is None:
        return None
    name = callee.child_by_field_name("property")
    called = script.text(name) if name is not None else ""
    first = given.named_children[0] if given.named_children else None
    if called in ("appendChild", "insertBefore") or script.text(callee) == "Array.from":
        return first
    return callee.child_by_field_name("object") if called in _SAME else None


def _of_member(project: Project, script: Script, node: Node, depth: int) -> str | None:
    """`event.target` in a listener, `ref.current` of JSX."""
    held, name = node.child_by_field_name("object"), node.child_by_field_name("property")
    if held is None or name is None:
        return None
    if script.text(name) in ("target", "currentTarget"):
        listened = _event_of(script, held)
        return None if listened is None else element_name(project, script, listened, depth + 1)
    if script.text(name) == "current":
        for element, attributes, _ in jsx_elements(script):
            reference = attributes.get("ref")
            if reference is not None and reference.text == held.text:
                return element
    return None


def _event_of(script: Script, node: Node) -> Node | None:
    """For `this`, or an event, in a function that is handed to an element's method: the element."""
    tree = script.tree
    at = tree.index.get(node.id, -1)
    name = script.text(node)
    while at >= 0:
        around = tree.nodes[at]
        is_own = around.type != "arrow_function" if node.type == "this" else name in tree.scopes[at].names
        if around.type in FUNCTIONS and is_own:
            break
        at = tree.parents[at]
    arguments = tree.parents[at] if at >= 0 else -1
    call = tree.nodes[tree.parents[arguments]] if arguments >= 0 and tree.parents[arguments] >= 0 else None
    callee = None if call is None else call.child_by_field_name("function")
    method = None if callee is None else callee.child_by_field_name("property")
    is_listened = callee is not None and method is not None and script.text(method) in _LISTENS
    return callee.child_by_field_name("object") if callee is not None and is_listened else None


def _handling(project: Project, script: Script) -> str | None:
    """The element whose `on...` attribute a script is."""
    if script.kind is not ScriptKind.HANDLER:
        return None
    for document in project.documents:
        for element in document.elements if document.file is script.file else ():
            if element.place.start <= script.offset < element.place.end:
                return element.name
    return None


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
