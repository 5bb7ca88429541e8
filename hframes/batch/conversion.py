"""A cell as the value that the params' schema asks for: exactly the same value, or an error."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hframes.batch.cells import JSON_NUMBER, MAX_NUMBER_LENGTH, as_float, parse_json_cells, plain
from hframes.batch.columns import MISSING
from hframes.batch.rows import Cell, Typing
from hframes.composition.json_text import JsonTextError
from hframes.composition.wording import shown

_NUMBERS = frozenset(("number", "integer"))
_CONTAINERS = frozenset(("array", "object"))
_WORDS_FOR_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


class ConversionError(ValueError):
    """The cell can't become what the schema asks for; `str()` says why."""


def converted(value: Cell, types: frozenset[str], typing: Typing) -> Any:
    """The param's value, or `MISSING` where the cell is empty and the param gets its default.

    Text cells: text where the schema allows text or says nothing; else a number, `true` or `false` (or 1, 0), or JSON.
    Cells of databases: 0 and 1 become booleans, text becomes arrays and objects. Nothing else changes its type; a null
    is missing unless the schema allows null. A value that does not fit stays as it is, for the schema to refuse.

    Args:
        types: what the schema allows there; empty where it does not say.

    Raises:
        ConversionError: a text that reads as none of the types, a number that a page's numbers can't hold exactly.
    """
    if value is None:
        return None if "null" in types else MISSING
    if isinstance(value, str) and typing is Typing.TEXT:
        return _from_text(value, types)
    if isinstance(value, str) and typing is Typing.DATABASE and types and types <= _CONTAINERS:
        return _from_json(value, types)
    if isinstance(value, Decimal) and "string" in types and not types & _NUMBERS:
        return plain(value)
    if isinstance(value, int) and not isinstance(value, bool) and value in (0, 1) and types == {"boolean"}:
        return bool(value) if typing is Typing.DATABASE else value
    return exact(value)


def exact(value: Cell) -> Any:
    """The value with every decimal as a number of a page.

    Raises:
        ConversionError: one of its numbers would be rounded.
    """
    if isinstance(value, list):
        return [exact(item) for item in value]
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, Decimal):
        return _number(value, plain(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return _integer(value)
    return value


def _from_text(text: str, types: frozenset[str]) -> Any:
    if not text:
        return MISSING
    if not types or "string" in types:
        return text
    stripped = text.strip()
    if not stripped:
        return MISSING
    if types & _NUMBERS and JSON_NUMBER.fullmatch(stripped) and len(stripped) <= MAX_NUMBER_LENGTH:
        return _number(Decimal(stripped), stripped)
    if "boolean" in types and stripped.lower() in _WORDS_FOR_BOOLEANS:
        return _WORDS_FOR_BOOLEANS[stripped.lower()]
    if "null" in types and stripped == "null":
        return None
    if types & _CONTAINERS and stripped[0] in "[{":
        return _from_json(stripped, types)
    raise ConversionError(f"{shown(text)} is not {_wanted(types)}{_advice(stripped, types)}")


def _from_json(text: str, types: frozenset[str]) -> Any:
    try:
        return exact(parse_json_cells(text))
    except JsonTextError as error:
        raise ConversionError(f"{shown(text)} is not {_wanted(types)} in JSON: {error.what}") from None


def _number(number: Decimal, text: str) -> int | float:
    if number == number.to_integral_value() and not set(text) & set(".eE"):
        return _integer(int(number)) if abs(number.adjusted()) <= MAX_NUMBER_LENGTH else _double(number, text)
    return _double(number, text)


def _double(number: Decimal, text: str) -> float:
    double = as_float(number)
    if double is None:
        raise ConversionError(f"{shown(text)} would be rounded in a page; round it yourself, or make the param text")
    return double


def _integer(number: int) -> int:
    try:
        same = int(float(number)) == number
    except OverflowError:
        same = False
    if not same:
        raise ConversionError(f"{shown(number)} is larger than a page's numbers hold exactly; make the param text")
    return number


def _wanted(types: frozenset[str]) -> str:
    return " or ".join(f"{'an' if name[0] in 'aeiou' else 'a'} {name}" for name in sorted(types))


def _advice(text: str, types: frozenset[str]) -> str:
    if not types & _NUMBERS:
        return "; write true or false" if types == {"boolean"} else ""
    if text.lstrip("+-").startswith("0") and text.lstrip("+-").isdigit():
        return "; a number has no leading zeros, a code is a param of type string"
    if any(mark in text for mark in ",'  ") and any(sign.isdigit() for sign in text):
        return "; write it like 1234.5"
    return ""
