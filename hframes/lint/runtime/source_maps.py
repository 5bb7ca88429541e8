"""Source maps (ECMA-426): which place of the original a place of a script was made from.

The maps are the composition's own and may hold anything: what makes no sense is no map.
"""

from __future__ import annotations

import base64
import binascii
import json
import posixpath
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

MOST_BYTES = 32_000_000
_MOST_DIGITS = 7  # of a number: 32 bits and a sign
_VALUES = {sign: value for value, sign in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")}
_MARK = re.compile(rb"//[#@][ \t]*sourceMappingURL=([^\s'\"]+)[ \t]*(?:\r?\n|$)")
_SCHEME = re.compile(r"[A-Za-z][\w+.-]+:")

# Line and column in a script, 0-based, in UTF-16 code units.
Position = tuple[int, int]


@dataclass(frozen=True)
class Original:
    """What a place was made from.

    Attributes:
        source: POSIX path in the composition's folder (one that begins with "../" leads out of it), or an address.
        line: 1-based.
        column: 1-based, in UTF-16 code units.
        text: of the whole source, where the map has it.
    """

    source: str
    line: int
    column: int
    text: str | None


def map_address(script: bytes) -> str | None:
    """Where a script says that its map is; None where it says nothing."""
    found = None
    at = script.rfind(b"sourceMappingURL=")
    if at >= 0:
        found = _MARK.match(script, max(script.rfind(b"//", 0, at), 0))
    return None if found is None else found[1].decode("utf-8", "replace")


def read_map(address: str, script: str, read: Callable[[str], bytes | None]) -> bytes | None:
    """The bytes of a map.

    Args:
        address: as of `map_address`.
        script: POSIX path of the script in the folder.
        read: gives a file of the folder, by its path; None where there is none that may be read.
    """
    if address.startswith("data:"):
        head, comma, body = address.partition(",")
        if not comma or len(body) > 2 * MOST_BYTES:
            return None
        data = unquote_to_bytes(body)
        try:
            return base64.b64decode(data, validate=True) if head.endswith(";base64") else data
        except binascii.Error:
            return None
    if _SCHEME.match(address) or address.startswith("//"):
        return None
    path = unquote_to_bytes(address.partition("?")[0]).decode("utf-8", "replace")
    if path.startswith("/"):
        return read(path.lstrip("/"))
    return read(posixpath.normpath(posixpath.join(posixpath.dirname(script), path)))


def find_originals(data: bytes, folder: str, wanted: Collection[Position]) -> dict[Position, Original]:
    """The originals of places, as far as a map knows them.

    Args:
        data: the map.
        folder: where it lies, a POSIX path in the composition's folder.
        wanted: places in the script.
    """
    if len(data) > MOST_BYTES:
        return {}
    try:
        # What stands before the first line end may be there to keep it from being run.
        told = json.loads(data.partition(b"\n")[2] if data.startswith(b")]}'") else data)
    except (ValueError, RecursionError):
        return {}
    found: dict[Position, Original] = {}
    for part, (line, column) in _parts(told):
        inside = {(at[0] - line, at[1] - (column if at[0] == line else 0)): at for at in wanted if at >= (line, column)}
        for place, original in _originals_of(part, folder, inside).items():
            found[inside[place]] = original  # of parts that begin before a place, the last one counts
    return found


def _parts(told: Any) -> Iterator[tuple[dict[str, Any], Position]]:
    """A map, or the maps that it is made of; where each begins in the script."""
    if not isinstance(told, dict):
        return
    sections = told.get("sections")
    if not isinstance(sections, list):
        yield told, (0, 0)
        return
    for section in sections:
        if not isinstance(section, dict) or not isinstance(section.get("map"), dict):
            continue
        offset = section.get("offset")
        line, column = (offset.get("line"), offset.get("column")) if isinstance(offset, dict) else (None, None)
        if isinstance(line, int) and isinstance(column, int) and line >= 0 and column >= 0:
            yield section["map"], (line, column)


def _originals_of(told: dict[str, Any], folder: str, wanted: Collection[Position]) -> dict[Position, Original]:
    mappings, sources = told.get("mappings"), told.get("sources")
    if not isinstance(mappings, str) or not isinstance(sources, list) or not mappings.isascii() or not wanted:
        return {}
    contents = told.get("sourcesContent")
    root = told.get("sourceRoot")
    found: dict[Position, Original] = {}
    for place, (source, line, column) in _segments(mappings, wanted).items():
        name = sources[source] if 0 <= source < len(sources) else None
        if not isinstance(name, str) or not name or line < 0 or column < 0:
            continue
        content = contents[source] if isinstance(contents, list) and source < len(contents) else None
        whole = _named(name, root if isinstance(root, str) else "", folder)
        found[place] = Original(whole, line + 1, column + 1, content if isinstance(content, str) else None)
    return found


def _named(name: str, root: str, folder: str) -> str:
    if root and not _SCHEME.match(name):
        name = root.rstrip("/") + "/" + name
    if _SCHEME.match(name):
        return name
    return posixpath.normpath(posixpath.join(folder, name))


def _segments(mappings: str, wanted: Collection[Position]) -> dict[Position, tuple[int, int, int]]:
    """Of each wanted place the segment that it lies in: source, line and column, 0-based."""
    found: dict[Position, tuple[int, int, int]] = {}
    by_line: dict[int, list[Position]] = {}
    for place in wanted:
        by_line.setdefault(place[0], []).append(place)
    last = max(by_line)
    source = line = column = 0
    # The numbers of a segment count from those of the one before, so that all before must be read.
    for number, text in enumerate(mappings.split(";", last + 1)[: last + 1]):
        begin = 0
        here: tuple[int, int, int] | None = None
        places = sorted(by_line.get(number, ()), reverse=True)
        for segment in text.split(",") if text else ():
            fields = _numbers(segment)
            if len(fields) not in (1, 4, 5):
                return found
            begin += fields[0]
            while places and places[-1][1] < begin:
                _put(found, places.pop(), here)
            if len(fields) > 1:
                source, line, column = source + fields[1], line + fields[2], column + fields[3]
            here = (source, line, column) if len(fields) > 1 else None
        for place in places:
            _put(found, place, here)
    return found


def _put(found: dict[Position, tuple[int, int, int]], place: Position, here: tuple[int, int, int] | None) -> None:
    if here is not None:
        found[place] = here


def _numbers(segment: str) -> list[int]:
    """Base64 VLQ; nothing for what is none."""
    numbers: list[int] = []
    value = shift = 0
    for sign in segment:
        digit = _VALUES.get(sign)
        if digit is None or shift >= 5 * _MOST_DIGITS:
            return []
        value |= (digit & 31) << shift
        shift += 5
        if not digit & 32:
            numbers.append(-(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    return numbers if shift == 0 else []
