"""What is in a record: read from what it says of itself, and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hframes.store.index import Entry, PlanEntry
from hframes.store.keys import check_frame_hashes, check_key, encoding_key, packed, segment_key
from hframes.store.record import BadRecordError, Record

_LONGEST_LABEL = 200


@dataclass(frozen=True)
class StoredSegment:
    """A segment that was taken from the store.

    Attributes:
        key: see `segment_key`.
        path: a copy, the taker's own: what happens in the store does not touch it any more.
        frames: the hashes of its frames.
        label: what video it came from.
    """

    key: str
    path: Path
    frames: tuple[str, ...]
    label: str


@dataclass(frozen=True)
class StoredPlan:
    """What a plan came to.

    Attributes:
        segment: the key of its segment.
        frames: the hashes of its frames.
        sidecar: whatever else was to be remembered.
    """

    segment: str
    frames: tuple[str, ...]
    sidecar: Mapping[str, Any]


def segment_header(frame_hashes: Sequence[str], encoding: Mapping[str, Any], label: str, made: float) -> dict[str, Any]:
    """What a segment's record says of itself.

    Args:
        made: when, in seconds since 1970.
    """
    printable = "".join(letter if letter.isprintable() else " " for letter in label)[:_LONGEST_LABEL]
    frames = list(frame_hashes)
    return {"kind": "segment", "label": printable, "made": made, "encoding": encoding, "frames": frames}


def plan_header(plan_key: str, plan: StoredPlan) -> dict[str, Any]:
    """What a plan's record says of itself."""
    said: dict[str, Any] = {"kind": "plan", "plan": plan_key, "segment": plan.segment}
    return {**said, "frames": list(plan.frames), "sidecar": plan.sidecar}


def segment_entry(header: Mapping[str, Any], size: int, key: str, *, used: float, hits: int = 0) -> Entry:
    """A segment's line in the index, from its record.

    Args:
        size: bytes of the record. key: under which it lies.

    Raises:
        BadRecordError: it is no segment, or another one.
    """
    encoding, label, made = (header.get(name) for name in ("encoding", "label", "made"))
    if (
        header.get("kind") != "segment"
        or not isinstance(encoding, dict)
        or not isinstance(label, str)
        or not isinstance(made, float)
    ):
        raise BadRecordError("it is not a segment")
    frames = frames_of(header)
    try:
        is_it = segment_key(frames, encoding) == key
    except ValueError as error:
        raise BadRecordError(str(error)) from error
    if not is_it:
        raise BadRecordError("it is another segment than its name says")
    return Entry(key, size, label, made, used, hits, encoding_key(encoding), packed(frames))


def stored_plan(record: Record, key: str) -> StoredPlan:
    """What a plan's record says.

    Raises:
        BadRecordError: it is no plan, or another one.
    """
    header = record.header
    segment, sidecar = header.get("segment"), header.get("sidecar")
    if header.get("kind") != "plan" or header.get("plan") != key or not isinstance(sidecar, dict):
        raise BadRecordError("it is another plan than its name says")
    try:
        check_key(str(segment))
    except ValueError as error:
        raise BadRecordError(str(error)) from error
    return StoredPlan(str(segment), frames_of(header), sidecar)


def plan_entry(record: Record, key: str) -> PlanEntry:
    """A plan's line in the index; as `stored_plan`."""
    return PlanEntry(key, stored_plan(record, key).segment, record.size)


def frames_of(header: Mapping[str, Any]) -> tuple[str, ...]:
    """The hashes of a record's frames.

    Raises:
        BadRecordError: these are none.
    """
    frames = header.get("frames")
    if not isinstance(frames, list) or not all(isinstance(frame, str) for frame in frames):
        raise BadRecordError("its frames can't be read")
    try:
        check_frame_hashes(frames)
    except ValueError as error:
        raise BadRecordError(str(error)) from error
    return tuple(frames)
