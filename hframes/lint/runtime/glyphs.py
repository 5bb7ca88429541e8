"""What is in the files of fonts: the characters that they can draw, and their names."""

from __future__ import annotations

import logging
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from hframes.lint.runtime.texts import DrawnFont

MOST_BYTES = 64_000_000
PATIENCE = 60  # seconds for fc-list
_SUFFIXES = (".woff2", ".woff", ".ttf", ".otf", ".ttc", ".otc")
# Numbers in a font's table of names: family, PostScript name, family as typographers see it.
_NAMES = (1, 6, 16)
# The browser draws these with what it has instead. https://harfbuzz.github.io/
_INSTEAD = {0x2010: "-\u2011", 0x2011: "-\u2010", 0x00A0: " ", 0x2126: "\u03a9", 0x212A: "K", 0x212B: "\u00c5"}


@dataclass(frozen=True)
class FontFile:
    """What is in a font.

    Attributes:
        names: its families and its PostScript name, in lower case.
        characters: code points that it draws.
    """

    names: frozenset[str]
    characters: frozenset[int]


class FontFiles:
    """The fonts that a page was drawn with, each read once.

    Args:
        brought: files that the page asked for, of every kind.
    """

    def __init__(self, brought: Iterable[Path]) -> None:
        self._brought = sorted(path for path in brought if path.suffix.lower() in _SUFFIXES)
        self._own: list[FontFile] | None = None
        self._known: dict[DrawnFont, FontFile | None] = {}

    def of(self, font: DrawnFont) -> FontFile | None:
        """What is in it; None where its file is not known or can't be read."""
        if font not in self._known:
            self._known[font] = self._own_one(font) if font.custom else _system_one(font)
        return self._known[font]

    def _own_one(self, font: DrawnFont) -> FontFile | None:
        if self._own is None:
            self._own = [one for path in self._brought for one in read_fonts(path)]
        wanted = (font.postscript or font.family).lower()
        parts = [one for one in self._own if wanted in one.names]
        if not parts:
            return None
        # A font may be cut into files, each for some characters.
        return FontFile(
            frozenset().union(*(one.names for one in parts)), frozenset().union(*(one.characters for one in parts))
        )


def lacks(file: FontFile, character: str) -> bool:
    """Whether a font has nothing to draw a character with; what is not drawn at all is never lacking."""
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Cn") or _is_selector(character):
        return False
    has = file.characters
    if ord(character) in has or any(ord(other) in has for other in _INSTEAD.get(ord(character), "")):
        return False
    parts = unicodedata.normalize("NFD", character)
    return parts == character or not all(ord(part) in has for part in parts)


def _is_selector(character: str) -> bool:
    return 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF or character == "\u034f"


def read_fonts(path: Path, number: int | None = None) -> list[FontFile]:
    """The fonts of a file, or one of a collection; none where it is no font, or a spoilt one."""
    from fontTools.ttLib import TTCollection, TTFont

    logging.getLogger("fontTools").setLevel(logging.CRITICAL)  # what it thinks of a font is nobody's business here
    try:
        if path.stat().st_size > MOST_BYTES:
            return []
        data = path.read_bytes()
        if _unpacked_size(data) > MOST_BYTES:
            return []
        if data.startswith(b"ttcf"):
            fonts = TTCollection(BytesIO(data), lazy=True)
            return [_read(font) for index, font in enumerate(fonts) if number in (None, index)]
        return [_read(TTFont(BytesIO(data), lazy=True))]
    except Exception:  # a spoilt font fails in any way
        return []


def _read(font: Any) -> FontFile:
    names = {record.toUnicode(errors="replace").lower() for record in font["name"].names if record.nameID in _NAMES}
    drawn = {code for code, glyph in (font.getBestCmap() or {}).items() if glyph != ".notdef"}
    return FontFile(frozenset(names), frozenset(drawn))


def _unpacked_size(data: bytes) -> int:
    """The bytes of a font that is packed (WOFF), as its header says: a browser refuses one that comes out otherwise."""
    return int.from_bytes(data[16:20]) if data.startswith(b"wOF") else 0


def _system_one(font: DrawnFont) -> FontFile | None:
    found = next(_listed(font.postscript), None)
    if found is None:
        return None
    path, number, families = found
    files = read_fonts(path, number)
    if not files:
        return None
    return FontFile(files[0].names | {name.lower() for name in families}, files[0].characters)


def _listed(postscript: str) -> Iterator[tuple[Path, int, list[str]]]:
    """File, number in it and families of the system's fonts of a PostScript name."""
    listing = shutil.which("fc-list")
    if listing is None or not postscript or any(sign in postscript for sign in ":,\\="):
        return
    form = "%{file}\t%{index}\t%{family}\n"
    asked = [listing, f":postscriptname={postscript}", "--format", form]
    try:
        answer = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=PATIENCE)
    except (OSError, subprocess.SubprocessError):
        return
    for line in sorted(answer.stdout.splitlines()):
        file, _, rest = line.partition("\t")
        index, _, families = rest.partition("\t")
        if index.isdecimal():
            # The upper half tells of an instance of a font with axes.
            yield Path(file), int(index) & 0xFFFF, [name.replace("\\-", "-") for name in families.split(",")]
