"""How places and values in JSON data are written in error messages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

DataPath = tuple[str | int, ...]
"""A place in JSON data: object keys and array indexes from the outside in."""

_PLAIN_KEY = re.compile(r"[A-Za-z_$][\w$-]*")
_SHOWN_CHARACTERS = 60


def path_text(path: Sequence[str | int], start: str = "params") -> str:
    """A data path as people read it: `params.items[2].price`, or `params["odd key"]`."""
    parts = [start]
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif _PLAIN_KEY.fullmatch(step):
            parts.append(f".{step}")
        else:
            parts.append(f"[{shown(step)}]")
    return "".join(parts)


def shown(value: Any) -> str:
    """A value as JSON, on one line and cut short; large containers are only counted, never written out."""
    if isinstance(value, dict) and value:
        return f"an object with {len(value)} {'key' if len(value) == 1 else 'keys'}"
    if isinstance(value, list) and len(value) > 8:
        return f"an array of {len(value)} items"
    if isinstance(value, list):
        return cut("[" + ", ".join(shown(item) for item in value) + "]")
    if isinstance(value, str):
        clipped = value[: _SHOWN_CHARACTERS + 1]
        return cut(json.dumps(clipped, ensure_ascii=not clipped.isprintable()))
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 1024:
        return "a huge integer"
    try:
        return cut(json.dumps(value))
    except (TypeError, ValueError):
        return f"a value of the Python type {type(value).__name__}"


def cut(text: str, limit: int = _SHOWN_CHARACTERS) -> str:
    """Text of at most `limit` characters; what is left out shows as an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` is most likely a slip of, or None."""
    import difflib

    candidates = {name.lower(): name for name in known}
    if len(word) > 200:
        return None
    close = difflib.get_close_matches(word.lower(), candidates, n=1, cutoff=0.6)
    return candidates[close[0]] if close else None
