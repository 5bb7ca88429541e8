"""Follows names to what the browser has under them: aliases, destructuring, wrappers, modules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from hframes.lint.scopes import Binding, Tree
from hframes.lint.script import ANY, Role, Use

if TYPE_CHECKING:
    from tree_sitter import Node

Keys = tuple[str, ...]
# What a module of the composition has under a name: a path, or None.
Modules = Callable[[str, str, Keys], Keys | None]

_SELF = frozenset({"window", "self", "globalThis", "frames", "top", "parent"})
_CALLERS = frozenset({"call", "apply"})
# Their value is all that they are for: where it is not used, they might as well not be there.
_PURE = frozenset(
    {("Date", "now"), ("performance", "now"), ("Math", "random"), ("Date",), ("performance", "timeOrigin")}
)
_LOGS = frozenset({("console",), ("performance", "mark"), ("performance", "measure")})
# A value goes through these and comes out as another.
_CONVERT = frozenset({("Math",), ("Number",), ("String",), ("parseInt",), ("parseFloat",), ("JSON",)})
_PASS_ON = frozenset(
    {
        "binary_expression",
        "unary_expression",
        "parenthesized_expression",
        "template_substitution",
        "template_string",
        "arguments",
        "ternary_expression",
        "array",
        "object",
        "pair",
        "spread_element",
        "sequence_expression",
        "await_expression",
        "as_expression",
        "non_null_expression",
    }
)
_REPLACEABLE = frozenset({"Math", "Date", "performance", "crypto"})
_DEEPEST = 30
# Steps from a value to where it ends up: a longer sum than that is no log line.
_LONGEST_WAY = 60


class Analysis:
    """One script.

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
        for at in tree.names:
            binding = tree.scopes[at].find(_text(tree.nodes[at]))
            if binding is not None:
                binding.references.append(at)

    def exported(self, name: str, keys: Keys, depth: int = 0) -> Keys | None:
        """What a name that this module exports stands for."""
        if depth > _DEEPEST:
            return None
        found = self._tree.exports.get(name)
        if isinstance(found, tuple):
            return self._modules(found[0], found[1], keys)
        if found is not None:
            return self._look(found, keys, depth + 1)
        for module in self._tree.stars:
            path = self._modules(module, name, keys)
            if path is not None:
                return path
        return None

    def uses(self) -> tuple[Use, ...]:
        """In the order of the text."""
        found = [use for at in (*self._tree.names, *self._roots()) if (use := self._use(at)) is not None]
        found.sort(key=lambda use: use.node.start_byte)
        return tuple(_until_replaced(found))

    def _roots(self) -> Iterator[int]:
        """Values without a name of their own whose members are used: `f().play`, `this.now`, `'a'.localeCompare`."""
        tree = self._tree
        for at in tree.chains:
            node = tree.nodes[at]
            held = node.child_by_field_name("function" if node.type == "call_expression" else "object")
            while held is not None and held.type == "parenthesized_expression" and held.named_children:
                held = held.named_children[0]
            if held is not None and held.type not in _HAVE_NAMES:
                begin = tree.index.get(held.id)
                if begin is not None:
                    yield begin

    def _use(self, at: int) -> Use | None:
        tree = self._tree
        base = tree.nodes[at]
        keys, end = self._chain(at)
        path = self._look(base, keys, 0)
        if path is None:
            if not keys:
                return None
            path = (ANY, keys[-1])
        if not path:
            return None
        return self._used(path, end)

    def _chain(self, at: int) -> tuple[Keys, int]:
        """The names that are taken out of a value, one after the other, and where the last one stands."""
        keys: list[str] = []
        while True:
            parent = self._tree.parents[at]
            if parent < 0:
                break
            node, above = self._tree.nodes[at], self._tree.nodes[parent]
            if above.type == "parenthesized_expression" or above.type == "non_null_expression":
                if self._tree.parents[parent] < 0 or self._tree.nodes[self._tree.parents[parent]].type not in _TAKES:
                    break
            elif above.type in ("member_expression", "subscript_expression"):
                key = self._key(above)
                if above.child_by_field_name("object") != node or key is None:
                    break
                keys.append(key)
            else:
                break
            at = parent
        return tuple(keys), at

    def _used(self, path: Keys, at: int) -> Use | None:
        tree = self._tree
        node = tree.nodes[at]
        parent = tree.parents[at]
        above = tree.nodes[parent] if parent >= 0 else None
        if above is None:
            return None
        if above.type == "call_expression" and above.child_by_field_name("function") == node:
            return self._called(path, node, parent, _arguments(above))
        if above.type == "new_expression" and above.child_by_field_name("constructor") == node:
            return Use(path, Role.NEW, node, above, _arguments(above), self._is_logged(parent, path, 0))
        if above.type in ("assignment_expression", "augmented_assignment_expression"):
            if above.child_by_field_name("left") == node:
                return None if self._is_declared(node) else Use(path, Role.WRITE, node)
            if above.type == "assignment_expression" and self._is_alias(above.child_by_field_name("left")):
                return None
        if above.type == "unary_expression" and _operator(above) in ("typeof", "delete", "void"):
            return None
        is_declared = above.type == "variable_declarator" and above.child_by_field_name("value") == node
        if is_declared and path[0] != ANY and self._is_followed(above):
            return None
        return Use(path, Role.READ, node, None, (), self._is_logged(at, path, 0))

    def _called(self, path: Keys, node: Node, call_at: int, given: tuple[Node, ...]) -> Use | None:
        call = self._tree.nodes[call_at]
        logged = self._is_logged(call_at, path, 0)
        if len(path) > 1 and path[-1] in _CALLERS:
            arguments = given[1:]
            if path[-1] == "apply":
                arguments = tuple(given[1].named_children) if len(given) > 1 and given[1].type == "array" else ()
            return Use(path[:-1], Role.CALL, node, call, arguments, logged) if path[0] != ANY else None
        if len(path) > 1 and path[-1] == "bind" and path[0] != ANY:
            _, end = self._chain(call_at)
            above = self._tree.parents[end]
            if above >= 0 and self._tree.nodes[above].type == "variable_declarator":
                return None  # its uses are followed
            return Use(path[:-1], Role.READ, node)
        if path in (("Reflect", "apply"), ("Reflect", "construct")) and given:
            target = self._look(given[0], (), 0)
            if target:
                role = Role.CALL if path[1] == "apply" else Role.NEW
                arguments = tuple(given[-1].named_children) if len(given) > 1 and given[-1].type == "array" else ()
                return Use(target, role, node, call, arguments, logged)
        return Use(path, Role.CALL, node, call, given, logged)

    def _is_alias(self, target: Node | None) -> bool:
        return target is not None and target.type in ("identifier", "object_pattern", "array_pattern")

    def _is_declared(self, node: Node) -> bool:
        """Whether it is a name of the script's own, whatever that stands for."""
        scope = self._tree.scopes[self._tree.index[node.id]]
        return node.type == "identifier" and scope.find(_text(node)) is not None

    def _is_followed(self, declarator: Node) -> bool:
        """Whether what is declared is the browser's own thing under another name, so that its uses tell."""
        name = declarator.child_by_field_name("name")
        if name is None:
            return False
        if name.type != "identifier":
            return True
        binding = self._tree.scopes[self._tree.index[declarator.id]].find(_text(name))
        # What is read once and kept is a value; what is called under its new name is an alias.
        return binding is not None and any(self._is_taken(at) for at in binding.references)

    def _is_taken(self, at: int) -> bool:
        above = self._tree.parents[at]
        return above >= 0 and self._tree.nodes[above].type in _TAKES

    def _look(self, node: Node, keys: Keys, depth: int) -> Keys | None:
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
            return self._look(node.named_children[0], keys, depth + 1) if node.named_children else None
        if kind == "sequence_expression":
            return self._look(node.named_children[-1], keys, depth + 1)
        if kind in ("member_expression", "subscript_expression"):
            held, key = node.child_by_field_name("object"), self._key(node)
            return None if held is None or key is None else self._look(held, (key, *keys), depth + 1)
        if kind in ("binary_expression", "ternary_expression", "assignment_expression"):
            return self._look_either(node, keys, depth)
        if kind == "object":
            return self._look_property(node, keys, depth) if keys else None
        if kind == "array":
            place = int(keys[0]) if keys and keys[0].isdigit() else -1
            inside = node.named_children
            return self._look(inside[place], keys[1:], depth + 1) if 0 <= place < len(inside) else None
        if kind == "call_expression":
            return self._look_result(node, keys, depth)
        return None

    def _look_name(self, node: Node, keys: Keys, depth: int) -> Keys | None:
        name = _text(node)
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
            found = self._look(value, (*path, *keys), depth + 1)
            if found is not None:
                return found
        return None

    def _look_either(self, node: Node, keys: Keys, depth: int) -> Keys | None:
        if node.type == "binary_expression" and _operator(node) not in ("||", "??", "&&"):
            return None
        if node.type == "assignment_expression":
            sides = [node.child_by_field_name("right")]
        elif node.type == "ternary_expression":
            sides = [node.child_by_field_name("consequence"), node.child_by_field_name("alternative")]
        else:
            sides = [node.child_by_field_name("left"), node.child_by_field_name("right")]
            if _operator(node) == "&&":
                sides = sides[1:]
        for side in sides:
            found = None if side is None else self._look(side, keys, depth + 1)
            if found is not None:
                return found
        return None

    def _look_property(self, node: Node, keys: Keys, depth: int) -> Keys | None:
        for part in node.named_children:
            if part.type == "shorthand_property_identifier" and _text(part) == keys[0]:
                return self._look(part, keys[1:], depth + 1)
            key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
            if part.type == "pair" and key is not None and value is not None and _plain(key) == keys[0]:
                return self._look(value, keys[1:], depth + 1)
        return None

    def _look_result(self, node: Node, keys: Keys, depth: int) -> Keys | None:
        """What a call comes to, of the few that hand on what they are given."""
        callee, given = node.child_by_field_name("function"), _arguments(node)
        if callee is None:
            return None
        if callee.type == "member_expression" and self._key(callee) == "bind":
            held = callee.child_by_field_name("object")
            return None if held is None else self._look(held, keys, depth + 1)
        if len(given) == 2 and self._look(callee, (), depth + 1) == ("Reflect", "get"):
            key = self._constant(given[1], 0)
            return None if key is None else self._look(given[0], (key, *keys), depth + 1)
        return None

    def _key(self, node: Node) -> str | None:
        """The name that a member expression takes; None where nobody can tell."""
        if node.type == "member_expression":
            name = node.child_by_field_name("property")
            return None if name is None else _text(name)
        index = node.child_by_field_name("index")
        return None if index is None else self._constant(index, 0)

    def _constant(self, node: Node, depth: int) -> str | None:
        """A text that can be told without running: of strings, what is joined of them, and names for them."""
        if depth > 8:
            return None
        if node.type == "number":
            return _text(node)
        if node.type == "string" or (
            node.type == "template_string" and all(child.type == "string_fragment" for child in node.named_children)
        ):
            return _plain(node)
        if node.type == "parenthesized_expression" and node.named_children:
            return self._constant(node.named_children[0], depth + 1)
        if node.type == "binary_expression" and _operator(node) == "+":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            parts = [None if side is None else self._constant(side, depth + 1) for side in (left, right)]
            return None if None in parts else "".join(part or "" for part in parts)
        if node.type == "identifier":
            binding = self._tree.scopes[self._tree.index.get(node.id, 0)].find(_text(node))
            if binding is not None and not binding.is_open and len(binding.values) == 1 and not binding.values[0][1]:
                return self._constant(binding.values[0][0], depth + 1)
        if node.type == "call_expression":
            return self._joined(node, depth)
        return None

    def _joined(self, call: Node, depth: int) -> str | None:
        """`["ran", "dom"].join("")`."""
        callee, given = call.child_by_field_name("function"), _arguments(call)
        held = None if callee is None else callee.child_by_field_name("object")
        is_join = callee is not None and callee.type == "member_expression" and self._key(callee) == "join"
        if held is None or held.type != "array" or not is_join or len(given) != 1:
            return None
        between = self._constant(given[0], depth + 1)
        parts = [self._constant(part, depth + 1) for part in held.named_children]
        return None if between is None or None in parts else between.join(part or "" for part in parts)

    def _is_at_top(self, node: Node) -> bool:
        at = self._tree.index.get(node.id, 0)
        while at > 0:
            at = self._tree.parents[at]
            if self._tree.nodes[at].type in _OWN_THIS:
                return False
        return True

    def _is_logged(self, at: int, path: Keys, depth: int) -> bool:
        """Whether a value goes nowhere but into a log, or nowhere at all."""
        if depth > 4 or (path[0] == ANY and len(path) < 2):
            return False
        tree = self._tree
        for _ in range(_LONGEST_WAY):
            parent = tree.parents[at]
            if parent < 0:
                return False
            node, above = tree.nodes[at], tree.nodes[parent]
            if above.type == "expression_statement":
                return depth > 0 or path in _PURE
            if _decides(above, node):
                return False
            if above.type == "call_expression":
                callee = above.child_by_field_name("function")
                if callee is None:
                    return False
                called = self._look(callee, (), 0)
                if callee != node and called is not None and (called[:1] in _LOGS or called[:2] in _LOGS):
                    return True
                if callee != node and (called is None or called[:1] not in _CONVERT):
                    return False
            elif above.type == "variable_declarator":
                return self._are_logged(above, path, depth)
            elif (above.type == "member_expression" and above.child_by_field_name("object") != node) or (
                above.type not in _PASS_ON and above.type != "member_expression"
            ):
                return False
            at = parent
        return False

    def _are_logged(self, declarator: Node, path: Keys, depth: int) -> bool:
        name = declarator.child_by_field_name("name")
        if name is None or name.type != "identifier":
            return False
        binding = self._tree.scopes[self._tree.index[declarator.id]].find(_text(name))
        if binding is None or len(binding.values) != 1 or not binding.references or _text(name) in self._tree.exports:
            return False
        return all(self._is_logged(at, path, depth + 1) for at in binding.references)


_HAVE_NAMES = frozenset({"identifier", "member_expression", "subscript_expression", "super", "import"})
_TAKES = frozenset({"member_expression", "subscript_expression", "call_expression", "new_expression"})
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


def _until_replaced(uses: list[Use]) -> Iterator[Use]:
    """Without the uses of what the script has put something of its own in the place of: `Math.random = seeded`."""
    replaced: set[Keys] = set()
    for use in uses:
        if use.role is Role.WRITE and len(use.path) > 1 and use.path[0] in _REPLACEABLE:
            replaced.add(use.path)
        if use.path not in replaced or use.role is Role.WRITE:
            yield use


def _without_self(path: Keys) -> Keys:
    while path and path[0] in _SELF:
        path = path[1:]
    return path


def _decides(above: Node, node: Node) -> bool:
    """Whether what else is done hangs on a value: `a && b()`, `a ? b() : c()`."""
    if above.type == "ternary_expression":
        return above.child_by_field_name("condition") == node
    is_choice = above.type == "binary_expression" and _operator(above) in ("&&", "||", "??")
    return is_choice and above.child_by_field_name("left") == node


def _plain(node: Node) -> str:
    text = _text(node)
    return text[1:-1] if node.type in ("string", "template_string") else text


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return "" if operator is None else _text(operator)


def _arguments(call: Node) -> tuple[Node, ...]:
    given = call.child_by_field_name("arguments")
    if given is None:
        return ()
    return tuple(child for child in given.named_children if child.type != "comment")


def _text(node: Node) -> str:
    return (node.text or b"").decode(errors="replace")
