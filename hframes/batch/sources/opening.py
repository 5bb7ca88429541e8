"""Which kind of source it is, and its rows."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from hframes.batch.rows import DataSource, Rows
from hframes.batch.snapshot import MARK
from hframes.batch.sources.delimited import delimited_rows
from hframes.batch.sources.files import opened
from hframes.batch.sources.json_array import array_rows
from hframes.batch.sources.json_lines import json_lines_rows
from hframes.composition.wording import shown
from hframes.errors import DataError

FORMATS = ("csv", "tsv", "json", "jsonl", "parquet", "sqlite")
_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_SNIFFED_BYTES = 65_536


def kind_of(source: DataSource) -> str:
    """One of `FORMATS`, or "database", "http", "stdin".

    Raises:
        DataError: neither the name nor `format` says what it is, or an option does not go with it.
    """
    if source.format is not None and source.format not in FORMATS:
        raise DataError(f"{shown(source.format)} is not a format of data", hint=f"Known are {', '.join(FORMATS)}")
    scheme = _SCHEME.match(source.data)
    if source.data == "-":
        kind = "stdin"
    elif scheme is not None:
        kind = "http" if scheme[1].lower() in ("http", "https") else "database"
    else:
        kind = source.format or _SUFFIXES.get(Path(source.data).suffix.lower(), "")
        if not kind:
            raise DataError(
                f"the name {shown(source.data)} does not say what kind of data it is",
                hint=f"Say it with --format: {', '.join(FORMATS)}",
            )
    _check_options(source, kind)
    return kind


def _check_options(source: DataSource, kind: str) -> None:
    is_sql = kind in ("database", "sqlite")
    if is_sql and not (source.query or "").strip():
        raise DataError("a database needs a query", hint="Say which rows: --query 'SELECT ... FROM ...'")
    if not is_sql and source.query is not None:
        raise DataError("--query goes with a database", hint="Select rows of files with --where")
    if source.delimiter is not None and (len(source.delimiter) != 1 or source.delimiter in '"\r\n\0'):
        raise DataError(f"the delimiter {shown(source.delimiter)} is not one character that can stand between cells")
    if kind in ("stdin", "http") and source.format in ("parquet", "sqlite"):
        raise DataError(f"{source.format} can only be read from a file")
    if kind == "database" and source.format is not None:
        raise DataError("--format does not go with a database URL")


@contextmanager
def open_rows(source: DataSource, stdin: BinaryIO | None = None) -> Iterator[Rows]:
    """The rows of a source, to be gone through once while it is open.

    Args:
        stdin: what `-` reads.

    Raises:
        DataError: the call is wrong: no such kind, an option that does not go with it.
        SourceError: it can't be read; while it is gone through, too.
        SetupError: a library for it is not installed.
    """
    kind = kind_of(source)
    with ExitStack() as stack:
        if kind in ("database", "sqlite"):
            from hframes.batch.sources.database import database_rows

            yield stack.enter_context(database_rows(source, is_file=kind == "sqlite"))
        elif kind == "parquet":
            from hframes.batch.sources.parquet import parquet_rows

            yield stack.enter_context(parquet_rows(source))
        elif kind == "http":
            from hframes.batch.sources.web import downloaded

            file, note = stack.enter_context(downloaded(source))
            yield _text_rows(source, source.format or "json", file, note)
        elif kind == "stdin":
            if stdin is None:
                raise DataError("there is no standard input to read")
            buffered = io.BufferedReader(cast(io.RawIOBase, stdin), _SNIFFED_BYTES)
            stack.callback(buffered.detach)
            head = buffered.peek(_SNIFFED_BYTES)
            if head.startswith(MARK):
                raise DataError("a snapshot is given as a file, not on standard input")
            sniffed = source.format or sniff(head, source)
            yield _text_rows(source, sniffed, buffered, {"kind": sniffed, "name": "-"})
        else:
            file = stack.enter_context(opened(source.data))
            yield _text_rows(source, kind, file, {"kind": kind, "name": source.data})


def sniff(head: bytes, source: DataSource) -> str:
    """csv, tsv, json or jsonl, by how it begins."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"[") or (text.startswith(b"{") and source.data_path is not None):
        return "json"
    if text.startswith(b"{"):
        return "jsonl"
    first = text.partition(b"\n")[0]
    return "tsv" if b"\t" in first and b"," not in first and source.delimiter is None else "csv"


def _text_rows(source: DataSource, kind: str, file: BinaryIO, note: dict[str, str]) -> Rows:
    if source.data_path is not None and kind != "json":
        raise DataError(f"--data-path leads into a JSON document, and this is {kind}")
    if source.delimiter is not None and kind != "csv":
        raise DataError(f"--delimiter is for CSV, and this is {kind}")
    if kind == "json":
        return array_rows(file, source, note)
    if kind == "jsonl":
        return json_lines_rows(file, source, note)
    return delimited_rows(file, source, note, "\t" if kind == "tsv" else source.delimiter or ",")
