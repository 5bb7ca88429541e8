"""Proof that a video file has exactly its frames at exactly their times."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from hframes.encode.arguments import packet_list_arguments
from hframes.encode.process import PATIENCE, run_ffmpeg
from hframes.encode.video import VideoFormat
from hframes.errors import EncodeError


async def verify_video(
    executable: Path, path: Path, video: VideoFormat, frames: int, *, patience: float = PATIENCE
) -> None:
    """Read every packet of the file's picture track as a player would, edit list included.

    Raises:
        EncodeError: not `frames` packets, one that isn't shown at exactly k / rate for one frame, or a broken file.
    """
    out, complaints = await run_ffmpeg(executable, packet_list_arguments(path), where=str(path), patience=patience)
    if complaints:
        raise EncodeError(f"The video isn't sound: {complaints[0]}", where=str(path))
    check_packets(out, video, frames, str(path))


def check_packets(listing: str, video: VideoFormat, frames: int, where: str) -> None:
    """Check ffmpeg's `framecrc` listing of the packets of stream 0; raises EncodeError."""
    tick = Fraction(0)
    times: list[Fraction] = []
    for line in listing.splitlines():
        if line.startswith("#tb 0:"):
            tick = Fraction(line.removeprefix("#tb 0:").strip()) * video.rate
        elif line.startswith("0,"):
            _, _, shown, duration, *_ = line.split(",")
            times.append(int(shown) * tick)
            if int(duration) * tick != 1:
                raise EncodeError(
                    f"A packet of the video lasts {int(duration) * tick} frames instead of 1", where=where
                )
    if len(times) != frames:
        raise EncodeError(f"The video has {len(times)} frames instead of {frames}", where=where)
    for frame, at in enumerate(sorted(times)):
        if at != frame:
            raise EncodeError(f"Frame {frame} of the video is shown at the time of frame {float(at):g}", where=where)
