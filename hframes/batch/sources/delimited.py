"""CSV and TSV, by Python's own reader (RFC 4180: quotes, doubled quotes, line ends in quotes)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO, Protocol, cast

from hframes.batch.rows import DataSource, Row, RowFault, Rows, Typing, Unit
from hframes.batch.sources.lines import text_lines
from hframes.composition.wording import shown
from hframes.errors import SourceError


def delimited_rows(file: BinaryIO, source: DataSource, note: dict[str, str], delimiter: str) -> Rows:
    """The rows under a line of names. Names lose the spaces around them, cells don't; empty lines are passed over.

    Raises:
        SourceError: no names, an empty name, one twice; then, while the rows are read, what makes the rest unreadable.
    """
    name = note["name"]
    lines = text_lines(file, name, source.limits.row_bytes)
    reader = cast(_Reader, csv.reader(lines, delimiter=delimiter, strict=True))
    _, head = next(_records(reader, name), (1, []))
    columns = _checked_columns(head, name, delimiter)
    return Rows(columns, Typing.TEXT, Unit.LINE, note, _rows(reader, columns, name))


def _rows(reader: _Reader, columns: tuple[str, ...], name: str) -> Iterator[Row | RowFault]:
    for number, cells in _records(reader, name):
        if len(cells) == len(columns):
            yield Row(number, dict(zip(columns, cells, strict=True)))
        else:
            cell = "cell" if len(cells) == 1 else "cells"
            yield RowFault(number, f"it has {len(cells)} {cell}, and the line of names has {len(columns)}")


def _records(reader: _Reader, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of the line it begins at."""
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            what, hint = _in_words(str(error), begins, reader.line_num)
            raise SourceError(what, where=f"{name}:{begins}", hint=hint) from None
        if cells:
            yield begins, cells


def _in_words(error: str, begins: int, ends: int) -> tuple[str, str | None]:
    if "unexpected end of data" in error:
        return "a quoted cell is not closed by the end of the file", f'Look for a lone " from line {begins} on'
    if "field larger" in error:
        hint = f'Look for a lone " from line {begins} on' if ends > begins else None
        return f"a cell is longer than {csv.field_size_limit():,} characters", hint
    if "new-line character" in error:
        return "a line ends with a carriage return alone", "Save the file with the line ends of Unix or Windows"
    if "expected after" in error:
        return "something follows the closing quote of a cell", 'Write a quote within a quoted cell twice: ""'
    return f"the line can't be read: {error}", None


def _checked_columns(head: list[str], name: str, delimiter: str) -> tuple[str, ...]:
    columns = tuple(cell.strip() for cell in head)
    where = f"{name}:1"
    if not columns or columns == ("",):
        raise SourceError("the file is empty; its first line has to name the columns", where=where)
    for position, column in enumerate(columns):
        if not column:
            raise SourceError(f"the first line names no column {position + 1} of {len(columns)}", where=where)
        if columns.index(column) < position:
            both = f"{columns.index(column) + 1} and {position + 1}"
            raise SourceError(f"the columns {both} have the same name {shown(column)}", where=where)
    if len(columns) == 1:
        other = next((mark for mark in ";\t|," if mark in columns[0]), None)
        if other is not None:
            hint = "Use --format tsv" if other == "\t" else f"Use --delimiter '{other}'"
            raise SourceError(
                f"the first line is one name, {shown(columns[0])}, with {shown(delimiter)} between cells",
                where=where,
                hint=hint,
            )
    return columns


class _Reader(Protocol):
    """What `csv.reader` returns."""

    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...
