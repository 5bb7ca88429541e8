"""Draws the page's moving sprites: fish.gif (8 frames of 60 ms) and bubble.png (an APNG, 6 frames of 80 ms)."""

from __future__ import annotations

import math
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).parent
SCALE = 4


def fish(phase: float) -> Image.Image:
    picture = Image.new("RGBA", (48 * SCALE, 32 * SCALE))
    draw = ImageDraw.Draw(picture)
    tail = math.sin(phase) * 6

    def box(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        return left * SCALE, top * SCALE, right * SCALE, bottom * SCALE

    def polygon(*corners: tuple[float, float], fill: str) -> None:
        draw.polygon([(x * SCALE, y * SCALE) for x, y in corners], fill=fill)

    polygon((14, 16), (2, 6 + tail), (5, 16), (2, 26 + tail), fill="#f77f00")
    draw.ellipse(box(9, 7, 43, 25), fill="#fcbf49")
    draw.pieslice(box(9, 7, 43, 25), -60, 60, fill="#f77f00")
    draw.rectangle(box(22, 8, 25, 24), fill="#fff3d6")
    draw.ellipse(box(34, 11, 39, 16), fill="white")
    draw.ellipse(box(36, 12, 39, 15), fill="black")
    polygon((22, 18), (17, 22 + tail / 2), (26, 21), fill="#d62828")
    return picture.resize((48, 32), Image.Resampling.LANCZOS)


def bubble(phase: float) -> Image.Image:
    picture = Image.new("RGBA", (16 * SCALE, 16 * SCALE))
    draw = ImageDraw.Draw(picture)
    wide = 5 + math.sin(phase)
    tall = 5 - math.sin(phase)
    centre = 8 * SCALE
    draw.ellipse((centre - wide * SCALE, centre - tall * SCALE, centre + wide * SCALE, centre + tall * SCALE),
                 fill=(255, 255, 255, 60), outline=(255, 255, 255, 220), width=SCALE)  # fmt: skip
    return picture.resize((16, 16), Image.Resampling.LANCZOS)


def main() -> None:
    def solid(picture: Image.Image) -> Image.Image:
        picture.putalpha(picture.getchannel("A").point(lambda value: 255 if value > 127 else 0))
        return picture

    fishes = [solid(fish(k * math.tau / 8)) for k in range(8)]
    fishes[0].save(HERE / "fish.gif", save_all=True, append_images=fishes[1:], duration=60, loop=0, disposal=2)
    bubbles = [bubble(k * math.tau / 6) for k in range(6)]
    bubbles[0].save(HERE / "bubble.png", save_all=True, append_images=bubbles[1:], duration=80, loop=0, disposal=1)


if __name__ == "__main__":
    main()
