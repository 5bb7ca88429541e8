"""Findings in scripts that were made from others, told where they are in those."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from hframes.lint.finding import Finding
from hframes.lint.project import Document, Project, ScriptKind, SourceFile
from hframes.lint.runtime.merge import Merged, line_of, span_at
from hframes.lint.runtime.seen import At
from hframes.lint.runtime.source_maps import Original, find_originals, map_address, read_map
from hframes.lint.scopes import Tree
from hframes.lint.script import Script
from hframes.lint.suppression import apply, find_suppressions
from hframes.parsing import LanguageName, parse

_PAGES = (".html", ".htm", ".svg")
_LANGUAGES: dict[str, LanguageName] = {".ts": "typescript", ".mts": "typescript", ".tsx": "tsx"}
_MARK = "hframes: ignore"


@dataclass(frozen=True)
class _Place:
    file: SourceFile
    line: int
    column: int


def told_in_originals(found: Sequence[Merged], shown: str, read: Callable[[str], bytes | None]) -> list[Finding]:
    """The findings, those that a run saw in a script with a source map at the places that it was made from.

    Comments in the originals suppress them, too.

    Args:
        shown: what stands before the paths of the composition's files where people read them.
        read: gives a file of its folder, by its path; None where there is none that may be read.
    """
    places = _places({one.at for one in found if one.at is not None}, shown, read)
    findings: list[Finding] = []
    for one in found:
        place = places.get(one.at) if one.at is not None else None
        if place is None:
            findings.append(one.finding)
            continue
        source = line_of(place.file.data, place.line)
        span = span_at(place.file.path, place.line, place.column, source)
        findings.append(replace(one.finding, span=span, source=source, fix=None))
    files = {id(place.file): place.file for place in places.values()}
    return apply(findings, [one for file in files.values() for one in find_suppressions(_project(file))])[0]


def _places(wanted: Iterable[At], shown: str, read: Callable[[str], bytes | None]) -> dict[At, _Place]:
    by_file: dict[str, list[At]] = {}
    for at in wanted:
        by_file.setdefault(at.file, []).append(at)
    files: dict[str, SourceFile] = {}
    found: dict[At, _Place] = {}
    for name, places in by_file.items():
        script = None if name.lower().endswith(_PAGES) else read(name)
        address = map_address(script) if script is not None else None
        data = read_map(address, name, read) if script is not None and address is not None else None
        if script is None or address is None or data is None:
            continue
        is_inside = address.startswith("data:")
        folder = posixpath.dirname(name if is_inside else posixpath.join(posixpath.dirname(name), address))
        positions = {at: (at.line - 1, _units(line_of(script, at.line), at.column)) for at in places}
        originals = find_originals(data, folder.lstrip("/"), list(positions.values()))
        for at, position in positions.items():
            if position in originals:
                found[at] = _place(originals[position], shown, read, files)
    return found


def _place(original: Original, shown: str, read: Callable[[str], bytes | None], files: dict[str, SourceFile]) -> _Place:
    file = files.get(original.source)
    if file is None:
        is_address = ":" in original.source.partition("/")[0]
        text = original.text.encode(errors="replace") if original.text is not None else None
        if text is None and not is_address:
            text = read(original.source)
        path = original.source if is_address else _path(shown, original.source)
        file = files[original.source] = SourceFile(path, text or b"")
    line = line_of(file.data, original.line)
    before = line.encode("utf-16-le")[: 2 * (original.column - 1)]
    column = len(before.decode("utf-16-le", "replace")) + 1 if line else original.column
    return _Place(file, original.line, column)


def _path(shown: str, source: str) -> str:
    return posixpath.normpath(shown + source) if shown else source


def _units(line: str, column: int) -> int:
    """A 0-based column in UTF-16 code units, given a 1-based one in characters."""
    return len(line[: column - 1].encode("utf-16-le", "surrogatepass")) // 2


def _project(file: SourceFile) -> Project:
    """Nothing but one script, for the comments in it."""
    empty = Project(Document(file, (), is_entry=True), has_duration=True)
    if _MARK.encode() not in file.data:
        return empty
    root = parse(file.data, _LANGUAGES.get(posixpath.splitext(file.path)[1].lower(), "javascript"))
    return replace(empty, scripts=(Script(file, ScriptKind.MODULE, root, Tree(root)),))
