"""Every use that a script makes of the browser: what is done there, and whether it only ends in a log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hframes.lint.following import Following, Keys, Modules, arguments_of, operator_of, text_of
from hframes.lint.scopes import Tree
from hframes.lint.script import ANY, Role, Use

if TYPE_CHECKING:
    from tree_sitter import Node

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
        self._names = Following(tree, modules, is_module=is_module)
        self.exported = self._names.exported
        for at in tree.names:
            binding = tree.scopes[at].find(text_of(tree.nodes[at]))
            if binding is not None:
                binding.references.append(at)

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
        path = self._names.look(base, keys, 0)
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
                key = self._names.key(above)
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
            return self._called(path, node, parent, arguments_of(above))
        if above.type == "new_expression" and above.child_by_field_name("constructor") == node:
            return Use(path, Role.NEW, node, above, arguments_of(above), self._is_logged(parent, path, 0))
        if above.type in ("assignment_expression", "augmented_assignment_expression"):
            if above.child_by_field_name("left") == node:
                return None if self._is_declared(node) else Use(path, Role.WRITE, node)
            if above.type == "assignment_expression" and self._is_alias(above.child_by_field_name("left")):
                return None
        if above.type == "unary_expression" and operator_of(above) in ("typeof", "delete", "void"):
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
            target = self._names.look(given[0], (), 0)
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
        return node.type == "identifier" and scope.find(text_of(node)) is not None

    def _is_followed(self, declarator: Node) -> bool:
        """Whether what is declared is the browser's own thing under another name, so that its uses tell."""
        name = declarator.child_by_field_name("name")
        if name is None:
            return False
        if name.type != "identifier":
            return True
        binding = self._tree.scopes[self._tree.index[declarator.id]].find(text_of(name))
        # What is read once and kept is a value; what is called under its new name is an alias.
        return binding is not None and any(self._is_taken(at) for at in binding.references)

    def _is_taken(self, at: int) -> bool:
        above = self._tree.parents[at]
        return above >= 0 and self._tree.nodes[above].type in _TAKES

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
                called = self._names.look(callee, (), 0)
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
        binding = self._tree.scopes[self._tree.index[declarator.id]].find(text_of(name))
        if binding is None or len(binding.values) != 1 or not binding.references or text_of(name) in self._tree.exports:
            return False
        return all(self._is_logged(at, path, depth + 1) for at in binding.references)


_HAVE_NAMES = frozenset({"identifier", "member_expression", "subscript_expression", "super", "import"})
_TAKES = frozenset({"member_expression", "subscript_expression", "call_expression", "new_expression"})


def _until_replaced(uses: list[Use]) -> Iterator[Use]:
    """Without the uses of what the script has put something of its own in the place of: `Math.random = seeded`."""
    replaced: set[Keys] = set()
    for use in uses:
        if use.role is Role.WRITE and len(use.path) > 1 and use.path[0] in _REPLACEABLE:
            replaced.add(use.path)
        if use.path not in replaced or use.role is Role.WRITE:
            yield use


def _decides(above: Node, node: Node) -> bool:
    """Whether what else is done hangs on a value: `a && b()`, `a ? b() : c()`."""
    if above.type == "ternary_expression":
        return above.child_by_field_name("condition") == node
    is_choice = above.type == "binary_expression" and operator_of(above) in ("&&", "||", "??")
    return is_choice and above.child_by_field_name("left") == node
