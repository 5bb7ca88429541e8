"""Rows as every source gives them: values of few kinds, each row with the number by which a person finds it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hframes.composition.wording import shown

Cell = Any
"""None, bool, int, float, str, `Decimal`, and lists and dicts of these; see `hframes.batch.cells.canonical`."""


class Typing(StrEnum):
    """How much a source knows of types, hence what may be made of a value.

    Attributes:
        TEXT: nothing; every cell is text, an empty one is missing (CSV, TSV).
        DATABASE: as much as the database has types: SQLite and MySQL lack booleans and JSON.
        FULL: everything JSON knows (JSON, JSON Lines, Parquet).
    """

    TEXT = "text"
    DATABASE = "database"
    FULL = "full"


class Unit(StrEnum):
    """What a row's number counts."""

    LINE = "line"
    ROW = "row"
    ITEM = "item"

    def place(self, number: int) -> str:
        """Words for one row: "line 14", "row 3", "item [12]"."""
        return f"item [{number}]" if self is Unit.ITEM else f"{self.value} {number}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it begins at (from 1), the row of the query or file (from 1), or the array's index (from 0)."""

    number: int
    values: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong with one row; the rows after it can still be read.

    Attributes:
        column: the column's name, where it is one column's fault.
        param: the place in the params, where it is known.
    """

    number: int
    what: str
    column: str | None = None
    param: str | None = None

    def text(self, unit: Unit) -> str:
        column = f", column {shown(self.column)}" if self.column is not None else ""
        param = f", {self.param}" if self.param is not None else ""
        return f"{unit.place(self.number)}{column}{param}: {self.what}"


@dataclass(frozen=True)
class Rows:
    """Rows on their way from a source, to be gone through once.

    Attributes:
        columns: the names in their order; None where each row brings its own (JSON).
        typing: what the source knows of types.
        unit: what the numbers count.
        source: what it was, without secrets, for the snapshot and for errors.
        items: the rows, and the faults of those that can't be had. Raises `SourceError` where it can't go on.
    """

    columns: tuple[str, ...] | None
    typing: Typing
    unit: Unit
    source: dict[str, str]
    items: Iterator[Row | RowFault]


@dataclass(frozen=True)
class Limits:
    """Where reading stops with an error rather than going on.

    Attributes:
        rows: read from the source, before any filter.
        row_bytes: of one row as it is written in its file.
        download_bytes: of what an address sends.
        seconds: for a query, or for a download, as a whole.
    """

    rows: int = 100_000
    row_bytes: int = 4_000_000
    download_bytes: int = 256_000_000
    seconds: float = 300.0


@dataclass(frozen=True)
class DataSource:
    """Where the rows of a batch come from.

    Attributes:
        data: a file, `-` for standard input, a database URL, or an `http(s)` address.
        query: the SQL, for a database.
        format: csv, tsv, json, jsonl, parquet or sqlite, where the name doesn't say it (or says another).
        data_path: the way to the array of rows within a JSON document, as in `result.items`.
        delimiter: between the cells of a CSV, one character; "," unless told.
        other_hosts: whether an address may lead on to another host.
        limits: where reading stops.
    """

    data: str
    query: str | None = None
    format: str | None = None
    data_path: str | None = None
    delimiter: str | None = None
    other_hosts: bool = False
    limits: Limits = field(default_factory=Limits)
