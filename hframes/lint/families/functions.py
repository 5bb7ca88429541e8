"""Functions and loops of a script: which function an expression stands for, what is in one, where words stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hframes.lint.scopes import FUNCTIONS

if TYPE_CHECKING:
    from tree_sitter import Node

_BLOCKS = frozenset({"program", "statement_block", "switch_case", "switch_default"})
_DECLARATIONS = frozenset({"variable_declaration", "lexical_declaration"})
_DECLARING = frozenset({*_BLOCKS, *FUNCTIONS, "for_statement", "for_in_statement"})
_MOST_STEPS = 20


@dataclass(frozen=True)
class Declared:
    """What a name was declared as.

    Attributes:
        kind: "const", "let", "var", "function", "class", "parameter", "each" (of a `for ... of`).
        node: the declaration.
        value: what it is given, where that is to be seen.
    """

    kind: str
    node: Node
    value: Node | None = None


def text(node: Node | None) -> str:
    """What stands there; "" for nothing."""
    return "" if node is None else (node.text or b"").decode(errors="replace")


@lru_cache(maxsize=1 << 17)
def above(node: Node) -> Node | None:
    """The node around one. The parser's own way there begins at the root, each time."""
    return node.parent


def bare(node: Node) -> Node:
    """An expression without parentheses around it."""
    while node.type == "parenthesized_expression" and node.named_child_count:
        node = next((child for child in node.named_children if child.type != "comment"), node.named_children[0])
    return node


def operator(node: Node) -> str:
    """That of a unary, binary or assignment expression."""
    return text(node.child_by_field_name("operator"))


def within(node: Node, *, into_functions: bool = True) -> Iterator[Node]:
    """A node and all that is in it, in the order of the text."""
    todo = [node]
    while todo:
        looked_at = todo.pop()
        yield looked_at
        if into_functions or looked_at is node or looked_at.type not in FUNCTIONS:
            todo.extend(reversed(looked_at.children))


def around_words(root: Node, *words: str) -> Iterator[Node]:
    """What each of these words of the language belongs to: the loop of a `while`. Much faster than a walk."""
    source = root.text or b""
    for word in words:
        sought = word.encode()
        at = source.find(sought)
        while at >= 0:
            begin = root.start_byte + at
            node = root.descendant_for_byte_range(begin, begin + len(sought))
            if node is not None and node.type == word and node.start_byte == begin and node.parent is not None:
                yield node.parent
            at = source.find(sought, at + len(sought))


def enclosing_function(node: Node) -> Node | None:
    """The innermost function that a node is in."""
    outer = above(node)
    while outer is not None and outer.type not in FUNCTIONS:
        outer = above(outer)
    return outer


def contains(outer: Node, inner: Node) -> bool:
    """Whether a node stands in another one, or is it."""
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte


@lru_cache(maxsize=1 << 14)
def declared(name: Node) -> Declared | None:
    """The declaration that an identifier refers to, where it stands in the same script."""
    sought, outer = text(name), above(name)
    while outer is not None:
        found = _declarations(outer).get(sought) if outer.type in _DECLARING else None
        if found is not None:
            return found
        outer = above(outer)
    return None


@lru_cache(maxsize=1 << 14)
def function_of(expression: Node) -> Node | None:
    """The function that an expression stands for: itself, a name, `this.tick`, one that is bound."""
    for _ in range(_MOST_STEPS):
        node = bare(expression)
        following: Node | None = None
        if node.type in FUNCTIONS:
            return node
        if node.type == "identifier":
            found = declared(node)
            following = found.value if found is not None else None
        elif node.type == "member_expression":
            following = _member(node)
        elif node.type == "call_expression":
            callee = node.child_by_field_name("function")
            if callee is not None and text(callee.child_by_field_name("property")) == "bind":
                following = callee.child_by_field_name("object")
        if following is None:
            return None
        expression = following
    return None


def parameter_names(function: Node) -> list[str]:
    """All names that a function's parameters declare."""
    one = function.child_by_field_name("parameter")
    several = function.child_by_field_name("parameters")
    parameters = [one] if one is not None else [] if several is None else several.named_children
    return [text(name) for parameter in parameters for name in pattern_names(parameter)]


def pattern_names(pattern: Node) -> Iterator[Node]:
    """The names that a pattern declares."""
    if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
        yield pattern
    elif pattern.type in ("assignment_pattern", "object_assignment_pattern"):
        left = pattern.child_by_field_name("left")
        yield from () if left is None else pattern_names(left)
    elif pattern.type == "pair_pattern":
        value = pattern.child_by_field_name("value")
        yield from () if value is None else pattern_names(value)
    elif pattern.type in ("required_parameter", "optional_parameter"):
        inner = pattern.child_by_field_name("pattern")
        yield from () if inner is None else pattern_names(inner)
    elif pattern.type in ("object_pattern", "array_pattern", "rest_pattern"):
        for part in pattern.named_children:
            yield from pattern_names(part)


def mentions(node: Node, names: Collection[str]) -> bool:
    """Whether one of the names is read in a node; a property of that name does not count."""
    return any(
        part.type in ("identifier", "shorthand_property_identifier") and text(part) in names for part in within(node)
    )


@lru_cache(maxsize=512)
def _declarations(outer: Node) -> dict[str, Declared]:
    """What a node declares for what is in it, by name."""
    kind = outer.type
    pairs: list[tuple[str, Declared]] = []
    if kind in _BLOCKS:
        pairs = [pair for statement in outer.named_children for pair in _declared_by(statement)]
    elif kind in FUNCTIONS:
        pairs = [(name, Declared("parameter", outer)) for name in parameter_names(outer)]
        if kind == "function_expression":
            pairs.append((text(outer.child_by_field_name("name")), Declared("function", outer, outer)))
    elif kind == "for_statement":
        first = outer.child_by_field_name("initializer")
        pairs = [] if first is None else list(_declared_by(first))
    elif kind == "for_in_statement" and outer.child_by_field_name("kind") is not None:
        left = outer.child_by_field_name("left")
        pairs = [] if left is None else [(text(name), Declared("each", outer)) for name in pattern_names(left)]
    return dict(reversed(pairs))


def _declared_by(statement: Node) -> Iterator[tuple[str, Declared]]:
    if statement.type == "export_statement":
        inner = statement.child_by_field_name("declaration")
        yield from () if inner is None else _declared_by(inner)
    elif statement.type in _DECLARATIONS:
        for declarator in statement.named_children:
            name = declarator.child_by_field_name("name")
            if name is not None:
                value = declarator.child_by_field_name("value") if name.type == "identifier" else None
                for part in pattern_names(name):
                    yield text(part), Declared(text(statement.children[0]), declarator, value)
    elif statement.type in ("function_declaration", "generator_function_declaration"):
        yield text(statement.child_by_field_name("name")), Declared("function", statement, statement)
    elif statement.type == "class_declaration":
        yield text(statement.child_by_field_name("name")), Declared("class", statement, statement)


def _member(node: Node) -> Node | None:
    """`this.tick` in a class or an object: its method, or what its field is given."""
    held, name = node.child_by_field_name("object"), text(node.child_by_field_name("property"))
    if held is None or held.type != "this":
        return None
    outer = above(node)
    while outer is not None and outer.type not in ("class_body", "object"):
        outer = above(outer)
    for member in outer.named_children if outer is not None else ():
        if member.type == "method_definition" and text(member.child_by_field_name("name")) == name:
            return member
        if member.type in ("field_definition", "public_field_definition", "pair"):
            key = member.child_by_field_name("property" if member.type == "field_definition" else "name")
            if text(key or member.child_by_field_name("key")) == name:
                return member.child_by_field_name("value")
    return None
