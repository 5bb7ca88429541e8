"""Finds the header in an SVG file, and makes sure that the file is one a browser would show.

expat fetches nothing from outside (no handler for it is set). Entities could still make a small file large, so nested
and external ones are refused; plain ones, which drawing programs write, are not expanded in text.
"""

from __future__ import annotations

from typing import NoReturn
from xml.parsers import expat

from hframes.composition.header_script import HEADER_ID, HeaderScript

_SVG = "http://www.w3.org/2000/svg"
_SCRIPTS = frozenset({f"{_SVG} script", "http://www.w3.org/1999/xhtml script"})
_MAX_ENTITY_CHARACTERS = 2048


class SvgFaultError(ValueError):
    """The file is not SVG that we take; `line` and `column` are 1-based."""

    def __init__(self, what: str, line: int, column: int, hint: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.line = line
        self.column = column
        self.hint = hint


def find_svg_header_scripts(data: bytes) -> list[HeaderScript]:
    """Every script element with the header's id in the file, in order.

    Raises:
        SvgFaultError: not well-formed XML, the root is not `svg` in its namespace, or dangerous entities.
    """
    scan = _Scan()
    try:
        scan.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise SvgFaultError(
            f"the SVG is not well-formed XML: {expat.ErrorString(error.code)}", error.lineno, error.offset + 1
        ) from None
    except SvgFaultError:
        raise
    except (LookupError, ValueError) as error:
        raise SvgFaultError(f"the SVG's encoding cannot be read: {error}", 1, 1) from None
    return scan.found


class _Scan:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = self._entity
        # A default handler that is not the expanding one stops expat from expanding entities in text.
        self.parser.DefaultHandler = self._other
        self.found: list[HeaderScript] = []
        self.depth = 0
        self.header_depth: int | None = None
        self.header_line = 0
        self.attributes: dict[str, str] = {}
        self.pieces: list[str] = []
        self.length = 0
        self.marks: list[tuple[int, int, int]] = []

    def _fail(self, what: str, hint: str | None = None) -> NoReturn:
        raise SvgFaultError(what, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1, hint)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 0 and name != f"{_SVG} svg":
            tag = name.rpartition(" ")[2][:40]
            hint = f'Write <svg xmlns="{_SVG}">' if tag == "svg" else None
            self._fail(f"the root element is <{tag}>, not <svg> in the SVG namespace", hint)
        self.depth += 1
        if self.header_depth is not None:
            self._fail("the header script holds an element; it must hold JSON only")
        if name in _SCRIPTS and attributes.get("id") == HEADER_ID:
            self.header_depth = self.depth
            self.header_line = self.parser.CurrentLineNumber
            self.attributes = attributes

    def _end(self, _name: str) -> None:
        if self.header_depth == self.depth:
            self._finish()
        self.depth -= 1

    def _finish(self) -> None:
        kind = self.attributes.get("type")
        href = self.attributes.get("href", self.attributes.get("http://www.w3.org/1999/xlink href"))
        self.found.append(
            HeaderScript(
                line=self.header_line,
                type=kind.strip().lower() if kind is not None else None,
                src=self.attributes.get("src", href),
                text="".join(self.pieces),
                marks=tuple(self.marks),
            )
        )
        self.header_depth = None
        self.pieces, self.marks, self.length = [], [], 0

    def _characters(self, piece: str) -> None:
        if self.header_depth is None:
            return
        self.marks.append((self.length, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1))
        self.pieces.append(piece)
        self.length += len(piece)

    def _other(self, piece: str) -> None:
        if self.header_depth is not None and piece.startswith("&"):
            self._fail(f"the header script uses the entity {piece[:40]}", "Write its text itself")

    def _entity(
        self,
        name: str,
        _is_parameter: bool,
        value: str | None,
        _base: str | None,
        _system_id: str,
        _public_id: str | None,
        _notation: str | None,
    ) -> None:
        if value is None:
            self._fail(f'the SVG declares the external entity "{name[:40]}"', "Put its content into the file")
        if "&" in value or "%" in value or len(value) > _MAX_ENTITY_CHARACTERS:
            self._fail(f'the SVG declares the nested or long entity "{name[:40]}"', "Write its text where it is used")
