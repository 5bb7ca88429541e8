"""What a stored segment is known by: the hashes of its frames and everything else that decides its bytes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

KEY = re.compile(r"[0-9a-f]{64}")  # SHA-256, in hexadecimal
_HASHES = re.compile(r"[0-9a-f]*")


def segment_key(frame_hashes: Sequence[str], encoding: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of what decides a segment's bytes.

    Args:
        frame_hashes: one a frame, in order, repeats included; lower-case hexadecimal, all of one length. A hash for
            which nobody can make two pictures (BLAKE3, not XXH3): who could, could plant a picture in another video.
        encoding: everything else: size, rate, arguments, versions, the name of the frames' hash. JSON values.

    Raises:
        ValueError: no frames, something that is no hash, or a value that JSON does not have.
    """
    check_frame_hashes(frame_hashes)
    digest = hashlib.sha256(b"hframes segment\n")
    digest.update(_canonical(encoding))
    for frame in frame_hashes:
        digest.update(b"\n" + frame.encode())
    return digest.hexdigest()


def encoding_key(encoding: Mapping[str, Any]) -> bytes:
    """SHA-256 of the encoding alone: segments with the same one may begin alike."""
    return hashlib.sha256(b"hframes encoding\n" + _canonical(encoding)).digest()


def packed(frame_hashes: Sequence[str]) -> bytes:
    """The frames' hashes, one after the other: those of a beginning are a prefix of those of the whole.

    Raises:
        ValueError: something that is no hash.
    """
    return bytes.fromhex("".join(frame_hashes))


def check_frame_hashes(frame_hashes: Sequence[str]) -> None:
    """Raises ValueError where these are not the hashes of at least one frame."""
    if not frame_hashes or isinstance(frame_hashes, str):
        raise ValueError("a segment has at least one frame")
    length = len(frame_hashes[0])
    if (
        not 32 <= length <= 128
        or length % 2
        or any(len(frame) != length for frame in frame_hashes)
        or not _HASHES.fullmatch("".join(frame_hashes))
    ):
        raise ValueError("a frame's hash is of 16 to 64 bytes in hexadecimal, all of one length")


def check_key(key: str) -> None:
    """Raises ValueError where this is no key: keys become the names of files."""
    if not KEY.fullmatch(key):
        raise ValueError(f"{key!r} is not a key")


def _canonical(encoding: Mapping[str, Any]) -> bytes:
    try:
        text = json.dumps(_plain(encoding), sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, RecursionError) as error:
        raise ValueError(f"the encoding can't be written as JSON: {error}") from error
    return text.encode()


def _plain(value: Any) -> Any:
    """The same value; json.dumps alone would take the key 1 for "1"."""
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("the names in an encoding are text")
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value
