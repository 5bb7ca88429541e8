"""Matches for what scripts do with what the browser gives them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from hframes.lint.families.functions import above, bare, contains, declared
from hframes.lint.finding import Severity
from hframes.lint.project import Place, Project
from hframes.lint.rule import Match
from hframes.lint.script import ANY, Role, Script, Use

if TYPE_CHECKING:
    from tree_sitter import Node

# What is done with a function: it is called, or handed on to be called.
CALLED = frozenset({Role.CALL, Role.READ})
MADE = frozenset({Role.NEW, Role.CALL, Role.READ})
VALUE = frozenset({Role.READ})
_LONGEST_TEXT = 40
_EQUALITIES = frozenset({"==", "===", "!=", "!=="})
_NOTHING = frozenset({"null", "undefined", '"undefined"', "'undefined'", '"function"', "'function'"})


def reads_of(
    project: Project,
    paths: Collection[str],
    roles: Collection[Role],
    message: str,
    *,
    tests_count: bool = False,
) -> Iterator[Match]:
    """Matches for values that are asked for: at most a note where they are only logged.

    Args:
        paths: "performance.now", "screen"; what is read out of one counts as a READ of it.
        roles: what has to be done with them.
        message: `{what}` in it becomes what stands there.
        tests_count: whether `if (navigator.onLine)` counts, too: for most it only asks whether there is such a thing.
    """
    for script in project.scripts:
        uses = used(script, paths, roles, tests_count=tests_count)
        for use in _once(uses) if roles == VALUE else uses:
            yield match(script, use, message, Severity.NOTE if use.is_logged_only else None)


def calls_of(project: Project, paths: Collection[str], roles: Collection[Role], message: str) -> Iterator[Match]:
    """Matches for what does something, so that it counts whatever becomes of its value."""
    for script in project.scripts:
        for use in used(script, paths, roles):
            yield match(script, use, message)


def used(
    script: Script, paths: Collection[str], roles: Collection[Role], *, tests_count: bool = False
) -> Iterator[Use]:
    """The uses of paths in one of the roles; see `reads_of`."""
    wanted = [tuple(path.split(".")) for path in paths]
    begins = {path[0] for path in wanted}
    for use in script.uses:
        if use.path[0] not in begins:
            continue
        length = next((len(path) for path in wanted if use.path[: len(path)] == path), None)
        if length is None:
            continue
        role = use.role if len(use.path) == length else Role.READ
        if role in roles and (tests_count or len(use.path) > length or not _is_only_test(use)):
            yield use


def methods(script: Script, names: Collection[str]) -> Iterator[Use]:
    """The calls of something's method that has one of these names, whatever the something is."""
    return (use for use in script.uses if use.role is Role.CALL and len(use.path) > 1 and use.path[-1] in names)


def match(script: Script, use: Use, message: str, severity: Severity | None = None, hint: str | None = None) -> Match:
    """A match at a use; `{what}` in the message becomes what stands there."""
    return Match(where(script, use), message.format(what=what(script, use)), hint, severity)


def where(script: Script, use: Use) -> Place:
    """A call or `new` without arguments as a whole, else only what is called."""
    return script.place(use.node if use.call is None or use.arguments else use.call)


def what(script: Script, use: Use) -> str:
    """A use in a few characters, for a message: as it stands there, or what it is, where it goes by another name."""
    name = short(script.text(use.node))
    path = ".".join(use.path)
    if use.path[0] != ANY and not "".join(name.split()).replace("?.", ".").endswith((path, "…", "]")):
        name = path
    if use.role is Role.NEW:
        return f"new {name}()"
    return f"{name}()" if use.role is Role.CALL else name


def short(text: str) -> str:
    """A piece of source on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TEXT else line[: _LONGEST_TEXT - 1] + "…"


def is_test(node: Node) -> bool:
    """Whether a value is only asked for to know whether there is such a thing: `if (x)`, `x && x.y()`, `x !== null`."""
    inner, outer = node, above(node)
    while outer is not None:
        kind = outer.type
        if kind == "unary_expression":
            return _operator(outer) in ("!", "typeof")
        if kind == "binary_expression":
            left, right = outer.child_by_field_name("left"), outer.child_by_field_name("right")
            operator = _operator(outer)
            if operator in _EQUALITIES:
                other = right if left == inner else left
                return other is not None and (other.text or b"").decode(errors="replace") in _NOTHING
            if operator == "&&" and left == inner:
                return True
            if operator == "instanceof":
                return True
            if operator not in ("&&", "||"):
                return False
        elif kind in ("if_statement", "ternary_expression", "while_statement", "do_statement", "for_statement"):
            return bool(outer.child_by_field_name("condition") == inner)
        elif kind != "parenthesized_expression":
            return False
        inner, outer = outer, above(outer)
    return False


def _is_only_test(use: Use) -> bool:
    return use.role is Role.READ and is_test(use.node)


def _once(uses: Iterable[Use]) -> Iterator[Use]:
    """Values once: not again where they go by the name that the script gave them."""
    seen: list[tuple[Use, Node]] = []
    for use in uses:
        root = use.node
        while root.type in ("member_expression", "subscript_expression"):
            root = bare(root.child_by_field_name("object") or root.children[0])
        alias = declared(root) if root.type == "identifier" else None
        if alias is not None and any(contains(alias.node, node) and _is_same(use, one) for one, node in seen):
            continue
        if not use.is_logged_only:
            seen.append((use, use.node if alias is None else alias.node))
        yield use


def _is_same(use: Use, other: Use) -> bool:
    """Whether one is the other, or a part of it."""
    return all(one == another for one, another in zip(use.path, other.path, strict=False))


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return "" if operator is None else operator.type
