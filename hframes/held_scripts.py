"""Scripts as they are served: with their `import()` handed to the clock, and `async` ones in the order of the page.

A script can replace `fetch`, but not `import()`, which is a part of the language: when a module is there is the
network's business, and so would be the frame that first shows it (seen: a planet came one frame late, in one render of
dozens on a busy machine). So `import(x)` is served as `__hframesImport((a,b)=>import(a,b),x)`, see
`runtime_js/work/imports.js`, and `<script async>` as `<script defer>`, which a browser is free to do. Lines stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hframes.parsing import grammar, parse

if TYPE_CHECKING:
    from tree_sitter import Node

CALL = b"__hframesImport"
# The arguments stay where they are: their values are those of the moment of the call.
BEGIN = b"(a,b)=>import(a,b),"
# Parsing takes time that most files need not take: these have nothing to find.
_MAY_IMPORT = re.compile(rb"\bimport\s*(?:\(|/[/*])")
_MAY_BE_ASYNC = re.compile(rb"<script[^>]*\sasync\b", re.IGNORECASE)
_SCRIPT_TYPES = ("", "module", "text/javascript", "application/javascript", "text/ecmascript", "application/ecmascript")
# Hashes of scripts as they lie there: one that is served otherwise would not run.
_IS_HASHED = re.compile(rb"integrity|content-security-policy", re.IGNORECASE)

# Text to put in the place of the bytes from .. to.
_Edit = tuple[int, int, bytes]


def has_hashes(document: bytes) -> bool:
    """Whether a document may hold hashes of its scripts (`integrity`, a policy): then they are to be left alone."""
    return _IS_HASHED.search(document) is not None


def held_script(script: bytes) -> bytes:
    """A script or module in UTF-8 with its `import()` handed to the clock; as it is where it has none."""
    return _edited(script, _script_edits(script))


def held_document(document: bytes) -> bytes:
    """An HTML document in an encoding that has ASCII, with its own scripts held and its `async` ones deferred."""
    return _edited(document, _document_edits(document))


def original_column(text: bytes, line: int, column: int, *, is_document: bool) -> int:
    """Where a place in a held script or document is in the text as it lies there: its column, on the same line.

    Args:
        text: as it lies there.
        line, column: in the text as it is served, 1-based; columns are in UTF-16 code units, also the one returned.
    """
    edits = _document_edits(text) if is_document else _script_edits(text)
    begin = 0
    for _ in range(line - 1):
        begin = text.find(b"\n", begin) + 1
        if begin == 0:
            return column
    end = text.find(b"\n", begin)
    shift = 0
    for start, stop, instead in sorted(edits, key=lambda edit: edit[0]):
        if start < begin or (0 <= end < start):
            continue
        place = _units(text[begin:start]) + 1
        if column < place + shift:
            break
        if column < place + shift + _units(instead):
            return place
        shift += _units(instead) - _units(text[start:stop])
    return column - shift


def _units(text: bytes) -> int:
    """The length in UTF-16 code units."""
    return len(text.decode(errors="replace").encode("utf-16-le")) // 2


def _script_edits(script: bytes) -> list[_Edit]:
    return _import_edits(script, 0) if _MAY_IMPORT.search(script) else []


def _document_edits(document: bytes) -> list[_Edit]:
    may_import = _MAY_IMPORT.search(document) is not None and not has_hashes(document)
    if not may_import and not _MAY_BE_ASYNC.search(document):
        return []
    edits: list[_Edit] = []
    for script in _found(parse(document, "html"), "script_element"):
        start = script.children[0]
        attributes = dict(_attributes(start))
        kind = attributes["type"][1] if "type" in attributes else ""
        if "async" in attributes and ("src" in attributes or kind == "module"):
            name = attributes["async"][0]
            edits.append((name.start_byte, name.end_byte, b"defer"))
        text = next((child for child in script.children if child.type == "raw_text"), None)
        if may_import and text is not None and kind in _SCRIPT_TYPES:
            edits += _import_edits(document[text.start_byte : text.end_byte], text.start_byte)
    return edits


def _attributes(tag: Node) -> Iterator[tuple[str, tuple[Node, str]]]:
    for attribute in _found(tag, "attribute"):
        name, *_ = attribute.children
        value = next(iter(_found(attribute, "attribute_value")), None)
        yield _text(name).lower(), (name, _text(value).strip().lower() if value is not None else "")


def _import_edits(script: bytes, offset: int) -> list[_Edit]:
    """What hands the `import()` of a script to the clock; `offset` is where it begins in its file."""
    edits: list[_Edit] = []
    for callee, given in _imports(script):
        opened = offset + given.start_byte + 1
        edits.append((offset + callee.start_byte, offset + callee.end_byte, CALL))
        edits.append((opened, opened, BEGIN))
    return edits


def _imports(script: bytes) -> Iterator[tuple[Node, Node]]:
    """The word `import` and the arguments of each `import()`."""
    from tree_sitter import Query, QueryCursor

    # A query takes a tenth of the time of a walk from Python: a bundle has a million nodes.
    query = Query(grammar("javascript"), "(call_expression function: (import) @callee arguments: (arguments) @given)")
    for _, captured in QueryCursor(query).matches(parse(script, "javascript")):
        yield captured["callee"][0], captured["given"][0]


def _found(node: Node, kind: str) -> Iterator[Node]:
    """All nodes of a kind, in the order of the text."""
    todo = [node]
    while todo:
        looked_at = todo.pop()
        if looked_at.type == kind:
            yield looked_at
        todo.extend(reversed(looked_at.children))


def _text(node: Node) -> str:
    return (node.text or b"").decode(errors="replace")


def _edited(text: bytes, edits: list[_Edit]) -> bytes:
    if not edits:
        return text
    parts, at = [], 0
    for start, end, instead in sorted(edits, key=lambda edit: edit[0]):
        parts += [text[at:start], instead]
        at = end
    return b"".join([*parts, text[at:]])
