"""Pictures to encode, and readers of what came out."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from hframes.encode import EncodedSegment, Frame, SegmentEncoder, VideoFormat


def picture(video: VideoFormat, number: int) -> Frame:
    """A gradient with a box that moves with `number`; every number gives another picture."""
    rows, columns = np.mgrid[0 : video.height, 0 : video.width]
    frame = np.zeros(video.shape, np.uint8)
    frame[..., 0] = columns * 255 // video.width
    frame[..., 1] = rows * 255 // video.height
    frame[..., 2] = (columns + rows + 3 * number) % 256
    at = number * 5 % (video.width - 16)
    frame[16:48, at : at + 16] = (40, 200, 250, 255)
    return frame


def solid(video: VideoFormat, red: int, green: int, blue: int) -> Frame:
    return np.full(video.shape, (blue, green, red, 255), np.uint8)


async def put_all(encoder: SegmentEncoder, frames: Iterable[Frame | None]) -> EncodedSegment:
    """None stands for a repeat of the frame before it."""
    async with encoder:
        for frame in frames:
            if frame is None:
                encoder.repeat()
            else:
                await encoder.put(frame)
        draining = encoder.finish()
    return await draining


def decode_yuv(ffmpeg: Path, path: Path, video: VideoFormat) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Y, U and V of every frame as uint8 arrays, as they are in the file."""
    raw = _output(ffmpeg, "-i", path, "-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-f", "rawvideo", "-")
    luma, chroma = video.width * video.height, video.width * video.height // 4
    frames = np.frombuffer(raw, np.uint8).reshape(-1, luma + 2 * chroma)
    half = (video.height // 2, video.width // 2)
    return [
        (
            frame[:luma].reshape(video.height, video.width),
            frame[luma : luma + chroma].reshape(half),
            frame[luma + chroma :].reshape(half),
        )
        for frame in frames
    ]


def frame_hashes(ffmpeg: Path, path: Path) -> list[str]:
    """One hash a decoded frame, in the order in which they are shown."""
    text = _output(ffmpeg, "-i", path, "-fps_mode", "passthrough", "-f", "framemd5", "-").decode()
    return [line.split(",")[-1].strip() for line in text.splitlines() if not line.startswith("#")]


def headers(ffmpeg: Path, path: Path) -> str:
    """ffmpeg's reading of every H.264 header in the file, as text."""
    command = [ffmpeg, "-loglevel", "verbose", "-i", path, "-c", "copy", "-bsf:v", "trace_headers", "-f", "null", "-"]
    return subprocess.run(command, capture_output=True, check=True).stderr.decode()


def packets(ffmpeg: Path, path: Path) -> list[str]:
    text = _output(ffmpeg, "-i", path, "-c", "copy", "-f", "framecrc", "-").decode()
    return [line for line in text.splitlines() if not line.startswith("#")]


def _output(ffmpeg: Path, *arguments: str | Path) -> bytes:
    return subprocess.run([ffmpeg, "-loglevel", "error", *arguments], capture_output=True, check=True).stdout
