"""ffmpeg's last words, as an error for people."""

from __future__ import annotations

import re
import signal
from collections.abc import Sequence

from hframes.errors import DiskFullError, EncodeError, HframesError, OutputError

_COMPONENT = re.compile(r"\[[^\[\]]*? @ 0x[0-9a-f]+\]\s*")  # "[mp4 @ 0x55d0...]" says nothing to people
_FULL = re.compile(r"No space left on device|Disk quota exceeded|File too large")
_UNWRITABLE = re.compile(r"Permission denied|Read-only file system|No such file or directory|Is a directory|Not a dir")
_WORDS = 4


def ffmpeg_failure(code: int, lines: Sequence[str], where: str) -> HframesError:
    """The error of an ffmpeg that ended badly.

    Args:
        code: its exit code, or minus the signal that killed it.
        lines: what it wrote to stderr, oldest first.
        where: what it was writing.

    Returns:
        OutputError where the file could not be written, else EncodeError.
    """
    said = " / ".join(last_words(lines))
    if _FULL.search(said) or code == -_signal("SIGXFSZ"):
        return DiskFullError(
            f"The disk is full, or the file is larger than allowed: {said or 'ffmpeg was stopped by the system'}",
            where=where,
            hint="Free some space, or set TMPDIR or the output to another disk",
        )
    if _UNWRITABLE.search(said):
        return OutputError(
            f"ffmpeg can't write: {said}", where=where, hint="Check that the folder exists and its rights"
        )
    if code < 0:
        return EncodeError(
            f"ffmpeg was killed by {_name(-code)}{': ' + said if said else ''}",
            where=where,
            hint="If nobody did it, the system may have run out of memory",
        )
    return EncodeError(f"ffmpeg failed with exit code {code}: {said or 'it did not say why'}", where=where)


def last_words(lines: Sequence[str]) -> list[str]:
    """The last few different lines, without memory addresses and control characters."""
    kept: list[str] = []
    for line in lines:
        text = "".join(c for c in _COMPONENT.sub("", line) if c.isprintable()).strip().rstrip(".")
        if text and text not in kept:
            kept.append(text[:300])
    return kept[-_WORDS:]


def _signal(name: str) -> int:
    return int(getattr(signal, name, 0)) or 1_000_000  # a system without that signal can't die of it


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
