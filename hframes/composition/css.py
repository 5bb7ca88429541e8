"""Params as CSS custom properties: `--param-<name>` for the scalars at the top level."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hframes.composition.wording import shown
from hframes.errors import CompositionError

PREFIX = "--param-"

_UNSAFE_ANYWHERE = re.compile(r"[<\\\x00-\x08\x0e-\x1f\x7f]")
_UNSAFE_OUTSIDE_STRINGS = re.compile(r"""[;!"']|/\*""")
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def css_properties(params: Mapping[str, Any]) -> dict[str, str]:
    """CSS custom properties of the params, names as they stand in CSS (`--param-title`) and values as plain text.

    Texts are the value itself (`#f40`, `12px`, `Georgia, serif`), not quoted. Numbers are written as JavaScript writes
    them, booleans as `true` and `false`. Null, arrays and objects have no property, and neither have texts that cannot
    be one CSS value (empty, `a; b`, an open quote or bracket): `var()` then takes its fallback, and a hostile text
    cannot leave its declaration. Characters of a name that CSS would want escaped become `-`: "bar.color" is
    `--param-bar-color`.

    Raises:
        CompositionError: two params have the same property.
    """
    properties: dict[str, str] = {}
    owners: dict[str, str] = {}
    for name, value in params.items():
        text = _value_text(value)
        if text is None:
            continue
        css_name = PREFIX + "".join(char if _is_name_character(char) else "-" for char in name)
        if css_name in owners:
            raise CompositionError(
                f"the params {shown(owners[css_name])} and {shown(name)} are both {css_name} in CSS",
                hint="Rename one of them",
            )
        owners[css_name] = name
        properties[css_name] = text
    return properties


def javascript_number(number: int | float) -> str:
    """A number as JavaScript prints it: `1` for 1.0, `1e-7`, `1e+21`.

    https://tc39.es/ecma262/#sec-numeric-types-number-tostring; both languages choose the same shortest digits.
    """
    sign, digit_tuple, exponent = Decimal(repr(float(number))).normalize().as_tuple()
    assert isinstance(exponent, int)
    digits = "".join(map(str, digit_tuple))
    point = len(digits) + exponent
    if digits == "0":
        return "0"
    if 0 < point <= 21:
        text = digits.ljust(point, "0") if exponent >= 0 else f"{digits[:point]}.{digits[point:]}"
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        fraction = f".{digits[1:]}" if len(digits) > 1 else ""
        text = f"{digits[0]}{fraction}e{point - 1:+d}"
    return "-" + text if sign else text


def _value_text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return javascript_number(value)
    if isinstance(value, str) and _is_one_css_value(value):
        return value
    return None


def _is_name_character(char: str) -> bool:
    return char in "-_" or char.isalnum() if char.isascii() else char.isalnum()


def _is_one_css_value(text: str) -> bool:
    """Whether a text can stand in a declaration without ending it; stricter than CSS's own grammar."""
    outside = re.sub(r'"[^"\n\r\f]*"|' + r"'[^'\n\r\f]*'", "", text)
    if not text.strip() or _UNSAFE_ANYWHERE.search(text) or _UNSAFE_OUTSIDE_STRINGS.search(outside):
        return False
    open_brackets: list[str] = []
    for char in outside:
        if char in "([{":
            open_brackets.append(char)
        elif char in _BRACKETS and (not open_brackets or open_brackets.pop() != _BRACKETS[char]):
            return False
    return not open_brackets
