"""Where the store is and how much it may hold, as the environment says."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hframes.errors import UsageError

FOLDER = "HFRAMES_CACHE"
LIMIT = "HFRAMES_CACHE_LIMIT"
LARGEST_DEFAULT = 10_000_000_000
SHARE_OF_FREE = 10  # the store's own limit is at most one part in so many of what is free

_UNITS = {"": 1, "B": 1}
for _power, _letter in enumerate("KMGT", start=1):
    _UNITS |= {f"{_letter}": 1000**_power, f"{_letter}B": 1000**_power, f"{_letter}IB": 1024**_power}
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


@dataclass(frozen=True)
class StoreSettings:
    """Where the store is.

    Attributes:
        folder: of the store alone; None where there is no place for one.
        limit: bytes; 0 for no store; None for 10 GB or a tenth of the free space, whichever is less.
    """

    folder: Path | None
    limit: int | None = None


def store_settings(environment: Mapping[str, str]) -> StoreSettings:
    """`HFRAMES_CACHE`, else `hframes` in `XDG_CACHE_HOME`, else in `~/.cache`; `HFRAMES_CACHE_LIMIT`.

    Raises:
        UsageError: the limit is no size.
    """
    told = environment.get(LIMIT, "").strip()
    return StoreSettings(_folder(environment), parse_size(told, where=LIMIT) if told else None)


def parse_size(text: str, *, where: str) -> int:
    """Bytes of "5GB", "500 MB", "2GiB", "0".

    Raises:
        UsageError: not of that form.
    """
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,9})?)\s*([A-Za-z]{0,3})", text.strip(), re.ASCII)
    unit = _UNITS.get(match[2].upper()) if match else None
    if match is None or unit is None:
        raise UsageError(f"{text!r} is not a size", where=where, hint="Write it like 5GB or 500MB")
    return math.floor(float(match[1]) * unit)


def parse_age(text: str, *, where: str) -> float:
    """Seconds of "30d", "12h", "2w".

    Raises:
        UsageError: not of that form.
    """
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)\s*([smhdw])", text.strip(), re.ASCII)
    if match is None:
        raise UsageError(f"{text!r} is not an age", where=where, hint="Write it like 30d, 12h or 2w")
    return float(match[1]) * _SECONDS[match[2]]


def _folder(environment: Mapping[str, str]) -> Path | None:
    try:
        if environment.get(FOLDER):
            return Path(environment[FOLDER]).expanduser().absolute() / "segments"
        shared = Path(environment.get("XDG_CACHE_HOME", ""))
        if not shared.is_absolute():  # the standard says to pass over it
            shared = Path(environment.get("HOME") or Path.home()).absolute() / ".cache"
        return shared / "hframes" / "segments"
    except (RuntimeError, OSError):  # a user without a home, a working folder that is gone
        return None
