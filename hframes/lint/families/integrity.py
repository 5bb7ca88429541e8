"""Hashes of the attribute `integrity`, see https://www.w3.org/TR/SRI/."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

# From the weakest to the strongest; browsers go by the strongest that is given.
_ALGORITHMS = ("sha256", "sha384", "sha512")
_HASH = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/_\-]+={0,2})(\?.*)?")


def integrity_of(data: bytes) -> str:
    """The hash of a file as the attribute has it."""
    return "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode()


def fits(integrity: str, data: bytes) -> bool:
    """Whether a browser would take a file: one of its strongest hashes is the file's, or it has none that counts."""
    found = [(match[1], match[2]) for word in integrity.split() if (match := _HASH.fullmatch(word))]
    if not found:
        return True
    strongest = max((name for name, _ in found), key=_ALGORITHMS.index)
    digest = hashlib.new(strongest, data).digest()
    return any(_bytes(value) == digest for name, value in found if name == strongest)


def _bytes(value: str) -> bytes:
    try:
        return base64.b64decode(value.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        return b""
