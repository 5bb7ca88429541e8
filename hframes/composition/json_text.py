"""JSON read strictly: what a page could misread or never receive is refused here.

Python's own reader takes `NaN`, silently keeps the last of two equal keys, and turns `1e999` into infinity. JavaScript
would see other values than the ones that were checked, so each of these is an error.
"""

from __future__ import annotations

import json
import math
from typing import Any

from hframes.composition.wording import DataPath, shown

MAX_DEPTH = 64
"""Nested arrays and objects beyond this are refused; it keeps every recursive walk far from Python's own limit."""

_MAX_INTEGER_DIGITS = 309


class JsonTextError(ValueError):
    """The text is not JSON that we take.

    Attributes:
        what: the fault, without a final full stop.
        offset: index of the character where it shows, or None where only the whole text can be blamed.
    """

    def __init__(self, what: str, offset: int | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.offset = offset


def parse_json(text: str) -> Any:
    """The value of a JSON text.

    Raises:
        JsonTextError: not JSON, `NaN` or `Infinity`, a number beyond a double's range, a key twice in one object,
            half a surrogate pair, or more than `MAX_DEPTH` levels.
    """
    try:
        value = json.loads(
            text,
            parse_constant=refuse_constant,
            parse_int=whole_number,
            parse_float=_float,
            object_pairs_hook=object_without_duplicates,
        )
    except json.JSONDecodeError as error:
        raise JsonTextError(error.msg[0].lower() + error.msg[1:], error.pos) from None
    except RecursionError:
        raise JsonTextError(f"it is nested more than {MAX_DEPTH} levels deep") from None
    fault = find_fault(value)
    if fault is not None:
        raise JsonTextError(fault[1])
    return value


def find_fault(value: Any) -> tuple[DataPath, str] | None:
    """The first place in `value` that is not JSON data, with what is wrong there; None where all is well.

    Serves parsed JSON (depth, surrogates) and values that come from Python code (sets, tuples, NaN, keys that are
    not text, cycles).
    """
    return _find_fault(value, (), 0)


def _find_fault(value: Any, path: DataPath, depth: int) -> tuple[DataPath, str] | None:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return None if _is_whole_text(value) else (path, "a text holds half of a surrogate pair")
    if isinstance(value, int):
        return None if _fits_double(value) else (path, "a number is too large for a page")
    if isinstance(value, float):
        return None if math.isfinite(value) else (path, "a number is not finite")
    if not isinstance(value, dict | list):
        return path, f"a value of the Python type {type(value).__name__} is not JSON"
    if depth >= MAX_DEPTH:
        return path[:4], f"it is nested more than {MAX_DEPTH} levels deep"
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        if isinstance(value, dict) and not (isinstance(key, str) and _is_whole_text(key)):
            return path, f"the key {shown(key)} is not whole text"
        fault = _find_fault(item, (*path, key), depth + 1)
        if fault is not None:
            return fault
    return None


def copy_json(value: Any) -> Any:
    """A copy of JSON data that shares no array or object with it."""
    if isinstance(value, dict):
        return {key: copy_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copy_json(item) for item in value]
    return value


def _is_whole_text(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _fits_double(number: int) -> bool:
    try:
        float(number)
    except OverflowError:
        return False
    return True


def refuse_constant(name: str) -> float:
    """For `json.loads`: `NaN` and `Infinity` are errors."""
    raise JsonTextError(f"{name} is not JSON; numbers must be finite")


def whole_number(digits: str) -> int:
    """For `json.loads`: an integer within a double's range."""
    # The length comes first: Python itself refuses (from 4,300 digits) with a message about its own limits.
    if len(digits) > _MAX_INTEGER_DIGITS + 1 or not _fits_double(int(digits)):
        raise JsonTextError(f"a number of {len(digits)} digits is too large for a page")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise JsonTextError(f"the number {digits[:40]} is too large for a page")
    return number


def object_without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """For `json.loads`: a key twice in one object is an error."""
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise JsonTextError(f"the key {shown(key)} appears twice in one object")
            seen.add(key)
    return result
