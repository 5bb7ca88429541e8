"""From a source to the rows of a batch: read once, filtered, mapped, checked, frozen. All of them, or none."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, BinaryIO

from hframes.batch.columns import top_name
from hframes.batch.mapping import Mapper, Template, parse_maps
from hframes.batch.rows import DataSource, Limits, Row, RowFault, Rows, Unit
from hframes.batch.snapshot import FrozenRow, Origin, Snapshot, is_snapshot, read_snapshot, write_snapshot
from hframes.batch.sources import open_rows
from hframes.batch.where import Where, WhereError
from hframes.composition.wording import did_you_mean, shown
from hframes.errors import DataError, SourceError

MAX_SHOWN_FAULTS = 50
_MAX_SEEN_COLUMNS = 10_000


@dataclass(frozen=True)
class Selection:
    """What is made of a source's rows.

    Attributes:
        maps: each `--map`, as in "price=offer.price".
        wheres: each `--where`; a row has to fit all of them.
        limit: how many rows to take of those that fit, the first ones; None for all.
    """

    maps: Sequence[str] = ()
    wheres: Sequence[str] = ()
    limit: int | None = None


@dataclass(frozen=True)
class Prepared:
    """The rows of a batch, all of them right.

    Attributes:
        snapshot: in a temporary folder; `publish` it beside the outputs.
        read: how many rows the source gave.
        unused_columns: columns that no param and no filter uses (names of outputs may).
    """

    snapshot: Snapshot
    read: int
    unused_columns: tuple[str, ...]


@contextmanager
def prepared_rows(
    source: DataSource, template: Template, selection: Selection | None = None, stdin: BinaryIO | None = None
) -> Iterator[Prepared]:
    """Reads a source, or a snapshot, and gives its rows while it is open.

    A column becomes the param of its name, and `style.color` the one within `style`, unless `--map` says otherwise. Of
    a snapshot, which has its params already, the rows are the very same; `--where` and `--limit` may take some of them.

    Raises:
        DataError: rows that don't fit, all of them at once; a wrong filter or mapping; no rows at all.
        SourceError: the source can't be read, to its end or at all; more rows than `source.limits` allow.
        SetupError: a library for it is not installed.
    """
    selection = selection or Selection()
    if selection.limit is not None and selection.limit < 1:
        raise DataError(f"--limit is {selection.limit}, and there has to be a row")
    with tempfile.TemporaryDirectory(prefix="hframes-rows-") as folder:
        file = Path(folder) / "snapshot.jsonl"
        if source.data != "-" and "://" not in source.data and is_snapshot(Path(source.data)):
            yield _again(source, template, selection, file)
        else:
            with open_rows(source, stdin) as rows:
                prepared = _frozen(rows, source.limits, template, selection, file)
            yield prepared


def pick(snapshot: Snapshot, count: int, seed: int) -> list[FrozenRow]:
    """So many rows by chance, the same ones for the same seed, in their order; all where there are no more."""
    chosen = set(Random(seed).sample(range(1, snapshot.count + 1), min(count, snapshot.count)))
    return [row for row in snapshot.rows() if row.index in chosen]


@dataclass
class _Pass:
    """One pass over the rows: what was met, and what was wrong."""

    unit: Unit
    wheres: list[Where]
    read: int = 0
    taken: int = 0
    shown: list[str] = field(default_factory=list)
    faults: int = 0
    faulty_rows: int = 0
    seen: dict[str, None] = field(default_factory=dict)

    def blame(self, faults: Iterable[RowFault]) -> None:
        before = self.faults
        for fault in faults:
            self.faults += 1
            if len(self.shown) < MAX_SHOWN_FAULTS:
                self.shown.append(fault.text(self.unit))
        self.faulty_rows += self.faults > before

    def fits(self, row: Row | FrozenRow) -> bool:
        try:
            return all(where(row.values) for where in self.wheres)
        except WhereError as error:
            self.blame([RowFault(row.number, str(error))])
            return False

    def stop_if_wrong(self) -> None:
        if not self.faults:
            return
        lines = list(self.shown)
        if self.faults > len(lines):
            lines.append(f"and {self.faults - len(lines):,} more")
        faults = "1 fault" if self.faults == 1 else f"{self.faults:,} faults"
        raise DataError(
            f"the data has {faults} in {self.faulty_rows:,} of the {self.read:,} rows that were read",
            hint="Nothing was rendered",
            faults=tuple(lines),
        )


def _frozen(rows: Rows, limits: Limits, template: Template, selection: Selection, file: Path) -> Prepared:
    maps = parse_maps(selection.maps)
    mapper = Mapper(template, maps, rows.typing)
    state = _Pass(rows.unit, [Where(text, rows.typing) for text in selection.wheres])
    filtered = sorted({name for where in state.wheres for name in where.columns})
    if rows.columns is not None:
        state.seen = dict.fromkeys(rows.columns)
        _check_names("--map", [column for column in maps.values() if column], rows.columns)
        _check_names("--where", filtered, rows.columns)
    limit = selection.limit
    origin = Origin(rows.source, rows.columns, rows.typing, rows.unit, maps, tuple(selection.wheres), limit)

    def frozen() -> Iterator[FrozenRow]:
        for item in rows.items:
            state.read += 1
            if state.read > limits.rows:
                hint = "Take fewer with --limit, or with the query"
                raise SourceError(f"the data has more than {limits.rows:,} rows", where=rows.source["name"], hint=hint)
            if isinstance(item, RowFault):
                state.blame([item])
                continue
            if rows.columns is None and len(state.seen) < _MAX_SEEN_COLUMNS:
                state.seen.update(dict.fromkeys(item.values))
            if not state.fits(item):
                continue
            state.taken += 1
            params, faults = mapper.params(item)
            state.blame(faults)
            if not state.faults:
                yield FrozenRow(state.taken, item.number, rows.unit, item.values, params)
            if state.taken == selection.limit:
                return

    snapshot = write_snapshot(file, origin, frozen())
    seen = tuple(state.seen)
    if rows.columns is None and state.read:
        _check_met([column for column in maps.values() if column], mapper.met, seen)
        _check_names("--where", filtered, seen)
    if state.taken and not mapper.used:
        raise DataError(
            f"no column has the name of a param: columns are {_listed(seen)}, params are {_listed(mapper.param_names)}",
            hint="Say which is which: --map param=column",
        )
    state.stop_if_wrong()
    _check_count(snapshot.count, state.read, rows.source["name"])
    used = {top_name(name, seen) for name in (*mapper.used, *filtered)}
    return Prepared(snapshot, state.read, tuple(name for name in seen if name not in used))


def _again(source: DataSource, template: Template, selection: Selection, file: Path) -> Prepared:
    given = {
        "--map": selection.maps,
        "--query": source.query,
        "--data-path": source.data_path,
        "--delimiter": source.delimiter,
    }
    wrong = [option for option, value in given.items() if value]
    if wrong:
        raise DataError(f"{' and '.join(wrong)} can't change a snapshot, whose rows are made already")
    old = read_snapshot(Path(source.data))
    mapper = Mapper(template, {}, old.origin.typing)
    wheres = [Where(text, old.origin.typing) for text in selection.wheres]
    state = _Pass(old.origin.unit, wheres)
    limits = [limit for limit in (old.origin.limit, selection.limit) if limit is not None]
    new: dict[str, Any] = {
        **vars(old.origin),
        "wheres": (*old.origin.wheres, *selection.wheres),
        "limit": min(limits) if limits else None,
    }

    def frozen() -> Iterator[FrozenRow]:
        for row in old.rows():
            state.read += 1
            state.seen.update(dict.fromkeys(row.values))
            if not state.fits(row):
                continue
            state.taken += 1
            params, faults = mapper.whole(row)
            state.blame(faults)
            yield FrozenRow(state.taken, row.number, row.unit, row.values, params)
            if state.taken == selection.limit:
                return

    snapshot = write_snapshot(file, Origin(**new), frozen())
    _check_names("--where", sorted({name for where in wheres for name in where.columns}), tuple(state.seen))
    state.stop_if_wrong()
    _check_count(snapshot.count, state.read, source.data)
    return Prepared(snapshot, state.read, ())


def _check_names(option: str, names: Iterable[str], columns: tuple[str, ...]) -> None:
    for name in names:
        if top_name(name, columns) not in columns:
            raise _no_column(option, name, columns)


def _check_met(names: Iterable[str], met: set[str], columns: tuple[str, ...]) -> None:
    for name in names:
        if name not in met:
            raise _no_column("--map", name, columns)


def _no_column(option: str, name: str, columns: tuple[str, ...]) -> DataError:
    close = did_you_mean(name, columns)
    meant = f", did you mean {shown(close)}" if close else ""
    return DataError(f"{option} names the column {shown(name)}, which the data lacks{meant}; it has {_listed(columns)}")


def _check_count(count: int, read: int, name: str) -> None:
    if count == 0:
        what = f"none of the {read:,} rows fits --where" if read else "the data has no rows"
        raise DataError(what, where=name)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return (", ".join(shown(name) for name in names[:12]) or "none") + more
