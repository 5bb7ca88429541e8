"""Segments without a browser: a segment is its frames' hashes and some bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from hframes.store import SegmentStore, segment_key

ENCODING = {"size": [1920, 1080], "rate": "30", "arguments": ["-crf", "16"], "ffmpeg": "7.1"}
LIMIT = 1_000_000


def hashes(*frames: object) -> list[str]:
    return [hashlib.sha256(str(frame).encode()).hexdigest() for frame in frames]


def key_of(*frames: object) -> str:
    return segment_key(hashes(*frames), ENCODING)


def payload_of(*frames: object, size: int = 1000) -> bytes:
    return (hashlib.sha256(repr(frames).encode()).digest() * (size // 32 + 1))[:size]


def add(store: SegmentStore, folder: Path, *frames: object, size: int = 1000, label: str = "card.mp4") -> str | None:
    file = folder / f"{key_of(*frames)}.nut"
    file.write_bytes(payload_of(*frames, size=size))
    try:
        return store.add(hashes(*frames), ENCODING, file, label=label)
    finally:
        file.unlink()


def taken(store: SegmentStore, folder: Path, *frames: object) -> bytes | None:
    """The bytes that the store has for these frames."""
    into = folder / "taken.nut"
    found = store.find(key_of(*frames), into)
    if found is None:
        assert not into.exists()
        return None
    assert found.path == into
    data = into.read_bytes()
    into.unlink()
    return data


def file_of(store: SegmentStore, *frames: object) -> Path:
    return next(store.folder.glob(f"segments/*/{key_of(*frames)}.segment"))


def files(store: SegmentStore) -> list[Path]:
    """Everything that takes up room beside the index."""
    places = (path for path in store.folder.rglob("*") if path.is_file() and path.name != "store.json")
    return sorted(path for path in places if not path.parent.name.startswith("index-"))
