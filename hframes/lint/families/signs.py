"""Which signs the number that a function returns can have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hframes.lint.families.functions import bare, operator, within
from hframes.lint.families.functions import text as text_of

if TYPE_CHECKING:
    from tree_sitter import Node

NEGATIVE, ZERO, POSITIVE = "-", "0", "+"
Signs = frozenset[str]

_COMPARISONS = frozenset({"<", ">", "<=", ">="})
_DEEPEST = 20


def signs_of(function: Node) -> Signs | None:
    """The signs of what a function returns; None where that does not show."""
    body = function.child_by_field_name("body")
    if body is None:
        return None
    if body.type != "statement_block":
        return _signs(body, 0)
    found: Signs = frozenset() if _ends(body) else frozenset({ZERO})
    for node in within(body, into_functions=False):
        if node.type != "return_statement":
            continue
        value = next((child for child in node.named_children if child.type != "comment"), None)
        signs = frozenset({ZERO}) if value is None else _signs(value, 0)
        if signs is None:
            return None
        found |= signs
    return found


def _signs(value: Node, depth: int) -> Signs | None:
    value = bare(value)
    kind = value.type
    if depth > _DEEPEST:
        return None
    if kind in ("true", "false"):
        return frozenset({POSITIVE if kind == "true" else ZERO})
    if kind == "number":
        return frozenset({ZERO if not text_of(value).strip("0.") else POSITIVE})
    if kind == "binary_expression":
        return frozenset({ZERO, POSITIVE}) if operator(value) in _COMPARISONS else None
    if kind == "unary_expression":
        return _signs_of_unary(value, depth)
    if kind == "ternary_expression":
        sides = [value.child_by_field_name("consequence"), value.child_by_field_name("alternative")]
        signs = [None if side is None else _signs(side, depth + 1) for side in sides]
        first, second = signs
        return None if first is None or second is None else first | second
    return None


def _signs_of_unary(value: Node, depth: int) -> Signs | None:
    inner = value.child_by_field_name("argument")
    signs = None if inner is None else _signs(inner, depth + 1)
    if signs is None or operator(value) not in ("-", "+", "!"):
        return None
    if operator(value) == "-":
        return frozenset({NEGATIVE: POSITIVE, POSITIVE: NEGATIVE, ZERO: ZERO}[sign] for sign in signs)
    return frozenset({ZERO, POSITIVE}) if operator(value) == "!" else signs


def _ends(statement: Node | None) -> bool:
    """Whether a statement always returns or throws."""
    if statement is None:
        return False
    if statement.type in ("return_statement", "throw_statement"):
        return True
    if statement.type in ("statement_block", "else_clause"):
        inner = [child for child in statement.named_children if child.type != "comment"]
        return bool(inner) and _ends(inner[-1])
    if statement.type == "if_statement":
        return _ends(statement.child_by_field_name("consequence")) and _ends(
            statement.child_by_field_name("alternative")
        )
    return False
