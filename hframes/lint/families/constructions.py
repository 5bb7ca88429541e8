"""Where scripts make objects of the browser's classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hframes.lint.families.functions import above
from hframes.lint.script import Role, Script, Use

if TYPE_CHECKING:
    from tree_sitter import Node

_CHOICES = frozenset({"parenthesized_expression", "binary_expression", "ternary_expression"})


def constructions(script: Script, *names: str) -> Iterator[tuple[str, Node]]:
    """The class and the expression of every `new`, `new (A || B)()` once, and of every class that extends one."""
    seen: set[int] = set()
    for use in script.uses_of(*names):
        node = _construction(use) if len(use.path) == 1 else None
        if node is not None and node.id not in seen:
            seen.add(node.id)
            yield use.path[0], node


def _construction(use: Use) -> Node | None:
    if use.role is Role.NEW:
        return use.call
    if use.role is not Role.READ:
        return None
    node, around = use.node, above(use.node)
    while around is not None and around.type in _CHOICES:
        node, around = around, above(around)
    if around is None or around.type not in ("new_expression", "class_heritage"):
        return None
    if around.type == "class_heritage":
        return use.node
    return around if around.child_by_field_name("constructor") == node else None
