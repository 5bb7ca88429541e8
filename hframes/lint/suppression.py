"""Comments that tell the linter to be silent.

`// hframes: ignore[HF101] the log wants it`, as `/* ... */` in CSS, as `<!-- ... -->` in HTML. It counts for its own
line, or, alone on its line, for the next one. Without codes it counts for every rule. `hframes: ignore-file[HF101]` in
the first comment of a file counts for the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from hframes.lint.finding import Finding
from hframes.lint.options import covers
from hframes.lint.project import Place, Project, SourceFile, Style
from hframes.parsing import parse

if TYPE_CHECKING:
    from tree_sitter import Node

    from hframes.lint.script import Script

_MARK = b"hframes:"
_ORDER = re.compile(r"[\s*!]*hframes:\s*(?P<order>ignore-file|ignore)(?![\w-])\s*(?P<rest>.*)", re.DOTALL)
_CODES = re.compile(r"\[(?P<codes>[^\[\]]*)\](?P<reason>.*)", re.DOTALL)
# In these, what looks like a comment is text.
_TEXT_ELEMENTS = (b"title", b"textarea", b"iframe", b"noembed", b"noframes", b"xmp")


@dataclass(frozen=True)
class Suppression:
    """One such comment.

    Attributes:
        place: the comment.
        codes: codes, beginnings of codes or names of rules; None for every rule.
        lines: what it counts for; None for the whole file.
        reason: what else it says.
    """

    place: Place
    codes: tuple[str, ...] | None
    lines: range | None
    reason: str = ""

    def covers(self, finding: Finding) -> bool:
        """Whether it is about this finding: its file, the line where it begins, and its rule."""
        if finding.span.file != self.place.file.path:
            return False
        if self.lines is not None and finding.span.line not in self.lines:
            return False
        return self.codes is None or any(covers(code, finding.code, finding.name) for code in self.codes)


def apply(findings: Iterable[Finding], suppressions: Sequence[Suppression]) -> tuple[list[Finding], list[Suppression]]:
    """The findings that are left, and the suppressions that suppressed nothing.

    Silent findings, and those of rules that were not selected, are to be among the findings here and to be left out
    afterwards: else what suppresses them would pass for useless.
    """
    of_file: dict[str, list[Suppression]] = {}
    for suppression in suppressions:
        of_file.setdefault(suppression.place.file.path, []).append(suppression)
    left: list[Finding] = []
    used: set[int] = set()
    for finding in findings:
        hits = [one for one in of_file.get(finding.span.file, ()) if one.covers(finding)]
        used.update(map(id, hits))
        if not hits:
            left.append(finding)
    return left, [one for one in suppressions if id(one) not in used]


def find_suppressions(project: Project) -> tuple[Suppression, ...]:
    """All of them, by file, in the order of the text."""
    # A file may be a script of several pages: each comment of it counts once.
    orders: dict[tuple[str, int], _Order] = {}
    trees = list(_trees(project))
    for tree in trees:
        for comment in _marked_comments(tree):
            order = _order_of(tree.place(comment))
            if order is not None:
                orders.setdefault((order.place.file.path, order.place.start), order)
    skipped: dict[str, set[int]] = {}
    for order in orders.values():
        if _is_alone(order.place):
            skipped.setdefault(order.place.file.path, set()).update(_lines(order.place))
    return tuple(_suppression(order, skipped, trees) for _, order in sorted(orders.items(), key=itemgetter(0)))


@dataclass(frozen=True)
class _Tree:
    """A tree of a file, or of a part of it that begins at `offset`."""

    file: SourceFile
    root: Node
    offset: int

    def place(self, node: Node) -> Place:
        return Place(self.file, self.offset + node.start_byte, self.offset + node.end_byte)


@dataclass(frozen=True)
class _Order:
    """A comment that says something to the linter."""

    place: Place
    is_for_file: bool
    codes: tuple[str, ...] | None
    reason: str


def _trees(project: Project) -> Iterator[_Tree]:
    """The trees of files that may have such a comment."""
    for document in project.documents:
        if _MARK in document.file.data:
            yield _Tree(document.file, parse(document.file.data, "html"), 0)
    codes: tuple[Script | Style, ...] = (*project.scripts, *project.styles)
    for code in codes:
        if _MARK in code.file.data:
            yield _Tree(code.file, code.root, code.offset)


def _marked_comments(tree: _Tree) -> Iterator[Node]:
    """Asks what stands where the mark does: a bundle is not walked through."""
    begin, end = tree.offset + tree.root.start_byte, tree.offset + tree.root.end_byte
    at = tree.file.data.find(_MARK, max(begin, 0), end)
    while at >= 0:
        node = tree.root.descendant_for_byte_range(at - tree.offset, at - tree.offset + len(_MARK))
        if node is not None and _is_comment(node):
            yield node
        at = tree.file.data.find(_MARK, at + 1, end)


def _is_comment(node: Node) -> bool:
    """Whether it is a comment for a browser, too."""
    if node.type != "comment":
        return False
    parent = node.parent
    if parent is None:
        return True
    if parent.type == "element":
        name = next((child for child in parent.children[0].children if child.type == "tag_name"), None)
        return name is None or (name.text or b"").lower() not in _TEXT_ELEMENTS
    if parent.type == "arguments" and parent.prev_sibling is not None:
        return parent.prev_sibling.type != "function_name" or (parent.prev_sibling.text or b"").lower() != b"url"
    return parent.type != "quoted_attribute_value"


def _order_of(place: Place) -> _Order | None:
    text = place.text
    for opening, closing in (("//", ""), ("/*", "*/"), ("<!--", "-->")):
        if text.startswith(opening):
            text = text.removeprefix(opening).removesuffix(closing)
            break
    found = _ORDER.fullmatch(text)
    if found is None:
        return None
    rest = found["rest"]
    codes: tuple[str, ...] | None = None
    listed = _CODES.fullmatch(rest)
    if listed is not None:
        codes = tuple(code.strip() for code in listed["codes"].split(",") if code.strip())
        rest = listed["reason"]
    elif rest.startswith("["):
        codes = ()  # not closed: it is to be told as useless, not to suppress everything
    return _Order(place, found["order"] == "ignore-file", codes, " ".join(rest.split()))


def _suppression(order: _Order, skipped: dict[str, set[int]], trees: list[_Tree]) -> Suppression:
    """What a comment counts for; `skipped` are the lines of each file that hold nothing but such comments."""
    if order.is_for_file:
        lines = None if _is_first_comment(order.place, trees) else range(0)
        return Suppression(order.place, order.codes, lines, order.reason)
    lines = _lines(order.place)
    if _is_alone(order.place):
        file = order.place.file
        lines = _next_line(file, lines[-1], skipped[file.path])
    return Suppression(order.place, order.codes, lines, order.reason)


def _next_line(file: SourceFile, after: int, skipped: set[int]) -> range:
    """The next line that isn't blank; with the ones up to the code, where such comments stand above one another."""
    first = 0
    for number in range(after + 1, file.data.count(b"\n") + 2):
        if not file.line(number).strip():
            continue
        first = first or number
        if number not in skipped:
            return range(first, number + 1)
    return range(0)


def _lines(place: Place) -> range:
    span = place.span
    return range(span.line, span.end_line + 1)


def _is_alone(place: Place) -> bool:
    span = place.span
    before = place.file.line(span.line)[: span.column - 1].removeprefix("\ufeff")
    return not before.strip() and not place.file.line(span.end_line)[span.end_column - 1 :].strip()


def _is_first_comment(place: Place, trees: list[_Tree]) -> bool:
    return not any(tree.file.path == place.file.path and _has_comment_before(tree, place.start) for tree in trees)


def _has_comment_before(tree: _Tree, end: int) -> bool:
    todo = [tree.root]
    while todo:
        node = todo.pop()
        if tree.offset + node.start_byte >= end:
            return False
        if _is_comment(node):
            return True
        todo.extend(reversed(node.children))
    return False
