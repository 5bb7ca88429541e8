"""The store that a render uses, or something in its place that finds nothing and keeps nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from hframes.errors import StoreError
from hframes.store.contents import StoredPlan, StoredSegment
from hframes.store.settings import StoreSettings
from hframes.store.store import SegmentStore


class Store(Protocol):
    """What a render asks of a store; see `SegmentStore`."""

    def find(self, key: str, into: Path) -> StoredSegment | None: ...
    def begins(self, frame_hashes: Sequence[str], encoding: Mapping[str, Any]) -> bool: ...
    def add(
        self, frame_hashes: Sequence[str], encoding: Mapping[str, Any], file: Path, *, label: str = ""
    ) -> str | None: ...
    def remember_plan(
        self, plan_key: str, segment: str, frame_hashes: Sequence[str], sidecar: Mapping[str, Any]
    ) -> str | None: ...
    def find_plan(self, plan_key: str) -> StoredPlan | None: ...
    def take_notes(self) -> tuple[str, ...]: ...
    def close(self) -> None: ...


@dataclass
class NoStore:
    """No store. The note says why, once; None where nobody need be told."""

    note: str | None = None

    def find(self, key: str, into: Path) -> StoredSegment | None:  # noqa: ARG002
        return None

    def begins(self, frame_hashes: Sequence[str], encoding: Mapping[str, Any]) -> bool:  # noqa: ARG002
        return False

    def add(
        self,
        frame_hashes: Sequence[str],  # noqa: ARG002
        encoding: Mapping[str, Any],  # noqa: ARG002
        file: Path,  # noqa: ARG002
        *,
        label: str = "",  # noqa: ARG002
    ) -> str | None:
        return None

    def remember_plan(
        self,
        plan_key: str,  # noqa: ARG002
        segment: str,  # noqa: ARG002
        frame_hashes: Sequence[str],  # noqa: ARG002
        sidecar: Mapping[str, Any],  # noqa: ARG002
    ) -> str | None:
        return None

    def find_plan(self, plan_key: str) -> StoredPlan | None:  # noqa: ARG002
        return None

    def take_notes(self) -> tuple[str, ...]:
        note, self.note = self.note, None
        return () if note is None else (note,)

    def close(self) -> None:
        """There is nothing to close."""


def open_store(settings: StoreSettings) -> Store:
    """The store that is asked for; where it can't be used, none, with a note."""
    if settings.limit == 0:
        return NoStore()
    if settings.folder is None:
        return NoStore("There is no home folder, so no segment is kept: set HFRAMES_CACHE to a folder")
    try:
        return SegmentStore(settings.folder, settings.limit)
    except StoreError as error:
        return NoStore(str(error))
