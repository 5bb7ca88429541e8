"""The values that rows may hold, and whether a number is the same as a page's number.

A page's numbers are doubles. Numbers written out in decimals stay `Decimal` where a double would be another number, so
that a loss is told when, and only when, such a value is used as a number.
"""

from __future__ import annotations

import datetime
import json
import math
import re
import uuid
from decimal import Decimal
from typing import Any

from hframes.batch.rows import Cell
from hframes.composition.json_text import (
    MAX_DEPTH,
    JsonTextError,
    object_without_duplicates,
    refuse_constant,
    whole_number,
)

JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,4})?")
MAX_NUMBER_LENGTH = 400


class CellError(ValueError):
    """The value can't be part of a row; `str()` says why, without a full stop."""


def parse_json_cells(text: str) -> Any:
    """The value of a JSON text, its numbers kept exactly.

    Raises:
        JsonTextError: as `hframes.composition.json_text.parse_json`.
    """
    try:
        value = json.loads(
            text,
            parse_constant=refuse_constant,
            parse_int=whole_number,
            parse_float=decimal_or_float,
            object_pairs_hook=object_without_duplicates,
        )
        return canonical(value)
    except json.JSONDecodeError as error:
        raise JsonTextError(error.msg[0].lower() + error.msg[1:], error.pos) from None
    except CellError as error:
        raise JsonTextError(str(error)) from None
    except RecursionError:
        raise JsonTextError(f"it is nested more than {MAX_DEPTH} levels deep") from None


def decimal_or_float(digits: str) -> float | Decimal:
    """A number that is written with a point or an exponent: a float if that is the same number, else a `Decimal`."""
    if len(digits) > MAX_NUMBER_LENGTH:
        raise JsonTextError(f"a number of {len(digits)} characters is too long")
    exact = as_float(Decimal(digits))
    if exact is not None:
        return exact
    number = Decimal(digits)
    if not math.isfinite(float(number)):
        raise JsonTextError(f"the number {digits[:40]} is too large for a page")
    return number


def as_float(number: Decimal) -> float | None:
    """The double that this decimal writes, or None where a double would be another number.

    It writes a double if it is that double's shortest form, its form in 17 digits (as C prints it), or its exact value.
    """
    double = float(number)
    if not math.isfinite(double):
        return None
    forms = (Decimal(repr(double)), Decimal(f"{double:.17g}"), Decimal(double))
    return double if number in forms else None


def plain(number: Decimal) -> str:
    """A decimal's digits as they stand, without an exponent: "12.50"."""
    return format(number, "f") if abs(number.adjusted()) <= MAX_NUMBER_LENGTH else str(number)


def canonical(value: Any, depth: int = 0) -> Cell:
    """The value as rows hold it: dates and times become ISO 8601 text, UUIDs text, tuples lists.

    Raises:
        CellError: not a number, infinite, binary, too deep, half a surrogate pair, or of a type without a JSON form.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float | Decimal):
        if not (value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)):
            raise CellError(f"{value} is not a number that a page can be given")
        return float(value) if isinstance(value, float) else _decimal(value)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if depth >= MAX_DEPTH:
        raise CellError(f"it is nested more than {MAX_DEPTH} levels deep")
    if isinstance(value, list | tuple):
        return [canonical(item, depth + 1) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {_text(key): canonical(item, depth + 1) for key, item in value.items()}
    if isinstance(value, bytes | bytearray | memoryview):
        raise CellError("it holds bytes, not text; leave the column out, or make it text")
    raise CellError(f"it is of the type {type(value).__name__}, which JSON has no form for; make it text or a number")


def _text(text: str) -> str:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise CellError("a text holds half of a surrogate pair") from None
    return text


def _integer(number: int) -> int:
    if number.bit_length() > 1024:
        raise CellError("a number is too large for a page")
    return int(number)


def _decimal(number: Decimal) -> Decimal:
    if abs(number.adjusted()) > 308 or len(number.as_tuple().digits) > MAX_NUMBER_LENGTH:
        raise CellError("a number is too large or too long for a page")
    return number
