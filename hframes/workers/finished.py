"""Segments that are filmed and encoded, and what is known of them; on disk, so that a killed render goes on.

Beside each segment's file lies a note (JSON) with its hash, written last. A segment is filmed anew where the note is
not sound, and where the machine or a file that the page was served is another one than then.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from hframes.encode.arguments import SEGMENT_SUFFIX
from hframes.errors import OutputError
from hframes.manifest import UsedFont
from hframes.plan import Segment
from hframes.report import PageReport
from hframes.workers.identity import FileHashes, digest_of


class SegmentNote(BaseModel):
    """What a segment's file does not say.

    Attributes:
        first, frames: index of the first frame in the video, and the hashes of all, see `hframes.manifest.frame_hash`.
        ended: whether the page ended the video at the segment's last frame.
        reused: whether the file was found in the store, and not encoded for this render.
        report: what the worker had noticed of the page by then, from frame 0 on.
        fonts: with which the last frame was drawn; empty where nobody asked.
        machine: see `machine_digest`.
        files: SHA-256 of every file that the page was served by then.
        sha256: of the segment's file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: int
    frames: tuple[str, ...]
    ended: bool
    reused: bool
    report: PageReport
    fonts: tuple[UsedFont, ...]
    machine: str
    files: dict[str, str]
    sha256: str = ""


@dataclass(frozen=True)
class FinishedSegment:
    """A segment's file with its note."""

    index: int
    path: Path
    note: SegmentNote


def segment_path(folder: Path, index: int) -> Path:
    """Where a segment's file lies in a render's own folder."""
    return folder / f"segment-{index:06}{SEGMENT_SUFFIX}"


def keep_segment(index: int, path: Path, note: SegmentNote) -> FinishedSegment:
    """Writes the note of a complete file beside it.

    Raises:
        OutputError: the disk is full, or refuses.
    """
    try:
        signed = note.model_copy(update={"sha256": digest_of(path)})
        unfinished = path.with_suffix(".note.part")
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(signed.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(_note_path(path))
    except OSError as error:
        raise OutputError(f"A segment could not be kept: {error.strerror}", where=str(path)) from error
    return FinishedSegment(index, path, signed)


def find_finished(folder: Path, plan: Iterable[Segment], machine: str, files: FileHashes) -> list[FinishedSegment]:
    """The segments of a plan that an earlier run of the same render has left whole, in order."""
    found = []
    for segment in plan:
        path = segment_path(folder, segment.index)
        with contextlib.suppress(OSError, ValidationError):
            note = SegmentNote.model_validate_json(_note_path(path).read_bytes())
            complete = len(note.frames) == len(segment.frames) or (note.ended and note.frames)
            same = note.first == segment.frames.start and note.machine == machine and note.files == files.of(note.files)
            if complete and same and note.sha256 == digest_of(path):
                found.append(FinishedSegment(segment.index, path, note))
    return found


def _note_path(path: Path) -> Path:
    return path.with_suffix(".json")
