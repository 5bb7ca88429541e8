"""Films to compare: pictures as arrays, and videos of them that lose nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from hframes.capture import Frame
from hframes.encode import ffmpeg_path
from hframes.manifest import Manifest
from hframes.report import PageReport

SIZE = (64, 36)


def plain(level: int = 100, size: tuple[int, int] = SIZE) -> Frame:
    """A grey picture."""
    picture = np.full((size[1], size[0], 4), level, np.uint8)
    picture[:, :, 3] = 255
    return picture


def spotted(left: int, top: int, width: int, height: int, level: int = 200, size: tuple[int, int] = SIZE) -> Frame:
    """A grey picture with a rectangle of another grey."""
    picture = plain(size=size)
    picture[top : top + height, left : left + width, :3] = level
    return picture


def video(path: Path, pictures: list[Frame], *, rate: str = "10", codec: tuple[str, ...] = ("ffv1",)) -> Path:
    """A file of these pictures; by itself without loss."""
    height, width = pictures[0].shape[:2]
    command = [
        *(str(ffmpeg_path()), "-hide_banner", "-loglevel", "error", "-y"),
        *("-f", "rawvideo", "-pix_fmt", "bgr0", "-s", f"{width}x{height}", "-r", rate, "-i", "pipe:0"),
        *("-c:v", *codec, str(path)),
    ]
    subprocess.run(command, input=b"".join(picture.tobytes() for picture in pictures), check=True)
    return path


def manifest(path: Path, frames: tuple[str, ...], **other: Any) -> Path:
    """A manifest with these hashes."""
    values: dict[str, Any] = {
        "hframes": "0.1.0",
        "chromium": "156.0.1.2",
        "ffmpeg": "9.0",
        "capture": "display",
        "browser_flags": (),
        "encoder": {},
        "width": 320,
        "height": 180,
        "scale": 1,
        "fps": "10",
        "duration": "1",
        "first_frame": 0,
        "seed": 0,
        "epoch": "2025-01-01T00:00:00Z",
        "timezone": "UTC",
        "locale": "en-US",
        "params": {},
        "entry": "index.html",
        "files": {"index.html": "11"},
        "fonts": (),
        "frames": frames,
        "report": PageReport(),
    }
    path.write_text(Manifest(**{**values, **other}).model_dump_json())
    return path
