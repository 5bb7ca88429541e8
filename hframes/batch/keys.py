"""A row's key: equal for what comes out equal, whatever else of the data has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from hframes.composition.json_text import copy_json

_LARGEST_SAME = 2**53


def row_key(template: str, params: Mapping[str, Any]) -> str:
    """64 hex digits from the template's identity and the params that its page gets.

    The order of keys does not count, nor whether a whole number is written 3 or 3.0: the page can't tell.

    Args:
        template: whatever identifies the composition and its settings, such as a hash of its files.
        params: as `FrozenRow.params`.
    """
    told = {"params": _same(copy_json(dict(params))), "template": template}
    text = json.dumps(told, sort_keys=True, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _same(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _same(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_same(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) <= _LARGEST_SAME and str(value) != "-0.0":
        return int(value)
    return value
