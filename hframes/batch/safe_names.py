"""Text from data as part of a file name, on any file system that people use."""

from __future__ import annotations

import hashlib
import re
import unicodedata

MAX_BYTES = 200
"""Of one part of a path; file systems take 255, and what works beside an output adds to its name."""

_UNSAFE = frozenset('/\\:*?"<>|%')
_CATEGORIES = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?=\.|$)", re.IGNORECASE)
_DIGITS = 8


def safe_text(text: str) -> str:
    """Text without anything that a file system, a shell or a reader could take for something else.

    In Unicode's composed form (NFC); separators, wild cards, quotes, control and invisible characters become "_".
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join("_" if char in _UNSAFE or unicodedata.category(char) in _CATEGORIES else char for char in composed)


def safe_part(part: str) -> str:
    """One part of a path, made of safe text and of what stands around it in the template.

    No "." and "..", no leading dot, no dot or space at its end, no name of a Windows device, not over `MAX_BYTES` in
    UTF-8: what is longer is cut and gets a hash of the whole, before its suffix.
    """
    made = part.strip(" ").rstrip(". ") or "_"
    if made.startswith("."):
        made = "_" + made[1:]
    if _RESERVED.match(made):
        made = f"_{made}"
    return _cut(made) if len(made.encode()) > MAX_BYTES else made


def folded(path: str) -> str:
    """Equal for two paths that some file systems take for one: without regard to case and to Unicode's forms."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _cut(part: str) -> str:
    stem, dot, suffix = part.rpartition(".")
    if not dot or not stem or len(suffix.encode()) > 16:
        stem, dot, suffix = part, "", ""
    mark = f"-{hashlib.sha256(part.encode()).hexdigest()[:_DIGITS]}{dot}{suffix}"
    kept = stem.encode()[: MAX_BYTES - len(mark.encode())].decode(errors="ignore")
    return kept.rstrip(". ") + mark
