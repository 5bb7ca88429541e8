"""Whether a value says where something is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hframes.lint.families.functions import above, text, within

if TYPE_CHECKING:
    from tree_sitter import Node

# Methods of a canvas and of elements that take places, sizes or angles.
_METHODS = frozenset(
    {
        *("fillRect", "strokeRect", "clearRect", "rect", "roundRect", "arc", "arcTo", "ellipse", "moveTo", "lineTo"),
        *("bezierCurveTo", "quadraticCurveTo", "fillText", "strokeText", "drawImage", "translate", "rotate", "scale"),
        *("transform", "setTransform", "setProperty", "scrollTo", "setAttribute"),
    }
)
_PLACES = frozenset({"identifier", "member_expression", "subscript_expression"})
_ASSIGNMENTS = frozenset({"assignment_expression", "augmented_assignment_expression"})
_HELD = frozenset({"x", "y", "z", "rotation", "scrollTop", "scrollLeft", "currentTime"})


def drawn_names(functions: list[Node]) -> set[str]:
    """What, as it stands in some functions, is a place, a size or an angle of what is shown."""
    return {
        text(node)
        for function in functions
        for node in within(function)
        if node.type in _PLACES and _is_in_drawing(node)
    }


def _is_in_drawing(node: Node) -> bool:
    inner, outer = node, above(node)
    while outer is not None:
        if outer.type == "subscript_expression" and outer.child_by_field_name("index") == inner:
            return False
        if outer.type == "arguments":
            call = above(outer)
            callee = None if call is None else call.child_by_field_name("function")
            name = text(None if callee is None else callee.child_by_field_name("property"))
            if name in _METHODS:
                return True
            if not text(callee).startswith("Math."):
                return False
        if outer.type in _ASSIGNMENTS:
            return outer.child_by_field_name("right") == inner and _is_shown(outer.child_by_field_name("left"))
        if outer.type.endswith("_statement") or outer.type == "statement_block":
            return False
        inner, outer = outer, above(outer)
    return False


def _is_shown(target: Node | None) -> bool:
    """Whether an assignment changes what is shown: `box.style.left`, `mesh.rotation.y`."""
    if target is None or target.type != "member_expression":
        return False
    words = text(target).split(".")
    return "style" in words or words[-1] in _HELD
