"""Parquet, by pyarrow, a few rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hframes.batch.cells import CellError, canonical
from hframes.batch.extras import library
from hframes.batch.rows import DataSource, Row, RowFault, Rows, Typing, Unit
from hframes.batch.sources.files import opened
from hframes.composition.wording import cut
from hframes.errors import SourceError

_ROWS_AT_ONCE = 64


@contextmanager
def parquet_rows(source: DataSource) -> Iterator[Rows]:
    """The rows of a file; a column of bytes is a fault of each row that has some.

    Raises:
        SetupError: pyarrow is not installed.
        SourceError: the file is missing, damaged, not Parquet, or has two columns of one name.
    """
    parquet = library("pyarrow.parquet", "parquet", "reading a Parquet file")
    arrow = library("pyarrow", "parquet", "reading a Parquet file")
    name = source.data
    with opened(name) as stream:
        try:
            file = parquet.ParquetFile(stream, memory_map=False)
            columns = tuple(file.schema_arrow.names)
        except (arrow.ArrowException, OSError, ValueError) as error:
            raise SourceError(f"the file can't be read as Parquet: {_told(error)}", where=name) from None
        twice = next((column for column in columns if columns.count(column) > 1), None)
        if twice is not None:
            raise SourceError(f"two columns have the same name {twice}", where=name)
        with file:
            note = {"kind": "parquet", "name": name}
            yield Rows(columns, Typing.FULL, Unit.ROW, note, _rows(file, arrow, columns, name))


def _rows(file: Any, arrow: Any, columns: tuple[str, ...], name: str) -> Iterator[Row | RowFault]:
    number = 0
    try:
        for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, use_threads=False):
            for index in range(batch.num_rows):
                number += 1
                yield _row(number, {column: batch.column(at)[index] for at, column in enumerate(columns)}, arrow)
    except (arrow.ArrowException, OSError) as error:
        raise SourceError(f"the file is damaged: {_told(error)}", where=f"{name}, after row {number}") from None


def _row(number: int, scalars: dict[str, Any], arrow: Any) -> Row | RowFault:
    values = {}
    for column, scalar in scalars.items():
        try:
            values[column] = canonical(_value(scalar, arrow))
        except (CellError, ValueError, OverflowError) as error:  # times that Python has no form for
            return RowFault(number, cut(str(error), 200), column)
    return Row(number, values)


def _value(scalar: Any, arrow: Any) -> Any:
    value = scalar.as_py()
    # A map comes as pairs.
    return dict(value) if isinstance(scalar, arrow.MapScalar) and value is not None else value


def _told(error: Exception) -> str:
    return cut(" ".join(str(error).split()), 200)
