"""An array of objects in a JSON document, read as a stream: memory holds one row, however long the array is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from hframes.batch.cells import parse_json_cells
from hframes.batch.rows import DataSource, Row, RowFault, Rows, Typing, Unit
from hframes.batch.sources.json_text import JsonStream
from hframes.composition.json_text import JsonTextError
from hframes.composition.wording import shown
from hframes.errors import SourceError


def array_rows(file: BinaryIO, source: DataSource, note: dict[str, str]) -> Rows:
    """The items of the array that the document is, or that `data_path` leads to.

    Raises, while the rows are read:
        SourceError: not JSON to its very end, no array there, an item over the limit; with the line where it shows.
    """
    stream = JsonStream(file, note["name"], source.limits.row_bytes)
    path = tuple(source.data_path.split(".")) if source.data_path else ()
    return Rows(None, Typing.FULL, Unit.ITEM, note, _rows(stream, path, note["name"]))


def _rows(stream: JsonStream, path: tuple[str, ...], name: str) -> Iterator[Row | RowFault]:
    for depth, key in enumerate(path):
        _enter(stream, key, ".".join(path[: depth + 1]), name)
    if stream.peek() != "[":
        raise _no_array(stream, path, name)
    yield from _items(stream)
    for _ in path:  # a document that was cut off behind the rows is not whole
        while stream.take(",", "}") == ",":
            _pass_pair(stream)
    stream.end()


def _items(stream: JsonStream) -> Iterator[Row | RowFault]:
    stream.take("[")
    if stream.peek() == "]":
        stream.take("]")
        return
    index = 0
    while True:
        yield _item(stream.value(), index)
        index += 1
        if stream.take(",", "]") == "]":
            return


def _item(text: str, index: int) -> Row | RowFault:
    try:
        value = parse_json_cells(text)
    except JsonTextError as error:
        return RowFault(index, error.what)
    return Row(index, value) if isinstance(value, dict) else RowFault(index, f"it is {shown(value)}, not an object")


def _enter(stream: JsonStream, key: str, path: str, name: str) -> None:
    """Goes to the value under a key of the object that is next."""
    if stream.peek() != "{":
        raise SourceError(f"{path} leads nowhere: there is no object to have a {shown(key)}", where=name)
    stream.take("{")
    if stream.peek() != "}":
        while _key(stream) != key:
            stream.value()
            if stream.take(",", "}") == "}":
                break
        else:
            return
    raise SourceError(f"the document has no {shown(path)}", where=name)


def _pass_pair(stream: JsonStream) -> None:
    _key(stream)
    stream.value()


def _key(stream: JsonStream) -> str:
    if stream.peek() != '"':
        stream.take('"')
    key = json.loads(stream.value())
    stream.take(":")
    return str(key)


def _no_array(stream: JsonStream, path: tuple[str, ...], name: str) -> SourceError:
    what = f"{'.'.join(path)} is" if path else "the document is"
    if stream.peek() == "{":
        hint = "Say where in it the array of rows is: --data-path items" if not path else None
        return SourceError(f"{what} an object, not an array of rows", where=name, hint=hint)
    try:
        value = parse_json_cells(stream.value())
    except JsonTextError as error:
        return SourceError(f"the document is not valid JSON: {error.what}", where=name)
    return SourceError(f"{what} {shown(value)}, not an array of rows", where=name)
