"""A script as rules see it: every use of what the browser gives, by the path under which the browser has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from hframes.lint.project import Place, ScriptKind, SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node

    from hframes.lint.scopes import Tree

# The first step of a path that begins with a value that nobody knows: `any.thing().play()` is (ANY, "play").
ANY = "*"


class Role(StrEnum):
    """What is done with it."""

    CALL = "call"
    NEW = "new"
    READ = "read"
    WRITE = "write"


@dataclass(frozen=True)
class Use:
    """One use of something that the script did not make itself.

    `const {now} = performance; now()` is a CALL of ("performance", "now"), and so are `window["performance"].now()`,
    `performance.now.call(performance)` and `Reflect.apply(performance.now, performance, [])`. What is declared in the
    script is not the browser's, whatever its name.

    Attributes:
        path: the names from the global object on, or from `ANY`. Always the longest chain that stands there:
            `navigator.connection.rtt` is one use of three steps.
        role: what is done with the end of the path.
        node: the expression, without what is called with.
        call: the call or `new` expression, for these two roles.
        arguments: what is given to it, in order.
        is_logged_only: whether the value goes nowhere but into `console`, or nowhere at all.
    """

    path: tuple[str, ...]
    role: Role
    node: Node
    call: Node | None = None
    arguments: tuple[Node, ...] = ()
    is_logged_only: bool = False


@dataclass(frozen=True)
class Script:
    """A script that the page runs.

    Attributes:
        root: its tree; the bytes of nodes count from `offset` in the file.
        tree: the same with what it declares.
        uses: in the order of the text.
    """

    file: SourceFile
    kind: ScriptKind
    root: Node
    tree: Tree = field(repr=False)
    offset: int = 0
    uses: tuple[Use, ...] = field(default=(), repr=False)

    def place(self, node: Node) -> Place:
        """Where a node stands in its file."""
        return Place(self.file, self.offset + node.start_byte, self.offset + node.end_byte)

    def text(self, node: Node) -> str:
        """What stands there."""
        return (node.text or b"").decode(errors="replace")

    def string(self, node: Node) -> str | None:
        """The value of a string, or of a template without holes; None for anything else."""
        if node.type == "string":
            return "".join(_unescaped(child) for child in node.named_children)
        if node.type == "template_string" and not any(c.type == "template_substitution" for c in node.named_children):
            return self.text(node)[1:-1]
        return None

    def uses_of(self, *paths: str) -> list[Use]:
        """The uses whose path is, or begins with, one of these: "Date.now", "navigator", "*.play"."""
        found: dict[int, Use] = {}
        for path in paths:
            wanted = tuple(path.split("."))
            found.update(
                (id(use), use) for use in self._by_first.get(wanted[0], ()) if use.path[: len(wanted)] == wanted
            )
        return sorted(found.values(), key=lambda use: use.node.start_byte)

    @cached_property
    def _by_first(self) -> dict[str, list[Use]]:
        groups: dict[str, list[Use]] = {}
        for use in self.uses:
            groups.setdefault(use.path[0], []).append(use)
        return groups


# https://tc39.es/ecma262/#prod-SingleEscapeCharacter; an escaped end of line is nothing.
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}


def _unescaped(part: Node) -> str:
    text = (part.text or b"").decode(errors="replace")
    if part.type != "escape_sequence":
        return text
    if text[1:2] in ("x", "u"):
        try:
            return chr(int(text[2:].strip("{}"), 16))
        except (ValueError, OverflowError):
            return text
    return _ESCAPES.get(text[1:], text[1:])
