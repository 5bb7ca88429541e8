"""What decides the bytes of an encoded segment: enough to tell that it need not be encoded again."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import blake3

from hframes.encode.arguments import segment_arguments
from hframes.encode.frames import Frame
from hframes.encode.process import run_ffmpeg
from hframes.encode.quality import X264Settings
from hframes.encode.video import VideoFormat
from hframes.errors import SetupError
from hframes.timebase import rate_text

# Raise it when pictures reach ffmpeg in another way (`feed`, `rawstream`) and its arguments do not tell.
_WAY = 1

_PATIENCE = 30.0
_ONE_PICTURE = (
    *("-hide_banner", "-loglevel", "error", "-f", "lavfi", "-i", "color=size=16x16:rate=1:duration=1"),
    *("-frames:v", "1", "-c:v", "libx264", "-preset", "ultrafast", "-threads", "1", "-f", "h264", "pipe:1"),
)


def frame_identity(frame: Frame) -> str:
    """BLAKE3 of a frame's bytes (BGRA, row by row), in hexadecimal; 1.7 ms for 1920×1080, in which other threads run.

    `manifest.frame_hash` takes 0.3 ms and is good for comparing one's own frames; but a page could be made whose frames
    have the XXH3 of another page's, and its segments would be taken for that one's.
    """
    return blake3.blake3(frame.data).hexdigest()


async def encoder_identity(executable: Path) -> str:
    """Of this ffmpeg with its libraries and its x264: SHA-256 in hexadecimal, another one after every update.

    Raises:
        SetupError, EncodeError: it does not start, isn't ffmpeg, or has no libx264.
    """
    where = str(executable)
    version, _ = await run_ffmpeg(executable, ["-version"], where=where, patience=_PATIENCE)
    # A system's ffmpeg has x264 as a library that is updated on its own, and tells its version only in a video.
    video, _ = await run_ffmpeg(executable, list(_ONE_PICTURE), where=where, patience=_PATIENCE)
    x264 = re.search(r"x264 - core [^-]*", video)
    if x264 is None:
        raise SetupError("This ffmpeg has no libx264", where=where, hint="Check IMAGEIO_FFMPEG_EXE")
    parts = (version, x264[0], *_told_apart(executable))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _told_apart(executable: Path) -> tuple[str, str]:
    """Two builds of one version."""
    file = executable.stat()
    return str(file.st_size), str(file.st_mtime_ns)


def segment_encoding(video: VideoFormat, settings: X264Settings, encoder: str) -> dict[str, Any]:
    """Everything but the frames that decides a segment's bytes, as JSON values.

    Args:
        encoder: see `encoder_identity`.
    """
    return {
        "way": _WAY,
        "frames": "blake3",
        "size": [video.width, video.height],
        "rate": rate_text(video.rate),
        "arguments": segment_arguments(video, settings, Path("segment")),
        "encoder": encoder,
    }
