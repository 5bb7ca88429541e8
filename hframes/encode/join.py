"""Segments to one video, without encoding again."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Sequence
from pathlib import Path

from hframes.encode.arguments import concat_listing, join_arguments
from hframes.encode.process import PATIENCE, run_ffmpeg
from hframes.encode.segment import EncodedSegment
from hframes.encode.verify import verify_video
from hframes.encode.video import VideoFormat
from hframes.errors import OutputError

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_SLOW_DISK = 2_000_000  # bytes a second; a join that is slower than that counts as stuck


async def join_segments(
    executable: Path,
    segments: Sequence[EncodedSegment],
    output: Path,
    video: VideoFormat,
    *,
    patience: float = PATIENCE,
) -> None:
    """Write all segments, in this order, into an MP4 with its index in front, and prove its frames and times.

    Args:
        segments: at least one, all in one folder, with plain file names. A list of them is put beside them for as long
            as it takes.
        output: overwritten; the caller gives a temporary name and renames. Nothing is left there after a failure.
        patience: seconds, on top of what reading and writing take on a slow disk.

    Raises:
        EncodeError, OutputError, SetupError: ffmpeg failed, the result isn't right, or it can't be written.
    """
    folder, output = _common_folder(segments), _absolute(output)
    frames = [segment.frames for segment in segments]
    listing = folder / f"{segments[0].path.stem}.{os.getpid()}.ffconcat"
    try:
        size = sum(segment.path.stat().st_size for segment in segments)
        listing.write_text(concat_listing([segment.path.name for segment in segments], frames, video), "ascii")
        patience += size / _SLOW_DISK
        # In that folder, as concat does not find its files under a path with `#` or `?` in it.
        arguments = join_arguments(video, Path(listing.name), output)
        await run_ffmpeg(executable, arguments, where=str(output), folder=folder, patience=patience)
        await verify_video(executable, output, video, sum(frames), patience=patience)
    except BaseException as error:
        _remove(output)
        if isinstance(error, OSError):
            raise OutputError(f"The segments can't be joined: {error.strerror}", where=str(folder)) from error
        raise
    finally:
        _remove(listing)


def _absolute(path: Path) -> Path:
    return path.absolute()


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _common_folder(segments: Sequence[EncodedSegment]) -> Path:
    folders = {segment.path.parent for segment in segments}
    if len(folders) != 1 or not all(_PLAIN_NAME.fullmatch(segment.path.name) for segment in segments):
        raise ValueError("segments lie in one folder and have plain names")
    return folders.pop()
