"""Rows frozen to a file: the same rows again, byte for byte, after their source has moved on.

A snapshot is JSON Lines. The first line says what it is: the form's version, the source without secrets, the query, the
mapping, the filters, how many rows, and two SHA-256: `rows_sha256` of all the lines after it, `sha256` of this first
line without that field, so of everything. Then a line for each row:

    {"number":14,"row":{"sku":"A-1","price":{"decimal":"12.50"}},"params":{"price":12.5,"title":"Sale"}}

`row` is what was read, for names and filters; `params` is all that the page gets, defaults included. Numbers are in
their shortest form that is read back as the same double; a decimal that came as one is `{"decimal": "12.50"}`, dates
and times are ISO 8601 texts. An object of one key "decimal" or "object" is wrapped in `{"object": ...}`.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from hframes.batch.rows import Cell, Typing, Unit
from hframes.errors import OutputError, SourceError, UsageError

VERSION = 1
MARK = b'{"hframes_snapshot":'
_MAX_LINE_BYTES = 64_000_000
_TAGS = ({"decimal"}, {"object"})


@dataclass(frozen=True, slots=True)
class FrozenRow:
    """One row of a batch.

    Attributes:
        index: its place in the batch, from 1.
        number: its number in the source; see `Unit`.
        unit: what that number counts.
        values: its columns as they were read.
        params: all that the page gets.
    """

    index: int
    number: int
    unit: Unit
    values: dict[str, Cell]
    params: dict[str, Any]

    @property
    def place(self) -> str:
        """Words for where the row is in its source: "line 14"."""
        return self.unit.place(self.number)


@dataclass(frozen=True)
class Origin:
    """What the rows of a snapshot were made of, without secrets and without times.

    Attributes:
        source: kind, name and, of a database, the query.
        columns: as `Rows.columns`.
        maps: the column of each param that `--map` gave.
        wheres: each condition that rows had to fit.
        limit: how many rows there could be at most.
    """

    source: dict[str, str]
    columns: tuple[str, ...] | None
    typing: Typing
    unit: Unit
    maps: dict[str, str]
    wheres: tuple[str, ...]
    limit: int | None


@dataclass(frozen=True)
class Snapshot:
    """A snapshot file that has been read through and is whole.

    Attributes:
        path: the file.
        origin: what its rows were made of.
        count: how many rows it holds.
        sha256: of everything in it, in hex.
    """

    path: Path
    origin: Origin
    count: int
    sha256: str

    def rows(self) -> Iterator[FrozenRow]:
        """The rows, one in memory at a time.

        Raises:
            SourceError: the file is not what it was.
        """
        with _opened(self.path) as file:
            header = _header(file.readline(_MAX_LINE_BYTES), self.path)
            if header["sha256"] != self.sha256:
                raise _damaged(self.path)
            yield from _checked_rows(file, header, self.path)


def write_snapshot(path: Path, origin: Origin, rows: Iterable[FrozenRow]) -> Snapshot:
    """Writes rows as they come, and the first line when their hash is known. The same rows give the same bytes.

    Args:
        path: a new file in a folder of our own; `publish` gives a snapshot its name.

    Raises:
        OutputError: the system refuses.
    """
    body = path.with_name(path.name + ".rows")
    digest, count = hashlib.sha256(), 0
    try:
        with body.open("wb") as file:
            for row in rows:
                line = _line({"number": row.number, "row": _tagged(row.values, top=True), "params": row.params})
                digest.update(line)
                file.write(line)
                count += 1
        header = _made_header(origin, count, digest.hexdigest())
        with path.open("wb") as file, body.open("rb") as lines:
            file.write(_line(header))
            shutil.copyfileobj(lines, file)
    except OSError as error:
        raise OutputError(f"the snapshot can't be written: {error.strerror}", where=str(path)) from None
    finally:
        body.unlink(missing_ok=True)
    return Snapshot(path, origin, count, str(header["sha256"]))


def publish(snapshot: Snapshot, target: Path, *, force: bool) -> Snapshot:
    """Puts a copy in place in one step; where the very same snapshot is there already, it stays.

    Raises:
        UsageError: another file has the name and `force` is not given.
        OutputError: the system refuses.
    """
    part = target.with_name(f".{target.name[:40]}.{secrets.token_hex(4)}.part")
    try:
        if os.path.lexists(target) and not force:
            if target.is_file() and target.read_bytes() == snapshot.path.read_bytes():
                return Snapshot(target, snapshot.origin, snapshot.count, snapshot.sha256)
            raise UsageError(
                f"{target} exists already and holds other rows",
                hint=f"Use --data {target} to render its rows again, or --force to replace it",
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with snapshot.path.open("rb") as source, part.open("xb") as file:
                shutil.copyfileobj(source, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"the snapshot can't be written: {error.strerror}", where=str(target)) from None
    return Snapshot(target, snapshot.origin, snapshot.count, snapshot.sha256)


def is_snapshot(path: Path) -> bool:
    """Whether a file begins as snapshots do."""
    try:
        with path.open("rb") as file:
            return file.read(len(MARK)) == MARK
    except (OSError, ValueError):
        return False


def read_snapshot(path: Path) -> Snapshot:
    """The snapshot in a file, once every byte of it is found to be as it was written.

    Raises:
        SourceError: it can't be read, is no snapshot, of a later version, or not as it was written.
    """
    with _opened(path) as file:
        header = _header(file.readline(_MAX_LINE_BYTES), path)
        count = sum(1 for _ in _checked_rows(file, header, path))
    return Snapshot(path, _origin(header), count, str(header["sha256"]))


def _opened(path: Path) -> Any:
    try:
        return path.open("rb")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"the snapshot can't be read: {reason}", where=str(path)) from None


def _made_header(origin: Origin, count: int, rows_sha256: str) -> dict[str, Any]:
    header = {
        "hframes_snapshot": VERSION,
        "rows": count,
        "unit": origin.unit.value,
        "typing": origin.typing.value,
        "columns": list(origin.columns) if origin.columns is not None else None,
        "source": origin.source,
        "map": origin.maps,
        "where": list(origin.wheres),
        "limit": origin.limit,
        "rows_sha256": rows_sha256,
    }
    return {**header, "sha256": hashlib.sha256(_line(header)).hexdigest()}


def _header(line: bytes, path: Path) -> dict[str, Any]:
    if not line.startswith(MARK):
        raise SourceError("this is no snapshot of rows", where=str(path))
    try:
        header = json.loads(line)
        version = header["hframes_snapshot"]
    except (ValueError, KeyError, TypeError):
        raise _damaged(path) from None
    if isinstance(version, int) and version > VERSION:
        raise SourceError(f"the snapshot has the form {version}; this hframes reads up to {VERSION}", where=str(path))
    bare = {name: value for name, value in header.items() if name != "sha256"}
    if hashlib.sha256(_line(bare)).hexdigest() != header.get("sha256") or _line(header) != line:
        raise _damaged(path)
    return dict(header)


def _origin(header: dict[str, Any]) -> Origin:
    columns = header["columns"]
    return Origin(
        source=header["source"],
        columns=tuple(columns) if columns is not None else None,
        typing=Typing(header["typing"]),
        unit=Unit(header["unit"]),
        maps=header["map"],
        wheres=tuple(header["where"]),
        limit=header["limit"],
    )


def _checked_rows(file: Any, header: dict[str, Any], path: Path) -> Iterator[FrozenRow]:
    digest, index, unit = hashlib.sha256(), 0, Unit(header["unit"])
    while line := file.readline(_MAX_LINE_BYTES):
        index += 1
        digest.update(line)
        try:
            data = json.loads(line)
            values = {name: _untagged(value) for name, value in data["row"].items()}
            yield FrozenRow(index, data["number"], unit, values, data["params"])
        except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation, RecursionError):
            raise _damaged(path) from None
    if digest.hexdigest() != header["rows_sha256"] or index != header["rows"]:
        raise _damaged(path)


def _damaged(path: Path) -> SourceError:
    return SourceError(
        "the snapshot is not as it was written: its hash does not fit",
        where=str(path),
        hint="Take an unchanged copy of it, or the source itself",
    )


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def _tagged(value: Cell, *, top: bool = False) -> Any:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, list):
        return [_tagged(item) for item in value]
    if isinstance(value, dict):
        made = {key: _tagged(item) for key, item in value.items()}
        return {"object": made} if not top and set(value) in _TAGS else made
    return value


def _untagged(value: Any) -> Cell:
    if isinstance(value, list):
        return [_untagged(item) for item in value]
    if isinstance(value, dict):
        if set(value) == {"decimal"}:
            return Decimal(value["decimal"])
        inner = value["object"] if set(value) == {"object"} else value
        return {key: _untagged(item) for key, item in inner.items()}
    return value
