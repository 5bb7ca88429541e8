"""What stands in style sheets: functions that are called, and animations that end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

_TIMES = {"s": 1000.0, "ms": 1.0}
_ANIMATIONS = frozenset({"animation", "animation-duration", "transition", "transition-duration"})


def calls(root: Node) -> Iterator[tuple[str, Node]]:
    """Every function that is called in a style sheet, by its name in lower case."""
    for node in _nodes(root):
        if node.type == "call_expression" and node.named_children:
            yield _text(node.named_children[0]).lower(), node


def has_ending(root: Node) -> bool:
    """Whether an animation or transition may come to an end: it lasts, and is not repeated for ever."""
    declarations = [node for node in _nodes(root) if node.type == "declaration"]
    endless = {node.parent for node in declarations if _is_endless(node)}
    return any(_ends(node) and node.parent not in endless for node in declarations)


def _ends(declaration: Node) -> bool:
    if _property(declaration) not in _ANIMATIONS:
        return False
    return any(_lasts(part) and not any(_text(value) == "infinite" for value in part) for part in _parts(declaration))


def _is_endless(declaration: Node) -> bool:
    if _property(declaration) != "animation-iteration-count":
        return False
    return all(_text(value) == "infinite" for part in _parts(declaration) for value in part)


def _lasts(values: list[Node]) -> bool:
    """Whether there is a time that is not 0, or may be."""
    return any(_milliseconds(value) > 0 or _is_open(value) for value in values)


def _is_open(value: Node) -> bool:
    """Whether a value shows only in the page: `var(--pace)`, `calc(...)`; not `steps(4)`."""
    return value.type == "call_expression" and _text(value).lower().startswith(("var(", "calc(", "env(", "attr("))


def _milliseconds(value: Node) -> float:
    unit = next((_text(child) for child in value.children if child.type == "unit"), "")
    try:
        return float(_text(value).removesuffix(unit)) * _TIMES[unit.lower()]
    except (KeyError, ValueError):
        return 0.0


def _property(declaration: Node) -> str:
    parts = declaration.named_children
    return _text(parts[0]).lower().removeprefix("-webkit-") if parts else ""


def _parts(declaration: Node) -> list[list[Node]]:
    """The values of a declaration, cut at its commas."""
    parts: list[list[Node]] = [[]]
    for child in declaration.children[1:]:
        if child.type == ",":
            parts.append([])
        elif child.is_named and child.type not in ("comment", "important"):
            parts[-1].append(child)
    return parts


def _nodes(root: Node) -> Iterator[Node]:
    todo = [root]
    while todo:
        node = todo.pop()
        yield node
        todo.extend(reversed(node.named_children))


def _text(node: Node) -> str:
    return (node.text or b"").decode(errors="replace")
