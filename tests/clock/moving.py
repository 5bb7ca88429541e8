"""Pictures that move, made for a test: each frame one flat colour, so that a pixel tells the frame."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

COLOURS = ("red", "lime", "blue", "yellow")
_BGR = {"red": (0, 0, 255), "lime": (0, 255, 0), "blue": (255, 0, 0), "yellow": (0, 255, 255), "white": (255, 255, 255)}
FRAME = 1000 / 30


def picture(
    kind: str = "gif", lengths: tuple[int, ...] = (100, 100, 100, 100), size: tuple[int, int] = (40, 30), **more
):
    """The bytes of a moving picture; `lengths` in milliseconds, and what Pillow's writer of the format takes."""
    frames = [Image.new("RGB", size, colour) for colour, _ in zip(COLOURS, lengths, strict=False)]
    given = {"loop": 0} if kind != "avif" else {}
    if kind == "webp":
        given["lossless"] = True
    given = {name: value for name, value in {**given, **more}.items() if value is not None}
    file = BytesIO()
    frames[0].save(file, kind.upper(), save_all=True, append_images=frames[1:], duration=list(lengths), **given)
    return file.getvalue()


def still(size: tuple[int, int] = (40, 30), colour: str = "white") -> bytes:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def colour_at(pixels: np.ndarray, x: int, y: int) -> str:
    """The name of a pixel's colour; its values where it has none of those here."""
    pixel = pixels[y, x, :3].astype(int)
    near = [name for name, value in _BGR.items() if np.abs(pixel - value).max() <= 12]  # a lossy format is near
    return near[0] if near else str(tuple(pixel))


def expected(time: float, lengths: tuple[float, ...] = (100, 100, 100, 100), rounds: float = float("inf")) -> str:
    """The colour that is shown a time (milliseconds) after the picture began."""
    time = round(time, 6)
    if time >= sum(lengths) * rounds:
        return COLOURS[len(lengths) - 1]
    time %= sum(lengths)
    for colour, length in zip(COLOURS, lengths, strict=False):
        if time < length:
            return colour
        time -= length
    raise AssertionError(time)


def seen(page, frames: range, x: int = 20, y: int = 15) -> list[str]:
    """The colour at a point in each of these frames."""
    colours = []
    for frame in frames:
        page.step(frame)
        colours.append(colour_at(page.pixels(), x, y))
    return colours


def paragraphs(name: str) -> dict[str, str]:
    """What a file beside this one has below each of its headlines."""
    parts = (Path(__file__).parent / name).read_text(encoding="utf-8").split("\n\n")
    pairs = (part.strip().removeprefix("# ").partition("\n") for part in parts)
    return {headline: content for headline, _, content in pairs}
