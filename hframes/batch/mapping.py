"""Which column becomes which param."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hframes.batch.columns import MISSING, cell
from hframes.batch.conversion import ConversionError, converted
from hframes.batch.rows import Row, RowFault, Typing
from hframes.batch.snapshot import FrozenRow
from hframes.composition.params import SetValue, check_params, parse_path
from hframes.composition.schema import ParamsSchema, Place
from hframes.composition.wording import DataPath, path_text, shown
from hframes.errors import CompositionError, DataError

_MAX_REMEMBERED = 10_000
"""Names of columns; rows of JSON may bring new ones each."""


def parse_maps(texts: Sequence[str]) -> dict[str, str]:
    """The column of each param, as in `price=offer.price`; an empty column keeps the param out of the data.

    Raises:
        DataError: no `=`, no param, a param twice.
    """
    maps: dict[str, str] = {}
    for text in texts:
        param, equals, column = text.partition("=")
        param, column = param.strip(), column.strip()
        if not equals or not param:
            raise DataError(f"--map {shown(text)} names no param and column", hint="Write --map param=column")
        if param in maps:
            raise DataError(f"--map gives the param {shown(param)} twice")
        maps[param] = column
    return maps


@dataclass(frozen=True)
class Template:
    """What the data is for.

    Attributes:
        schema: of the composition's params (`header.params`), or None where it declares none.
        values: params that hold for every row, under the row's own (a params file).
        sets: params that hold for every row, over the row's own (`--set`).
    """

    schema: Mapping[str, Any] | None
    values: Mapping[str, Any]
    sets: Sequence[SetValue] = ()


class Mapper:
    """Makes params of rows, and remembers which columns it met.

    Raises:
        DataError: the composition declares no params, or `--map` names one that it does not declare.
    """

    def __init__(self, template: Template, maps: Mapping[str, str], typing: Typing) -> None:
        if template.schema is None:
            raise DataError(
                "the composition declares no params, so rows can't change it",
                hint='Give its header "params", a JSON Schema such as {"properties": {"title": {"type": "string"}}}',
            )
        self._schema = ParamsSchema(dict(template.schema))
        self._template = template
        self._typing = typing
        self._mapped = {self._path(param): column for param, column in maps.items()}
        self._kept_out = frozenset(self._mapped)
        self._by_name: dict[str, DataPath | None] = {}
        self.met: set[str] = set()
        self.used: set[str] = set()

    @property
    def param_names(self) -> tuple[str, ...]:
        """What the composition declares."""
        return tuple(sorted(self._schema.root.names))

    def params(self, row: Row) -> tuple[dict[str, Any], list[RowFault]]:
        """The whole params of one row, defaults and all, and everything wrong with them."""
        columns: dict[DataPath, str] = {}
        values = dict(self._template.values)
        deep: list[SetValue] = []
        faults: list[RowFault] = []
        broken: set[DataPath] = set()
        for path, column in self._pairs(row):
            columns[path] = column
            value = cell(row.values, column)
            if value is MISSING:
                continue
            self.met.add(column)
            try:
                made = converted(value, self._types(path), self._typing)
            except ConversionError as error:
                faults.append(RowFault(row.number, str(error), column, _param(path)))
                broken.add(path)
                made = None  # the schema's own words about it are left out below
            if made is MISSING:
                continue
            if len(path) == 1:
                values[str(path[0])] = made
            else:
                if isinstance(path[1], int) and path[0] not in values and self._lacks_default(path[0]):
                    values[str(path[0])] = []
                deep.append(SetValue(path, made))
        try:
            whole, wrong = check_params(self._schema, values, [*deep, *self._template.sets])
        except CompositionError as error:
            return {}, [*faults, *_of_no_place(row.number, error, columns)]
        for path, sentence in wrong:
            if not any(path[: len(place)] == place for place in broken):
                blamed = _column_of(path, sentence, columns)
                faults.append(RowFault(row.number, sentence, blamed, _param(path) if path else None))
        return whole, faults

    def whole(self, row: FrozenRow) -> tuple[dict[str, Any], list[RowFault]]:
        """Params that a snapshot has kept, checked again."""
        try:
            whole, wrong = check_params(self._schema, {**self._template.values, **row.params}, self._template.sets)
        except CompositionError as error:
            return {}, [RowFault(row.number, str(error).removesuffix("."))]
        return whole, [RowFault(row.number, sentence, None, _param(path)) for path, sentence in wrong]

    def _pairs(self, row: Row) -> list[tuple[DataPath, str]]:
        pairs = [(path, column) for path, column in self._mapped.items() if column]
        for column in row.values:
            path = self._by_name[column] if column in self._by_name else self._declared(column)
            if len(self._by_name) < _MAX_REMEMBERED:
                self._by_name[column] = path
            if path is not None and path not in self._kept_out:
                pairs.append((path, column))
        self.used.update(column for _, column in pairs)
        # What lies deeper is put into what lies above it.
        return sorted(pairs, key=lambda pair: len(pair[0]))

    def _path(self, param: str) -> DataPath:
        path = parse_path(param, self._schema.root, "--map")
        if self._place(path) is None:
            known = ", ".join(self.param_names[:12]) or "none"
            raise DataError(f"--map names {shown(param)}, which is no param of the composition; known are {known}")
        return path

    def _declared(self, column: str) -> DataPath | None:
        """The param that has the column's name, or the place that its dots lead to."""
        try:
            path = parse_path(column, self._schema.root)
        except CompositionError:
            return None
        return path if self._place(path) is not None else None

    def _place(self, path: DataPath) -> Place | None:
        place: Place | None = self._schema.root
        for step in path:
            place = place.child(step) if place is not None else None
        return place

    def _lacks_default(self, name: str | int) -> bool:
        place = self._place((name,))
        return place is None or place.default is None

    def _types(self, path: DataPath) -> frozenset[str]:
        place = self._place(path)
        return place.types if place is not None else frozenset()


def _param(path: DataPath) -> str:
    return "param " + path_text(path, "").removeprefix(".")


def _of_no_place(number: int, error: CompositionError, columns: Mapping[DataPath, str]) -> list[RowFault]:
    """The fault of a column whose place in the params can't be reached."""
    place = (error.where or "").removeprefix("--set ")
    for path, column in columns.items():
        if path_text(path, "").removeprefix(".") == place:
            return [RowFault(number, error.what, column, _param(path))]
    return [RowFault(number, error.what)]


def _column_of(path: DataPath, sentence: str, columns: Mapping[DataPath, str]) -> str | None:
    """The column that a fault of the params comes from: the nearest one above its place, or the one that is missing."""
    for length in range(len(path), 0, -1):
        if path[:length] in columns:
            return columns[path[:length]]
    for place, column in columns.items():
        if place[:-1] == path and sentence == f"the required {shown(place[-1])} is missing":
            return column
    return None
