"""A script as rules see it: every use of what the browser gives, by the path under which the browser has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from hframes.lint.project import Place, ScriptKind, SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node

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
        uses: in the order of the text.
    """

    file: SourceFile
    kind: ScriptKind
    root: Node
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
        wanted = [tuple(path.split(".")) for path in paths]
        return [use for use in self.uses if any(use.path[: len(path)] == path for path in wanted)]


def _unescaped(part: Node) -> str:
    text = (part.text or b"").decode(errors="replace")
    if part.type != "escape_sequence":
        return text
    try:
        return text.encode("latin-1", "backslashreplace").decode("unicode_escape")
    except UnicodeDecodeError:
        return text
