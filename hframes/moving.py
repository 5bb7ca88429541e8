"""Which pictures move. Looked at when the browser asks for one, so that pages of still pictures pay next to nothing."""

from __future__ import annotations

import re
import warnings
from typing import BinaryIO

from PIL import Image

# The first bytes of each format that can move (GIF89a appendix; PNG 5.2; RIFF container of WebP; ISO/IEC 14496-12 4.3).
_HEADS = (
    ("image/gif", re.compile(rb"GIF8[79]a")),
    ("image/png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("image/webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("image/avif", re.compile(rb"....ftyp(?:avi[fs]|m[is]f1)", re.DOTALL)),
)
_READERS = ("GIF", "PNG", "WEBP", "AVIF")
# An element of SMIL, or a name out of CSS without which nothing there moves.
_MOVING_SVG = re.compile(rb"<(?:[\w.-]+:)?(?:animate|animateColor|animateMotion|animateTransform|set)[\s/>]|@keyframes")
SVG = "image/svg+xml"


def moving_type(file: BinaryIO, told: str = "") -> str | None:
    """The MIME type of a picture that moves; None for one that does not, and for what is no picture.

    In doubt (a file that is cut off, a movement that changes nothing) it is taken to move: the page, which decodes it,
    finds that out.

    Args:
        file: at its beginning.
        told: its MIME type, as it is served; only SVG is not known by its first bytes.
    """
    if told == SVG:
        return SVG if _MOVING_SVG.search(file.read()) else None
    head = file.read(16)
    kind = next((kind for kind, pattern in _HEADS if pattern.match(head)), None)
    if kind is None:
        return None
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its size; it is not decoded here
            with Image.open(file, formats=_READERS) as picture:
                return kind if getattr(picture, "is_animated", True) else None
    except Exception:  # whatever a broken file leads a decoder to; the browser may well show it
        return kind
