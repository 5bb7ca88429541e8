"""JSON Lines: one object a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from hframes.batch.cells import parse_json_cells
from hframes.batch.rows import DataSource, Row, RowFault, Rows, Typing, Unit
from hframes.batch.sources.lines import text_lines
from hframes.composition.json_text import JsonTextError
from hframes.composition.wording import shown


def json_lines_rows(file: BinaryIO, source: DataSource, note: dict[str, str]) -> Rows:
    """The objects, each with its line; empty lines are passed over, a line that is no object is that row's fault."""
    lines = text_lines(file, note["name"], source.limits.row_bytes)
    return Rows(None, Typing.FULL, Unit.LINE, note, _rows(lines))


def _rows(lines: Iterator[str]) -> Iterator[Row | RowFault]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = parse_json_cells(line)
        except JsonTextError as error:
            column = f" at character {error.offset + 1}" if error.offset is not None else ""
            yield RowFault(number, f"the line is not valid JSON{column}: {error.what}")
            continue
        if isinstance(value, dict):
            yield Row(number, value)
        else:
            yield RowFault(number, f"the line holds {shown(value)}, not an object")
