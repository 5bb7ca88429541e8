"""A composition as the linter sees it: its page and everything that the page loads from its folder, parsed."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from hframes.lint.finding import Span
from hframes.lint.folder import Folder

if TYPE_CHECKING:
    from tree_sitter import Node

    from hframes.lint.script import Script


@dataclass(frozen=True)
class SourceFile:
    """A text file.

    Attributes:
        path: POSIX path, as it is told to people.
        data: its bytes, UTF-8.
    """

    path: str
    data: bytes

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [0], self.data.find(b"\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.data.find(b"\n", at + 1)
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a byte, 1-based, in characters."""
        line = bisect_right(self._starts, offset)
        begin = self._starts[line - 1]
        return line, len(self.data[begin:offset].decode(errors="replace")) + 1

    def line(self, number: int) -> str:
        """The text of a line, without its end."""
        begin = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.data)
        return self.data[begin:end].decode(errors="replace").rstrip("\r\n")


@dataclass(frozen=True)
class Place:
    """Bytes `start` to `end` of a file."""

    file: SourceFile
    start: int
    end: int

    @property
    def span(self) -> Span:
        """As people count."""
        line, column = self.file.position(self.start)
        end_line, end_column = self.file.position(self.end)
        return Span(self.file.path, line, column, end_line, end_column)

    @property
    def text(self) -> str:
        """What stands there."""
        return self.file.data[self.start : self.end].decode(errors="replace")


class ScriptKind(StrEnum):
    """How a script runs."""

    CLASSIC = "classic"
    MODULE = "module"
    WORKER = "worker"
    HANDLER = "handler"


@dataclass(frozen=True)
class Element:
    """An element of a page.

    Attributes:
        name: in lower case.
        attributes: by name in lower case: the value as the browser has it, and where it stands (the name, where there
            is no value).
        place: its start tag.
        text: what stands in it, of `script`, `style`, `title`, `textarea`; and where.
    """

    name: str
    attributes: dict[str, tuple[str, Place]]
    place: Place
    text: Place | None = None

    def get(self, name: str) -> str | None:
        """The value of an attribute, None where there is none."""
        found = self.attributes.get(name)
        return None if found is None else found[0]


@dataclass(frozen=True)
class Document:
    """A page, or an SVG picture.

    Attributes:
        elements: in the order of the text.
        is_entry: whether it is the composition itself.
    """

    file: SourceFile
    elements: tuple[Element, ...]
    is_entry: bool


@dataclass(frozen=True)
class Style:
    """A style sheet, or the text of a `style` element or attribute.

    Attributes:
        root: its tree; the bytes of nodes count from `offset`.
        is_inline: whether it is a `style` attribute.
    """

    file: SourceFile
    root: Node
    offset: int
    is_inline: bool

    def place(self, node: Node) -> Place:
        return Place(self.file, self.offset + node.start_byte, self.offset + node.end_byte)


@dataclass(frozen=True)
class Reference:
    """An address that the page loads something from.

    Attributes:
        address: as it stands there, without spaces around it.
        use: what for: "script", "module", "style", "image", "font", "media", "frame", "worker", "fetch", "other".
        place: where it stands.
        element: whose attribute it is, where it is one's.
        file: what it leads to in the composition's folder: a POSIX path; None where it leads out, or to nothing.
        is_missing: whether it leads to a file of the folder that is not there.
    """

    address: str
    use: str
    place: Place
    element: Element | None = None
    file: str | None = None
    is_missing: bool = False


@dataclass(frozen=True)
class Trouble:
    """A file that could not be looked at: it does not parse, is too large, is no text."""

    place: Place
    what: str


@dataclass(frozen=True)
class Project:
    """A composition, loaded.

    Attributes:
        entry: the page itself.
        has_duration: whether the page's header says how long the video is.
        documents, scripts, styles, references: everything that was found, in the order in which it was.
        folder: the composition's, for what the page does not load.
    """

    entry: Document
    has_duration: bool
    documents: tuple[Document, ...] = ()
    scripts: tuple[Script, ...] = ()
    styles: tuple[Style, ...] = ()
    references: tuple[Reference, ...] = ()
    troubles: tuple[Trouble, ...] = field(default=())
    folder: Folder = field(default=Folder())
