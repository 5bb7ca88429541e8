"""Fixed steps: `x += 2`, `this.angle -= SPEED`, `ball.y += ball.vy`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hframes.lint.families.drawing import drawn_names
from hframes.lint.families.frameloops import is_time_name
from hframes.lint.families.functions import bare, contains, declared, operator, text, within
from hframes.lint.scopes import FUNCTIONS

if TYPE_CHECKING:
    from tree_sitter import Node

_PLACES = frozenset({"identifier", "member_expression", "subscript_expression"})
_SPEEDS = frozenset({"vx", "vy", "vz", "dx", "dy", "dz", "vr", "va", "speedx", "speedy", "xspeed", "yspeed"})
_COUNTED = frozenset({"i", "j", "n", "tick", "ticks", "step", "steps", "score", "generation"})
_COUNTED_ENDS = ("frame", "frames", "count", "counter", "index", "iteration", "iterations")
_MIXERS = frozenset({"lerp", "mix", "lerpangle", "interpolate"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "**"})
_DEEPEST = 10


def fixed_steps(functions: list[Node]) -> Iterator[Node]:
    """What moves something that outlives some functions by a step that is always the same."""
    drawn: set[str] | None = None
    for function in functions:
        fresh = _set_anew(function)
        for node in within(function):
            place = _moved(node)
            if place is None or fresh.get(text(place), node.end_byte) < node.start_byte:
                continue
            if not _outlives(place, functions):
                continue
            if _counts(node, place):
                drawn = drawn_names(functions) if drawn is None else drawn
                if text(place) not in drawn:
                    continue
            yield node


def _moved(node: Node) -> Node | None:
    """What is moved: by `x += 2`, `x = x + 2`, `x = (x + 2) % 360`, `x++`."""
    if node.type == "update_expression":
        return node.child_by_field_name("argument")
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or left.type not in _PLACES:
        return None
    if node.type == "augmented_assignment_expression":
        return left if operator(node) in ("+=", "-=") and _is_fixed(right) else None
    if node.type == "assignment_expression" and _adds(bare(right), text(left)):
        return left
    return None


def _adds(value: Node, name: str) -> bool:
    """Whether a value is what stands under a name, and a fixed step, or a fixed part of the way to a goal."""
    if value.type == "call_expression":
        called, given = value.child_by_field_name("function"), value.child_by_field_name("arguments")
        parts = [] if given is None else given.named_children
        is_mixed = text(called).rpartition(".")[2].lower() in _MIXERS and len(parts) == 3
        return is_mixed and text(parts[0]) == name and _is_fixed(parts[2])
    if value.type != "binary_expression":
        return False
    left, right = value.child_by_field_name("left"), value.child_by_field_name("right")
    if left is None or right is None:
        return False
    if operator(value) == "%":
        return _adds(bare(left), name)
    if operator(value) == "+" and text(right) == name:
        return _is_fixed(left)
    return operator(value) in ("+", "-") and text(left) == name and _is_fixed(right)


def _set_anew(function: Node) -> dict[str, int]:
    """What a function sets to something else in each call, and where: it does not add up."""
    body = function.child_by_field_name("body")
    found: dict[str, int] = {}
    for statement in body.named_children if body is not None and body.type == "statement_block" else ():
        is_expression = statement.type == "expression_statement" and statement.named_child_count > 0
        inner = statement.named_children[0] if is_expression else None
        if inner is not None and inner.type == "assignment_expression":
            found.setdefault(text(inner.child_by_field_name("left")), inner.start_byte)
    return found


def _is_fixed(node: Node, depth: int = 0) -> bool:
    """Whether an expression is a number that does not depend on time, as far as it shows."""
    if depth > _DEEPEST:
        return False
    node = bare(node)
    if node.type == "number":
        return True
    if node.type == "unary_expression":
        inner = node.child_by_field_name("argument")
        return operator(node) in ("-", "+") and inner is not None and _is_fixed(inner, depth + 1)
    if node.type == "binary_expression":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        both = left is not None and right is not None and _is_fixed(left, depth + 1) and _is_fixed(right, depth + 1)
        return both and operator(node) in _ARITHMETIC
    if node.type == "identifier":
        return _is_fixed_name(node, depth)
    if node.type == "member_expression":
        name = text(node.child_by_field_name("property"))
        return text(node.child_by_field_name("object")) == "Math" or _is_speed(name)
    return False


def _is_fixed_name(name: Node, depth: int) -> bool:
    if is_time_name(text(name)):
        return False
    found = declared(name)
    if found is not None and found.value is not None and found.value.type not in FUNCTIONS:
        return _is_fixed(found.value, depth + 1)
    return _is_speed(text(name))


def _is_speed(name: str) -> bool:
    lower = name.lower()
    return lower in _SPEEDS or lower.endswith(("speed", "velocity"))


def _counts(step: Node, place: Node) -> bool:
    """Whether it may only count frames or things, one by one."""
    if step.type == "update_expression":
        return True
    name = text(place.child_by_field_name("property") or place).lower()
    right = step.child_by_field_name("right")
    return text(right) == "1" and (name in _COUNTED or name.endswith(_COUNTED_ENDS))


def _outlives(place: Node, functions: list[Node]) -> bool:
    """Whether what is assigned to is there in the next frame, too."""
    root = place
    while root.type in ("member_expression", "subscript_expression"):
        inner = root.child_by_field_name("object")
        if inner is None:
            return True
        root = bare(inner)
    if root.type != "identifier":
        return root.type == "this"
    found = declared(root)
    if found is None or not any(contains(function, found.node) for function in functions):
        return True
    if root == place:
        return False
    return found.kind in ("each", "parameter") or (found.value is not None and _is_alias(found.value))


def _is_alias(value: Node) -> bool:
    """Whether it is a part of something that there is already: `particles[i]`."""
    value = bare(value)
    return value.type in ("member_expression", "subscript_expression", "identifier")
