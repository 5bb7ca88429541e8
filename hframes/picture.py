"""One frame as a picture."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np

from hframes.capture import Frame
from hframes.errors import OutputError


def scaled(frame: Frame, width: int) -> Frame:
    """A smaller or larger copy of a frame, `width` pixels wide, resampled by Lanczos' filter."""
    from PIL import Image

    image = Image.frombuffer("RGBX", (frame.shape[1], frame.shape[0]), frame, "raw", "RGBX", 0, 1)
    height = max(1, round(width * frame.shape[0] / frame.shape[1]))
    return np.asarray(image.resize((width, height), Image.Resampling.LANCZOS)).copy()


def png_bytes(frame: Frame) -> bytes:
    """A frame as `write_png` writes it."""
    from PIL import Image

    height, width = frame.shape[:2]
    written = BytesIO()
    Image.frombuffer("RGB", (width, height), frame, "raw", "BGRX", 0, 1).save(written, format="PNG", compress_level=6)
    return written.getvalue()


def write_png(frame: Frame, path: Path) -> None:
    """Writes a frame as 8-bit sRGB without alpha; the same bytes for the same frame.

    Raises:
        OutputError: the file can't be written.
    """
    from PIL import Image

    height, width = frame.shape[:2]
    image = Image.frombuffer("RGB", (width, height), frame, "raw", "BGRX", 0, 1)
    try:
        image.save(path, format="PNG", compress_level=6)
    except OSError as error:
        raise OutputError(f"The picture can't be written: {error.strerror or error}", where=str(path)) from error
