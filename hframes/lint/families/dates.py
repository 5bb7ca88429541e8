"""Which expressions plainly are dates, and what options are given to those who write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hframes.lint.families.functions import bare, declared, text

if TYPE_CHECKING:
    from tree_sitter import Node

_DEEPEST = 5


def is_date(node: Node | None, depth: int = 0) -> bool:
    """Whether it is `new Date(...)`, or a name that was given that."""
    if node is None or depth > _DEEPEST:
        return False
    node = bare(node)
    if node.type == "new_expression":
        return text(node.child_by_field_name("constructor")).removeprefix("window.") == "Date"
    if node.type == "member_expression":
        return is_date(_property(node), depth + 1)
    if node.type != "identifier":
        return False
    found = declared(node)
    return found is not None and is_date(found.value, depth + 1)


def _property(node: Node) -> Node | None:
    """What `event.start` is, where `event` was declared as `{ start: ... }`."""
    held, name = node.child_by_field_name("object"), text(node.child_by_field_name("property"))
    found = declared(held) if held is not None and held.type == "identifier" else None
    value = None if found is None or found.value is None else bare(found.value)
    parts = value.named_children if value is not None and value.type == "object" else []
    named = (part for part in parts if text(part.child_by_field_name("key")) == name)
    return next((part.child_by_field_name("value") for part in named), None)


def is_made(node: Node | None, depth: int = 0) -> bool:
    """Whether it is an object of some class, or a name that was given one."""
    if node is None or depth > _DEEPEST:
        return False
    node = bare(node)
    if node.type != "identifier":
        return node.type in ("new_expression", "object")
    found = declared(node)
    return found is not None and is_made(found.value, depth + 1)


def receiver(call: Node | None) -> Node | None:
    """What a method is called on."""
    callee = None if call is None else call.child_by_field_name("function")
    return None if callee is None else callee.child_by_field_name("object")


def option_names(node: Node | None, depth: int = 0) -> set[str] | None:
    """The names in an object of options, none where there is no object; None where that does not show."""
    if node is None:
        return set()
    node = bare(node)
    if node.type == "undefined" or text(node) == "undefined":
        return set()
    if node.type == "identifier" and depth < _DEEPEST:
        found = declared(node)
        if found is not None and found.kind == "const" and found.value is not None:
            return option_names(found.value, depth + 1)
    if node.type != "object":
        return None
    names = set()
    for part in node.named_children:
        if part.type == "spread_element":
            return None
        name = text(part.child_by_field_name("key") or part)
        names.add(name.strip("'\""))
    return names
