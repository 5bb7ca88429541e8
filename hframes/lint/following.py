"""Follows an expression to what the browser has under it: aliases, destructuring, wrappers, modules, joined names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hframes.lint.scopes import Binding, Tree

if TYPE_CHECKING:
    from tree_sitter import Node

Keys = tuple[str, ...]
# What a module of the composition has under a name: a path, or None.
Modules = Callable[[str, str, Keys], Keys | None]

_SELF = frozenset({"window", "self", "globalThis", "frames", "top", "parent"})
_DEEPEST = 30
_OWN_THIS = frozenset(
    {
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "method_definition",
        "class_body",
    }
)


class Following:
    """The names of one script.

    Args:
        tree: see `Tree`.
        modules: what other modules export.
        is_module: in one, `this` at the top is nothing.
    """

    def __init__(self, tree: Tree, modules: Modules, *, is_module: bool) -> None:
        self._tree = tree
        self._modules = modules
        self._is_module = is_module
        self._known: dict[tuple[int, Keys], Keys | None] = {}

    def exported(self, name: str, keys: Keys, depth: int = 0) -> Keys | None:
        """What a name that this module exports stands for."""
        if depth > _DEEPEST:
            return None
        found = self._tree.exports.get(name)
        if isinstance(found, tuple):
            return self._modules(found[0], found[1], keys)
        if found is not None:
            return self.look(found, keys, depth + 1)
        for module in self._tree.stars:
            path = self._modules(module, name, keys)
            if path is not None:
                return path
        return None

    def look(self, node: Node, keys: Keys, depth: int) -> Keys | None:
        """The path of what is under some names in an expression; None where that is not the browser's."""
        if depth > _DEEPEST or len(keys) > _DEEPEST:
            return None
        asked = (node.id, keys)
        if asked not in self._known:
            self._known[asked] = None  # a name that is defined by itself is nobody's
            self._known[asked] = self._look_anew(node, keys, depth)
        return self._known[asked]

    def _look_anew(self, node: Node, keys: Keys, depth: int) -> Keys | None:
        kind = node.type
        if kind in ("identifier", "shorthand_property_identifier"):
            return self._look_name(node, keys, depth)
        if kind == "this":
            return keys if not self._is_module and self._is_at_top(node) else None
        if kind in ("parenthesized_expression", "non_null_expression", "as_expression", "satisfies_expression"):
            return self.look(node.named_children[0], keys, depth + 1) if node.named_children else None
        if kind == "sequence_expression":
            return self.look(node.named_children[-1], keys, depth + 1)
        if kind in ("member_expression", "subscript_expression"):
            held, key = node.child_by_field_name("object"), self.key(node)
            return None if held is None or key is None else self.look(held, (key, *keys), depth + 1)
        if kind in ("binary_expression", "ternary_expression", "assignment_expression"):
            return self._look_either(node, keys, depth)
        if kind == "object":
            return self._look_property(node, keys, depth) if keys else None
        if kind == "array":
            place = int(keys[0]) if keys and keys[0].isdigit() else -1
            inside = node.named_children
            return self.look(inside[place], keys[1:], depth + 1) if 0 <= place < len(inside) else None
        if kind == "call_expression":
            return self._look_result(node, keys, depth)
        if kind in ("class_declaration", "class") and not keys:
            return self._look_class(node, depth)
        return None

    def _look_name(self, node: Node, keys: Keys, depth: int) -> Keys | None:
        name = text_of(node)
        at = self._tree.index.get(node.id)
        binding = self._tree.top.find(name) if at is None else self._tree.scopes[at].find(name)
        if binding is None:
            return _without_self((name, *keys)) if name != "undefined" else None
        if binding.module is not None:
            module, exported = binding.module
            if exported != "*":
                return self._modules(module, exported, keys)
            return self._modules(module, keys[0], keys[1:]) if keys else None
        return self._look_values(binding, keys, depth)

    def _look_values(self, binding: Binding, keys: Keys, depth: int) -> Keys | None:
        if binding.is_open or not 1 <= len(binding.values) <= 3:
            return None
        for value, path in binding.values:
            found = self.look(value, (*path, *keys), depth + 1)
            if found is not None:
                return found
        return None

    def _look_either(self, node: Node, keys: Keys, depth: int) -> Keys | None:
        if node.type == "binary_expression" and operator_of(node) not in ("||", "??", "&&"):
            return None
        if node.type == "assignment_expression":
            sides = [node.child_by_field_name("right")]
        elif node.type == "ternary_expression":
            sides = [node.child_by_field_name("consequence"), node.child_by_field_name("alternative")]
        else:
            sides = [node.child_by_field_name("left"), node.child_by_field_name("right")]
            if operator_of(node) == "&&":
                sides = sides[1:]
        for side in sides:
            found = None if side is None else self.look(side, keys, depth + 1)
            if found is not None:
                return found
        return None

    def _look_class(self, node: Node, depth: int) -> Keys | None:
        """A class that is made just as `Date` is, since it extends it and has no constructor of its own."""
        body = node.child_by_field_name("body")
        heritage = next((child for child in node.named_children if child.type == "class_heritage"), None)
        members = [] if body is None else body.named_children
        names = [member.child_by_field_name("name") for member in members]
        if heritage is None or not heritage.named_children or any(text_of(n) == "constructor" for n in names if n):
            return None
        extended = self.look(heritage.named_children[0], (), depth + 1)
        return extended if extended == ("Date",) else None

    def _look_property(self, node: Node, keys: Keys, depth: int) -> Keys | None:
        for part in node.named_children:
            if part.type == "shorthand_property_identifier" and text_of(part) == keys[0]:
                return self.look(part, keys[1:], depth + 1)
            key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
            if part.type == "pair" and key is not None and value is not None and _plain(key) == keys[0]:
                return self.look(value, keys[1:], depth + 1)
        return None

    def _look_result(self, node: Node, keys: Keys, depth: int) -> Keys | None:
        """What a call comes to, of the few that hand on what they are given."""
        callee, given = node.child_by_field_name("function"), arguments_of(node)
        if callee is None:
            return None
        if callee.type == "member_expression" and self.key(callee) == "bind":
            held = callee.child_by_field_name("object")
            return None if held is None else self.look(held, keys, depth + 1)
        if len(given) == 2 and self.look(callee, (), depth + 1) == ("Reflect", "get"):
            key = self.constant(given[1], 0)
            return None if key is None else self.look(given[0], (key, *keys), depth + 1)
        return None

    def key(self, node: Node) -> str | None:
        """The name that a member expression takes; None where nobody can tell."""
        if node.type == "member_expression":
            name = node.child_by_field_name("property")
            return None if name is None else text_of(name)
        index = node.child_by_field_name("index")
        return None if index is None else self.constant(index, 0)

    def constant(self, node: Node, depth: int) -> str | None:
        """A text that can be told without running: of strings, what is joined of them, and names for them."""
        if depth > 8:
            return None
        if node.type == "number":
            return text_of(node)
        if node.type == "string" or (
            node.type == "template_string" and all(child.type == "string_fragment" for child in node.named_children)
        ):
            return _plain(node)
        if node.type == "parenthesized_expression" and node.named_children:
            return self.constant(node.named_children[0], depth + 1)
        if node.type == "binary_expression" and operator_of(node) == "+":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            parts = [None if side is None else self.constant(side, depth + 1) for side in (left, right)]
            return None if None in parts else "".join(part or "" for part in parts)
        if node.type == "identifier":
            binding = self._tree.scopes[self._tree.index.get(node.id, 0)].find(text_of(node))
            if binding is not None and not binding.is_open and len(binding.values) == 1 and not binding.values[0][1]:
                return self.constant(binding.values[0][0], depth + 1)
        if node.type == "call_expression":
            return self._joined(node, depth)
        return None

    def _joined(self, call: Node, depth: int) -> str | None:
        """`["ran", "dom"].join("")`."""
        callee, given = call.child_by_field_name("function"), arguments_of(call)
        held = None if callee is None else callee.child_by_field_name("object")
        is_join = callee is not None and callee.type == "member_expression" and self.key(callee) == "join"
        if held is None or held.type != "array" or not is_join or len(given) != 1:
            return None
        between = self.constant(given[0], depth + 1)
        parts = [self.constant(part, depth + 1) for part in held.named_children]
        return None if between is None or None in parts else between.join(part or "" for part in parts)

    def _is_at_top(self, node: Node) -> bool:
        at = self._tree.index.get(node.id, 0)
        while at > 0:
            at = self._tree.parents[at]
            if self._tree.nodes[at].type in _OWN_THIS:
                return False
        return True


def _without_self(path: Keys) -> Keys:
    while path and path[0] in _SELF:
        path = path[1:]
    return path


def _plain(node: Node) -> str:
    text = text_of(node)
    return text[1:-1] if node.type in ("string", "template_string") else text


def operator_of(node: Node) -> str:
    """The sign of an operation; "" where there is none."""
    operator = node.child_by_field_name("operator")
    return "" if operator is None else text_of(operator)


def arguments_of(call: Node) -> tuple[Node, ...]:
    """What a call is given, without comments."""
    given = call.child_by_field_name("arguments")
    if given is None:
        return ()
    return tuple(child for child in given.named_children if child.type != "comment")


def text_of(node: Node) -> str:
    """What stands there."""
    return (node.text or b"").decode(errors="replace")
