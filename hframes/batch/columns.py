"""Finding a column's value in a row, by its name or by a way into nested data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hframes.batch.rows import Cell


class _Missing:
    """There is no such column in this row."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()


def cell(values: Mapping[str, Cell], name: str) -> Any:
    """The value of a column: one of that very name, else the way that its dots lead (`offer.price`, `sizes.0`).

    Returns:
        `MISSING` where there is none.
    """
    if name in values:
        return values[name]
    found: Any = values
    for step in name.split("."):
        if isinstance(found, dict) and step in found:
            found = found[step]
        elif isinstance(found, list) and step.isascii() and step.isdigit() and int(step[:9]) < len(found):
            found = found[int(step[:9])]
        else:
            return MISSING
    return found


def top_name(name: str, columns: Mapping[str, object] | tuple[str, ...]) -> str:
    """The column itself that a name leads into."""
    return name if name in columns else name.partition(".")[0]
