"""Where the values of a script come from, as far as they stand there: constants, and how an address begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hframes.lint.families.addresses import foreign_host
from hframes.lint.families.functions import above
from hframes.lint.scopes import FUNCTIONS, Tree
from hframes.lint.script import Script

if TYPE_CHECKING:
    from tree_sitter import Node

_GOES_THROUGH = frozenset({"forEach", "map"})
_FIELDS = frozenset({"pair", "field_definition", "public_field_definition"})
_DEEPEST = 8


@dataclass(frozen=True)
class Beginning:
    """What is known of an address in a script.

    Attributes:
        text: how it begins.
        is_whole: whether that is all of it.
    """

    text: str
    is_whole: bool

    @property
    def host(self) -> str | None:
        """The other host that it leads to; "" where only a part of its name is known, None where there is none."""
        host = foreign_host(self.text)
        if host is None or self.is_whole:
            return host
        return host if re.search(r"//[^/?#]+[/?#]", self.text) else ""


def beginning(script: Script, node: Node, depth: int = 0) -> Beginning | None:
    """How an address begins: of a string, a template, a sum, a constant, `new URL(...)`, `new Request(...)`."""
    text = script.string(node)
    if text is not None or depth > _DEEPEST:
        return None if text is None else Beginning(text, True)
    if node.type == "template_string":
        return _beginning_of_template(script, node, depth)
    if node.type == "binary_expression":
        return _beginning_of_sum(script, node, depth)
    if node.type == "new_expression":
        return _beginning_of_object(script, node, depth)
    if node.type in ("parenthesized_expression", "await_expression") and node.named_children:
        return beginning(script, node.named_children[0], depth + 1)
    if node.type == "member_expression":
        held, name = node.child_by_field_name("object"), node.child_by_field_name("property")
        if held is None or name is None:
            return None
        field = _field(script, held, script.text(name), depth)
        if field is not None:
            return beginning(script, field, depth + 1)
        return beginning(script, held, depth + 1) if script.text(name) == "href" else None
    value = value_of(script, node)
    return _beginning_of_one(script, node, depth) if value is None else beginning(script, value, depth + 1)


def strings(script: Script) -> Iterator[str]:
    """Every string of a script, and every template, as they stand there."""
    for node in script.tree.nodes:
        if node.type in ("string", "template_string"):
            yield script.text(node)


def imports(script: Script) -> Iterator[Node]:
    """What is given to every `import()` of a script."""
    for node in script.tree.calls:
        callee, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if callee is not None and callee.type == "import" and given is not None and given.named_children:
            yield given.named_children[0]


def value_of(script: Script, node: Node) -> Node | None:
    """What a name was given, where that was done once."""
    tree = script.tree
    at = tree.index.get(node.id)
    binding = tree.scopes[at].find(script.text(node)) if at is not None and node.type == "identifier" else None
    if binding is None or binding.is_open or len(binding.values) != 1:
        return None
    value, path = binding.values[0]
    return None if path else value


def _field(script: Script, held: Node, name: str, depth: int) -> Node | None:
    """What an object or a class of the script has under a name from the beginning: `API.base`, `this.base`."""
    if held.type == "this":
        owner = above(held)
        while owner is not None and owner.type not in ("class_body", "object"):
            owner = above(owner)
    elif held.type == "member_expression" and depth < _DEEPEST:
        inner, key = held.child_by_field_name("object"), held.child_by_field_name("property")
        owner = None if inner is None or key is None else _field(script, inner, script.text(key), depth + 1)
    else:
        owner = value_of(script, held)
    if owner is not None and owner.type in ("class_declaration", "class"):
        owner = owner.child_by_field_name("body")
    for part in owner.named_children if owner is not None else ():
        key = next((key for key in map(part.child_by_field_name, ("key", "property", "name")) if key is not None), None)
        if part.type in _FIELDS and key is not None and script.text(key).strip("'\"") == name:
            return part.child_by_field_name("value")
    return None


def list_of(script: Script, node: Node) -> Node | None:
    """The list of `list.forEach(node => ...)` or `for (const node of list)`."""
    tree = script.tree
    at = tree.index.get(node.id, -1) if node.type == "identifier" else -1
    name = script.text(node)
    while at >= 0:
        around = tree.nodes[at]
        if around.type == "for_in_statement":
            left = around.child_by_field_name("left")
            if left is not None and script.text(left) == name:
                return around.child_by_field_name("right")
        if around.type in FUNCTIONS and name in tree.scopes[at].names:
            return _list_of(script, tree, at, name)
        at = tree.parents[at]
    return None


def _beginning_of_template(script: Script, node: Node, depth: int) -> Beginning | None:
    first, *_ = node.named_children
    if first.type == "template_substitution":
        return _continued(beginning(script, first.named_children[0], depth + 1) if first.named_children else None)
    return Beginning(script.text(first), False)


def _beginning_of_sum(script: Script, node: Node, depth: int) -> Beginning | None:
    first: Node | None = node
    while first is not None and first.type == "binary_expression":
        operator = first.child_by_field_name("operator")
        if operator is None or operator.type not in ("+", "??", "||"):
            return None
        first = first.child_by_field_name("left")
    return None if first is None else _continued(beginning(script, first, depth + 1))


def _beginning_of_one(script: Script, node: Node, depth: int) -> Beginning | None:
    """Of one of several addresses in a list: the first that leads to another host."""
    several = list_of(script, node)
    if several is not None and several.type == "identifier":
        several = value_of(script, several)
    for part in several.named_children if several is not None and several.type == "array" else ():
        begin = beginning(script, part, depth + 1)
        if begin is not None and begin.host is not None:
            return begin
    return None


def _continued(begin: Beginning | None) -> Beginning | None:
    return None if begin is None else Beginning(begin.text, False)


def _beginning_of_object(script: Script, node: Node, depth: int) -> Beginning | None:
    made, given = node.child_by_field_name("constructor"), node.child_by_field_name("arguments")
    if made is None or given is None or script.text(made) not in ("URL", "Request") or not given.named_children:
        return None
    first = beginning(script, given.named_children[0], depth + 1)
    if first is not None and first.host is None and script.text(made) == "URL" and len(given.named_children) > 1:
        base = beginning(script, given.named_children[1], depth + 1)
        return first if base is None else base
    return first


def _list_of(script: Script, tree: Tree, at: int, name: str) -> Node | None:
    several = tree.nodes[at].child_by_field_name("parameters")
    one = tree.nodes[at].child_by_field_name("parameter")
    parameters = [one] if one is not None else [] if several is None else several.named_children
    first = parameters[0] if parameters else None
    arguments_at = tree.parents[at]
    call_at = tree.parents[arguments_at] if arguments_at >= 0 else -1
    callee = tree.nodes[call_at].child_by_field_name("function") if call_at >= 0 else None
    if first is None or script.text(first) != name or callee is None or callee.type != "member_expression":
        return None
    called = callee.child_by_field_name("property")
    goes_through = called is not None and script.text(called) in _GOES_THROUGH
    return callee.child_by_field_name("object") if goes_through else None
