"""What a script declares, and which name stands for what where: one walk over its tree, without recursion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

FUNCTIONS = frozenset(
    {
        "function_declaration",
        "function_expression",
        "arrow_function",
        "method_definition",
        "generator_function",
        "generator_function_declaration",
    }
)
_BLOCKS = frozenset(
    {"statement_block", "for_statement", "for_in_statement", "catch_clause", "class_body", "switch_body"}
)
_NAMED_BY_THEMSELVES = frozenset({"function_expression", "generator_function", "class"})
_DECLARED_AROUND = frozenset({"function_declaration", "generator_function_declaration", "class_declaration"})
# TypeScript's, which nothing is left of when the script runs.
_TYPES = frozenset(
    {
        *("type_annotation", "type_query", "type_arguments", "type_parameters", "type_alias_declaration"),
        *("interface_declaration", "ambient_declaration"),
    }
)
_DEEPEST_PATTERN = 50


@dataclass(eq=False)
class Binding:
    """A declared name.

    Attributes:
        values: what it is given: an expression, and the names under which it is taken out of that.
        module: where it is imported from, and under which name ("*": all of it).
        references: where it is read or written.
        is_open: whether it may be something that nobody sees here: a parameter, a loop's variable.
    """

    name: str
    values: list[tuple[Node, tuple[str, ...]]] = field(default_factory=list)
    module: tuple[str, str] | None = None
    references: list[int] = field(default_factory=list)
    is_open: bool = False


@dataclass(eq=False)
class Scope:
    """Names and the scope around them."""

    around: Scope | None
    is_function: bool
    names: dict[str, Binding] = field(default_factory=dict)

    def declare(self, name: str) -> Binding:
        return self.names.setdefault(name, Binding(name))

    def find(self, name: str) -> Binding | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.around
        return None

    def function(self) -> Scope:
        """The scope in which `var` declares."""
        scope = self
        while not scope.is_function and scope.around is not None:
            scope = scope.around
        return scope


class Tree:
    """The named nodes of a script in the order of its text, each with its parent and its scope.

    Attributes:
        nodes, parents, scopes: by index; the parent of the root is -1.
        index: from a node's id to its index.
        names: the indices of identifiers that are read or written, not declared.
        chains: those of expressions that take something out of another one, or call what one comes to.
        calls, assignments, modules, methods: nodes; modules are import and export statements.
        elements: the start tags of JSX.
        exports: name to where it is: an expression and names within, or another module's.
    """

    def __init__(self, root: Node) -> None:
        self.nodes: list[Node] = []
        self.parents: list[int] = []
        self.scopes: list[Scope] = []
        self.index: dict[int, int] = {}
        self.names: list[int] = []
        self.chains: list[int] = []
        self.calls: list[Node] = []
        self.modules: list[Node] = []
        self.assignments: list[Node] = []
        self.methods: list[Node] = []
        self.elements: list[Node] = []
        self.exports: dict[str, Node | tuple[str, str]] = {}
        self.stars: list[str] = []
        self.top = Scope(None, is_function=True)
        self._declared: set[int] = set()
        self._given: dict[int, Node] = {}
        self._walk(root)

    def parent(self, at: int) -> int:
        return self.parents[at]

    def _walk(self, root: Node) -> None:
        todo: list[tuple[Node, int, Scope]] = [(root, -1, self.top)]
        while todo:
            node, parent, scope = todo.pop()
            at = len(self.nodes)
            kind = node.type
            if kind in _TYPES:
                continue
            if kind in FUNCTIONS or kind in _BLOCKS or kind == "class":
                scope = self._entered(node, kind, parent, scope)
            self.nodes.append(node)
            self.parents.append(parent)
            self.scopes.append(scope)
            self.index[node.id] = at
            if kind in ("identifier", "shorthand_property_identifier"):
                if node.id not in self._declared:
                    self.names.append(at)
            elif kind in ("member_expression", "subscript_expression"):
                self.chains.append(at)
            elif kind in _DECLARE:
                self._declare(node, kind, scope)
                if kind == "call_expression":
                    self.chains.append(at)
                    self.calls.append(node)
                elif kind == "assignment_expression":
                    self.assignments.append(node)
                elif kind in ("import_statement", "export_statement"):
                    self.modules.append(node)
            elif kind == "method_definition":
                self.methods.append(node)
            elif kind in ("jsx_opening_element", "jsx_self_closing_element"):
                self.elements.append(node)
            children = node.named_children
            todo.extend((child, at, scope) for child in reversed(children))

    def _entered(self, node: Node, kind: str, parent: int, scope: Scope) -> Scope:
        """The scope of what is within a node; its own name is declared where it counts."""
        if kind == "statement_block" and parent >= 0 and self.nodes[parent].type in FUNCTIONS:
            return scope  # the function's own
        name = node.child_by_field_name("name")
        if kind in _DECLARED_AROUND and name is not None:
            self._bind(scope.declare(_text(name)), name, node, ())
        within = Scope(scope, is_function=kind in FUNCTIONS)
        if kind in _NAMED_BY_THEMSELVES and name is not None:
            self._bind(within.declare(_text(name)), name, node, ())
        if kind in FUNCTIONS:
            self._declare_parameters(node, within)
        return within

    def _declare_parameters(self, function: Node, scope: Scope) -> None:
        one = function.child_by_field_name("parameter")
        several = function.child_by_field_name("parameters")
        parameters = [one] if one is not None else [] if several is None else several.named_children
        given = self._given.get(function.id)
        values = given.named_children if given is not None else []
        for place, parameter in enumerate(parameters):
            if parameter.type in ("required_parameter", "optional_parameter"):
                parameter = parameter.child_by_field_name("pattern") or parameter
            default = parameter.child_by_field_name("right") if parameter.type == "assignment_pattern" else None
            value = values[place] if place < len(values) and values[place].type != "spread_element" else None
            for name, path in _pattern(parameter):
                binding = scope.declare(_text(name))
                self._bind(binding, name, value or default, path)
                binding.is_open = value is None and default is None
            self._take_defaults(parameter, scope)

    def _declare(self, node: Node, kind: str, scope: Scope) -> None:
        if kind in ("variable_declaration", "lexical_declaration"):
            home = scope.function() if kind == "variable_declaration" else scope
            for declarator in node.named_children:
                name = declarator.child_by_field_name("name")
                if declarator.type != "variable_declarator" or name is None:
                    continue
                for target, path in _pattern(name):
                    self._bind(home.declare(_text(target)), target, declarator.child_by_field_name("value"), path)
                self._take_defaults(name, home)
        elif kind == "class_declaration":
            name = node.child_by_field_name("name")
            if name is not None:
                self._bind(scope.declare(_text(name)), name, node, ())
        elif kind == "for_in_statement":
            left = node.child_by_field_name("left")
            if left is not None and node.child_by_field_name("kind") is not None:
                self._declare_open(left, scope)
        elif kind == "catch_clause":
            parameter = node.child_by_field_name("parameter")
            if parameter is not None:
                self._declare_open(parameter, scope)
        elif kind == "call_expression":
            self._note_given(node)
        elif kind == "assignment_expression":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if (
                left is not None
                and right is not None
                and left.type in ("identifier", "object_pattern", "array_pattern")
            ):
                for target, path in _pattern(left):
                    binding = scope.find(_text(target))
                    if binding is not None:
                        binding.values.append((right, path))
        elif kind == "import_statement":
            self._declare_imports(node)
        elif kind == "export_statement":
            self._note_exports(node)

    def _declare_open(self, pattern: Node, scope: Scope) -> None:
        for target, _ in _pattern(pattern):
            self._bind(scope.declare(_text(target)), target, None, ())
            scope.declare(_text(target)).is_open = True

    def _take_defaults(self, pattern: Node, scope: Scope) -> None:
        """`{ clock = Date }`: what a name is where it is given nothing."""
        todo = [pattern]
        while todo:
            node = todo.pop()
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if node.type in ("assignment_pattern", "object_assignment_pattern") and left is not None:
                binding = scope.names.get(_text(left))
                if binding is not None and right is not None:
                    binding.values.append((right, ()))
                    binding.is_open = False
                node = left
            todo.extend(node.named_children if node.type.endswith("pattern") else ())

    def _bind(self, binding: Binding, name: Node, value: Node | None, path: tuple[str, ...]) -> None:
        self._declared.add(name.id)
        if value is not None:
            binding.values.append((value, path))

    def _note_given(self, call: Node) -> None:
        """`(function (window) { ... })(this)`: what its parameters are."""
        callee, given = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        while callee is not None and callee.type == "parenthesized_expression" and callee.named_children:
            callee = callee.named_children[0]
        if callee is not None and given is not None and callee.type in FUNCTIONS:
            self._given[callee.id] = given

    def _declare_imports(self, node: Node) -> None:
        source = node.child_by_field_name("source")
        if source is None:
            return
        module = _text(source)[1:-1]
        for clause in (child for child in node.named_children if child.type == "import_clause"):
            for part in clause.named_children:
                if part.type == "identifier":
                    self._import(part, module, "default")
                elif part.type == "namespace_import" and part.named_children:
                    self._import(part.named_children[0], module, "*")
                elif part.type == "named_imports":
                    for one in part.named_children:
                        name, alias = one.child_by_field_name("name"), one.child_by_field_name("alias")
                        if name is not None:
                            self._declared.add(name.id)
                            self._import(alias or name, module, _text(name))

    def _import(self, name: Node, module: str, exported: str) -> None:
        self._declared.add(name.id)
        self.top.declare(_text(name)).module = (module, exported)

    def _note_exports(self, node: Node) -> None:
        source = node.child_by_field_name("source")
        module = None if source is None else _text(source)[1:-1]
        value = node.child_by_field_name("value")
        if value is not None:
            self.exports["default"] = value
        declaration = node.child_by_field_name("declaration")
        if declaration is not None:
            for declarator in declaration.named_children:
                name = declarator.child_by_field_name("name")
                if declarator.type == "variable_declarator" and name is not None:
                    for target, _ in _pattern(name):
                        self.exports[_text(target)] = target
        for clause in node.named_children:
            if clause.type != "export_clause":
                continue
            for one in clause.named_children:
                name, alias = one.child_by_field_name("name"), one.child_by_field_name("alias")
                if name is not None:
                    self._declared.add(name.id) if module is not None else None
                    if alias is not None:
                        self._declared.add(alias.id)
                    self.exports[_text(alias or name)] = name if module is None else (module, _text(name))
        if module is not None and not any(child.type == "export_clause" for child in node.named_children):
            self.stars.append(module)


_DECLARE = frozenset(
    {
        "variable_declaration",
        "lexical_declaration",
        "class_declaration",
        "for_in_statement",
        "catch_clause",
        "call_expression",
        "assignment_expression",
        "import_statement",
        "export_statement",
    }
)


def _pattern(pattern: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """The names that a pattern declares, each with the names under which it is taken out."""
    kind = pattern.type
    if len(path) > _DEEPEST_PATTERN:
        return
    if kind in ("identifier", "shorthand_property_identifier_pattern"):
        yield pattern, path if kind == "identifier" else (*path, _text(pattern))
    elif kind == "object_pattern":
        for part in pattern.named_children:
            yield from _property(part, path)
    elif kind == "array_pattern":
        for place, part in enumerate(pattern.named_children):
            yield from _pattern(part, (*path, str(place)))
    elif kind in ("assignment_pattern", "object_assignment_pattern"):
        left = pattern.child_by_field_name("left")
        if left is not None:
            yield from _pattern(left, path)
    elif kind == "rest_pattern" and pattern.named_children:
        yield from _pattern(pattern.named_children[0], path)


def _property(part: Node, path: tuple[str, ...]) -> Iterator[tuple[Node, tuple[str, ...]]]:
    if part.type != "pair_pattern":
        yield from _pattern(part, path)
        return
    key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
    if key is not None and value is not None:
        name = _text(key)
        yield from _pattern(value, (*path, name[1:-1] if key.type == "string" else name))


def _text(node: Node) -> str:
    return (node.text or b"").decode(errors="replace")
