"""A script element that claims to be the header, as the HTML and SVG readers find it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

HEADER_ID = "hframes"


@dataclass(frozen=True, slots=True)
class HeaderScript:
    """One `<script id="hframes">`, not yet judged.

    Attributes:
        line: 1-based line of the start tag in the page.
        type: the `type` attribute, lower case and stripped, or None.
        src: the `src` or `href` attribute, or None.
        text: the script's text with character references resolved where the page's syntax has them.
        marks: (offset in `text`, line, column) where each stretch of `text` begins in the page; all but offset 1-based.
    """

    line: int
    type: str | None
    src: str | None
    text: str
    marks: tuple[tuple[int, int, int], ...]

    def place(self, offset: int) -> tuple[int, int]:
        """1-based (line, column) in the page of a character of `text`."""
        index = bisect_right(self.marks, offset, key=lambda mark: mark[0]) - 1
        if index < 0:
            return self.line, 1
        start, line, column = self.marks[index]
        newlines = self.text.count("\n", start, offset)
        if newlines:
            return line + newlines, offset - self.text.rfind("\n", start, offset)
        return line, column + offset - start
