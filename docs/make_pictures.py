"""Makes the README's pictures, by hframes: `make pictures`."""

from __future__ import annotations

import asyncio
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image

from hframes import RenderSettings, frames, open_composition
from hframes.sheet import sheet_async

ROOT = Path(__file__).parents[1]
PICTURES = Path(__file__).parent / "pictures"
SHEET = {"count": 8, "columns": 4, "width": 320}
MOVING = ROOT / "compositions" / "title-sequence"
MOVING_SIZE = (640, 360)
MOVING_FPS = 15


def sheets() -> None:
    """A contact sheet of every composition."""
    for folder in sorted(path for path in (ROOT / "compositions").iterdir() if path.is_dir()):
        page = folder if (folder / "index.html").exists() else next(folder.glob("*.svg"))
        target = PICTURES / f"{folder.name}.png"
        asyncio.run(sheet_async(open_composition(page), target, RenderSettings(force=True), **SHEET))
        with Image.open(target) as sheet:
            # A palette of 256 colours: a picture in a README need not be exact.
            sheet.quantize(256, dither=Image.Dither.FLOYDSTEINBERG).save(target, optimize=True)
        print(target.relative_to(ROOT))


def moving() -> None:
    """The title sequence as an animated WebP file."""
    settings = RenderSettings(fps=str(MOVING_FPS))
    pictures = [
        Image.fromarray(np.ascontiguousarray(frame)).resize(MOVING_SIZE, Image.Resampling.LANCZOS)
        for frame in islice(frames(MOVING, settings), 60 * MOVING_FPS)
    ]
    target = PICTURES / "title-sequence.webp"
    pictures[0].save(
        target,
        save_all=True,
        append_images=pictures[1:],
        duration=[round(1000 * (k + 1) / MOVING_FPS) - round(1000 * k / MOVING_FPS) for k in range(len(pictures))],
        loop=0,
        quality=72,
        method=4,
    )
    print(target.relative_to(ROOT))


if __name__ == "__main__":
    sheets()
    moving()
