"""The name of each output, from a template over its row: `out/{platform}/{sku}-{index:04}.mp4`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from string import Formatter

from hframes.batch.cells import JSON_NUMBER, plain
from hframes.batch.columns import MISSING, cell
from hframes.batch.preparation import MAX_SHOWN_FAULTS
from hframes.batch.safe_names import folded, safe_part, safe_text
from hframes.batch.snapshot import FrozenRow
from hframes.composition.wording import did_you_mean, shown
from hframes.errors import DataError

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.:-]*://[^/]*/?)(.*)", re.DOTALL)
_FORMAT = re.compile(r"(?:[^{}]?[<>^])?0?[0-9]{0,2}(?:\.[0-9]{1,2})?[dfs]?")
_NUMERIC = re.compile(r"0[0-9]+.*|.*[df]|.*\.[0-9]+")
INDEX = "index"


@dataclass(frozen=True, slots=True)
class OutputName:
    """Where one row's output goes.

    Attributes:
        index: the row's place in the batch, from 1.
        name: a path, or a URL for fsspec.
    """

    index: int
    name: str

    @property
    def is_url(self) -> bool:
        return is_url(self.name)


@dataclass(frozen=True, slots=True)
class _Field:
    column: str
    spec: str


_Piece = str | _Field


def is_url(name: str) -> bool:
    """Whether an output goes to a URL, and not to a local path."""
    return _URL.fullmatch(name) is not None


def fields_of(template: str) -> tuple[str, ...]:
    """The columns that a template names.

    Raises:
        DataError: it can't be read.
    """
    _, parts = _parsed(template)
    return tuple(dict.fromkeys(piece.column for part in parts for piece in part if isinstance(piece, _Field)))


def output_names(template: str, rows: Iterable[FrozenRow]) -> list[OutputName]:
    """A name for each row, no two of which any file system could take for one.

    A field is a column, `{offer.id}` one within nested data, `{index}` the row's place in the batch (unless a column
    has that name); a format may follow as in Python, `{index:04}` or `{price:.2f}`. What comes from data never makes
    a folder; what the template itself says stays as it is, scheme and bucket of a URL too.

    Raises:
        DataError: the template can't be read; then, of all rows at once: a column that is not there, an empty value,
            one that has no text, a value that does not fit its format, two rows with one name.
    """
    prefix, parts = _parsed(template)
    if not any(map(_has_field, parts)):
        hint = "Name a column in it, or number the rows: {index:04}"
        raise DataError(f"the output {shown(template)} is the same for every row", hint=hint)
    names: list[OutputName] = []
    faults: list[str] = []
    first: dict[str, str] = {}
    for row in rows:
        try:
            made = [_part(part, row) for part in parts]
        except ValueError as error:
            faults.append(f"{row.place}: {error}")
            continue
        name = prefix + "/".join(made)
        key = folded(prefix + "/".join(step for step in made if step not in ("", ".")))
        if key in first:
            faults.append(f"{row.place} and {first[key]} have the same name {shown(name)}")
        else:
            first[key] = row.place
            names.append(OutputName(row.index, name))
    if faults:
        raise _wrong(template, faults)
    return names


def _wrong(template: str, faults: Sequence[str]) -> DataError:
    lines = list(faults[:MAX_SHOWN_FAULTS])
    if len(faults) > len(lines):
        lines.append(f"and {len(faults) - len(lines):,} more")
    rows = "1 row" if len(faults) == 1 else f"{len(faults):,} rows"
    return DataError(f"{rows} can't have an output by the name {shown(template)}", faults=tuple(lines))


def _parsed(template: str) -> tuple[str, list[list[_Piece]]]:
    """What stands before any field's path (a URL's scheme and host), and the pieces of each part of the path."""
    url = _URL.fullmatch(template)
    prefix, path = (url[1], url[2]) if url else ("", template)
    if "{" in prefix or "}" in prefix:
        raise DataError(f"the output {shown(template)} has a field in the scheme or host of its URL")
    if "\0" in template or not template:
        raise DataError(f"the output {shown(template)} is no name")
    parts: list[list[_Piece]] = [[]]
    try:
        for literal, column, spec, conversion in Formatter().parse(path):
            steps = literal.split("/")
            parts[-1].append(steps[0])
            parts.extend([step] for step in steps[1:])
            if column is not None:
                parts[-1].append(_field(template, column, spec or "", conversion))
    except ValueError as error:
        raise DataError(f"the output {shown(template)} can't be read: {error}") from None
    from_data = next((at for at, part in enumerate(parts) if _has_field(part)), len(parts))
    if [".."] in parts[from_data:]:
        raise DataError(f'the output {shown(template)} goes back by ".." after a field')
    return prefix, parts


def _field(template: str, column: str, spec: str, conversion: str | None) -> _Field:
    if conversion or not column.strip():
        raise DataError(f"the output {shown(template)} has a field that is no column", hint="Write it like {sku}")
    if not _FORMAT.fullmatch(spec):
        hint = "Formats are such as {index:04}, {price:.2f} or {name:>12}"
        raise DataError(f"the output {shown(template)} has the format {shown(spec)}", hint=hint)
    return _Field(column.strip(), spec)


def _has_field(pieces: list[_Piece]) -> bool:
    return any(isinstance(piece, _Field) for piece in pieces)


def _part(pieces: list[_Piece], row: FrozenRow) -> str:
    if not _has_field(pieces):
        return "".join(piece for piece in pieces if isinstance(piece, str))
    return safe_part("".join(piece if isinstance(piece, str) else safe_text(_text(piece, row)) for piece in pieces))


def field_text(column: str, spec: str, row: FrozenRow) -> str:
    """The text of a field `{column:spec}` as the row has it, not made safe for anything.

    Raises:
        ValueError: no such column, an empty value, one that has no text or does not fit the format; `str()` says so.
    """
    if not _FORMAT.fullmatch(spec):
        raise ValueError(f"the format {shown(spec)} is none; formats are such as {{index:04}} or {{price:.2f}}")
    return _text(_Field(column, spec), row)


def _text(field: _Field, row: FrozenRow) -> str:
    value = cell(row.values, field.column)
    name = "{" + field.column + "}"
    if value is MISSING and field.column == INDEX:
        value = row.index
    if value is MISSING:
        close = did_you_mean(field.column, row.values)
        meant = f", did you mean {{{close}}}" if close else ""
        known = ", ".join(list(row.values)[:12])
        raise ValueError(f"there is no column for {name}{meant}; known are {known}, {INDEX}")
    if isinstance(value, dict | list):
        raise ValueError(f"{name} is {shown(value)}, which is no part of a name")
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif value is None:
        text = ""
    else:
        text = plain(value) if isinstance(value, Decimal) else str(value)
    if not text.strip():
        raise ValueError(f"{name} is empty")
    if not field.spec:
        return text
    if not _NUMERIC.fullmatch(field.spec):
        return format(text, field.spec)
    return _as_number(text, field, name)


def _as_number(text: str, field: _Field, name: str) -> str:
    stripped = text.strip()
    if not JSON_NUMBER.fullmatch(stripped) or len(stripped) > 60:
        raise ValueError(f"{name} is {shown(text)}, no number for the format {field.spec}")
    number = Decimal(stripped)
    if abs(number.adjusted()) > 60:
        raise ValueError(f"{name} is {shown(text)}, too large for the format {field.spec}")
    if field.spec.endswith("d") or not ("f" in field.spec or "." in field.spec):
        if number != number.to_integral_value():
            raise ValueError(f"{name} is {shown(text)}, no whole number for the format {field.spec}")
        return format(int(number), field.spec)
    return format(number, field.spec if field.spec.endswith("f") else f"{field.spec}f")
