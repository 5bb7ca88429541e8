"""Loops that can't end by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hframes.lint.families.functions import above, bare, contains, declared, enclosing_function, operator, text, within
from hframes.lint.scopes import FUNCTIONS
from hframes.lint.script import Role, Script

if TYPE_CHECKING:
    from tree_sitter import Node

LOOPS = frozenset({"while_statement", "do_statement", "for_statement", "for_in_statement"})
_COUNTED_LOOPS = frozenset({"while_statement", "do_statement", "for_statement"})
_ALWAYS = frozenset({"true", "1", "!0", "!false"})
_NEVER = frozenset({"false", "0", "!1", "!true", "undefined"})
_CLOCKS = frozenset({("Date", "now"), ("performance", "now"), ("Date",)})
_LEAVES = frozenset({"return_statement", "throw_statement", "await", "await_expression", "yield_expression"})
_VALUES = frozenset({"identifier", "member_expression", "subscript_expression", "call_expression"})
_CHANGES = frozenset({"assignment_expression", "augmented_assignment_expression", "update_expression"})
_DOES = frozenset({*_CHANGES, "call_expression", "new_expression", *_LEAVES})
# These block a worker until another one calls; that a loop goes on for ever is how such a worker works.
_BLOCKS = ("Atomics.wait", "process.exit")
_HARMLESS = ("Math.", "console.", "Date.now", "performance.now", "Number", "Date", "new Date", "(new Date")


def is_endless(loop: Node) -> bool:
    """Whether a loop has no end: `while (true)` without anything that leaves it."""
    return loop.type in _COUNTED_LOOPS and _is_always(_condition(loop)) and not _is_left(loop)


def clock_calls(script: Script) -> list[Node]:
    """Where a script asks what time it is."""
    return [
        use.call
        for use in script.uses
        if use.call is not None and use.path in _CLOCKS and not (use.role is Role.NEW and use.arguments)
    ]


def waits_for_clock(loop: Node, clocks: list[Node]) -> bool:
    """Whether a loop ends only when a clock says so.

    Args:
        clocks: see `clock_calls`.
    """
    condition = _condition(loop)
    if loop.type not in _COUNTED_LOOPS or condition is None or _is_always(condition):
        return False
    clocks = [clock for clock in clocks if contains(loop, clock)]
    if not clocks or _is_left(loop):
        return False
    ticking = _set_from(loop, clocks)
    return all(
        _is_about(part, clocks, ticking) and _stays(part, loop, clocks, ticking) for part in _conjuncts(condition)
    )


def waits_for_nothing(loop: Node) -> bool:
    """Whether a loop does nothing but ask, again and again: `while (!image.complete);`."""
    condition, body = _condition(loop), loop.child_by_field_name("body")
    if loop.type not in _COUNTED_LOOPS or condition is None or body is None or _is_always(condition):
        return False
    if text(condition) in _NEVER or _is_left(loop):
        return False
    parts = [condition, body, loop.child_by_field_name("increment")]
    asks = any(node.type in ("identifier", "member_expression") for node in within(condition))
    return asks and not any(_does(node) for part in parts if part is not None for node in within(part))


def _does(node: Node) -> bool:
    """Whether it may change something."""
    return node.type in _DOES or (node.type == "unary_expression" and operator(node) == "delete")


def _condition(loop: Node) -> Node | None:
    """What is asked; None where nothing is, as in `for (;;)`."""
    found = loop.child_by_field_name("condition")
    if found is None or found.type == "empty_statement":
        return None
    inner = bare(found)
    return bare(inner.named_children[0]) if inner.type == "expression_statement" and inner.named_children else inner


def _is_always(condition: Node | None) -> bool:
    return condition is None or text(condition) in _ALWAYS


def _is_left(loop: Node) -> bool:
    """Whether something in a loop may leave it, or lets others have their turn."""
    return any(_leaves(node, loop) for node in within(loop, into_functions=False))


def _leaves(node: Node, loop: Node) -> bool:
    if node.type in _LEAVES:
        return True
    if node.type in ("break_statement", "continue_statement"):
        label = text(node.child_by_field_name("label"))
        target = _labelled(node, label) if label else _left_by(node)
        if target is None or target == loop:
            return node.type == "break_statement"
        return not contains(loop, target)
    return node.type == "call_expression" and text(node.child_by_field_name("function")) in _BLOCKS


def _labelled(node: Node, label: str) -> Node | None:
    """The statement that has a label."""
    outer = above(node)
    while outer is not None:
        if outer.type == "labeled_statement" and text(outer.child_by_field_name("label")) == label:
            return outer.child_by_field_name("body")
        outer = above(outer)
    return None


def _left_by(node: Node) -> Node | None:
    """The loop, or `switch`, that a `break` or `continue` without a label is about."""
    outer = above(node)
    while outer is not None and outer.type not in FUNCTIONS:
        if outer.type in LOOPS or (outer.type == "switch_statement" and node.type == "break_statement"):
            return outer
        outer = above(outer)
    return None


def _set_from(loop: Node, clocks: list[Node]) -> set[str]:
    """The names that the loop sets to what a clock says."""
    names = set()
    for node in within(loop, into_functions=False):
        if node.type == "assignment_expression":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None and any(contains(right, clock) for clock in clocks):
                names.add(text(left))
    return names


def _conjuncts(condition: Node) -> Iterator[Node]:
    """The parts of `a && b && c`: the first that is false ends the loop."""
    condition = bare(condition)
    left, right = condition.child_by_field_name("left"), condition.child_by_field_name("right")
    if condition.type == "binary_expression" and operator(condition) == "&&" and left is not None and right is not None:
        yield from _conjuncts(left)
        yield from _conjuncts(right)
    else:
        yield condition


def _is_about(condition: Node, clocks: list[Node], ticking: set[str]) -> bool:
    return any(contains(condition, clock) for clock in clocks) or any(
        node.type in ("identifier", "member_expression") and text(node) in ticking for node in within(condition)
    )


def _stays(condition: Node, loop: Node, clocks: list[Node], ticking: set[str]) -> bool:
    """Whether nothing but the clock can change what is asked."""
    asked = [node for node in _values(condition, clocks) if text(node) not in ticking]
    if any(node.type == "call_expression" for node in asked):
        return False
    changed = {
        text(node.child_by_field_name("left") or node.child_by_field_name("argument"))
        for node in within(loop)
        if node.type in _CHANGES
    }
    if any(text(node) in changed for node in asked):
        return False
    does_more = any(
        node.type == "call_expression" and not text(node.child_by_field_name("function")).startswith(_HARMLESS)
        for node in within(loop)
    )
    return not does_more or all(_is_own(node) for node in asked)


def _values(condition: Node, clocks: list[Node]) -> Iterator[Node]:
    """The names, members and calls that a condition asks, without the clocks."""
    todo = [condition]
    while todo:
        node = todo.pop()
        if node.type in _VALUES and not any(contains(node, clock) for clock in clocks):
            yield node
        elif node not in clocks:
            todo.extend(node.named_children)


def _is_own(name: Node) -> bool:
    """Whether no other function can change it: a constant, or a variable of this function."""
    found = declared(name) if name.type == "identifier" else None
    if found is None:
        return False
    function = enclosing_function(name)
    return found.kind == "const" or (function is not None and contains(function, found.node))
