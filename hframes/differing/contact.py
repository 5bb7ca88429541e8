"""A contact sheet: the frames that differ, one in a row, as A has it, as B has it, and the heat map."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from hframes.capture import Frame
from hframes.differing.chosen import Shown
from hframes.differing.findings import Diff
from hframes.differing.wording import distance_words
from hframes.picture import scaled
from hframes.timebase import timecode

SIDE = 480  # pixels of a picture's longer side
NARROWEST = 270  # of a column: the texts above pictures need room
GAP = 12
LINE = 24  # pixels of a line of text
_GROUND, _TEXT, _QUIET, _MARK = (24, 24, 27), (240, 240, 240), (160, 160, 168), (255, 210, 60)


def contact_sheet(found: Diff, shown: Sequence[Shown]) -> Frame:
    """A picture of all that is shown; `shown` is not empty."""
    rows = [[_fitted(picture) for picture in (one.a, one.b, one.heat) if picture is not None] for one in shown]
    heights = [max(picture.shape[0] for picture in row) for row in rows]
    column = max(NARROWEST, *(picture.shape[1] for row in rows for picture in row))
    width = 3 * column + 4 * GAP
    sheet = Image.new("RGB", (width, LINE + GAP + sum(LINE + GAP + height for height in heights)), _GROUND)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(15)
    for place, title in enumerate((f"A: {found.a.name}", f"B: {found.b.name}", "Heat map")):
        text = _fitting(draw, font, _drawable(title), column)
        draw.text((GAP + place * (column + GAP), GAP // 2), text, _QUIET, font)
    top, rate = LINE + GAP, Fraction(found.a.fps)
    for one, row, height in zip(shown, rows, heights, strict=True):
        words = f"frame {one.told.frame}, {timecode(one.told.frame, rate)}"
        if one.told.distance is not None:
            words += f": {distance_words(one.told.distance)}"
        draw.text((GAP, top), _drawable(words), _TEXT, font)
        top += LINE
        for place, picture in enumerate(row):
            left = GAP + place * (column + GAP)
            sheet.paste(_image(picture), (left, top))
            if place == 2 and one.told.distance is not None:
                box, factor = one.told.distance.box, picture.shape[1] / found.a.width
                corners = (box.left, box.top, box.left + box.width, box.top + box.height)
                x0, y0, x1, y1 = (round(value * factor) for value in corners)
                draw.rectangle((left + x0 - 2, top + y0 - 2, left + x1 + 1, top + y1 + 1), outline=_MARK)
        top += height + GAP
    return _frame(sheet)


def _fitted(picture: Frame) -> Frame:
    """As large as there is room; small pictures by a whole factor, so that their pixels can be counted."""
    height, width = picture.shape[:2]
    longer = max(height, width)
    if longer > SIDE:
        return scaled(picture, max(1, SIDE * width // longer))
    factor = SIDE // longer
    return np.ascontiguousarray(picture.repeat(factor, axis=0).repeat(factor, axis=1))


def _drawable(text: str) -> str:
    """As far as Pillow's own font can draw it, which is the same on every machine."""
    text = text.replace("×", "x").encode("ascii", "replace").decode("ascii")
    return "".join(c if c.isprintable() else "?" for c in text)


def _fitting(
    draw: ImageDraw.ImageDraw, font: ImageFont.ImageFont | ImageFont.FreeTypeFont, text: str, room: int
) -> str:
    """The text, or its begin and its end, as far as it fits."""
    text, whole = text[:400], len(text) <= 400
    if whole and draw.textlength(text, font) <= room:
        return text
    kept = len(text)
    while kept > 8 and draw.textlength(_cut(text, kept), font) > room:
        kept -= 2
    return _cut(text, kept)


def _cut(text: str, kept: int) -> str:
    return f"{text[:3]}...{text[len(text) - kept + 3 :]}"


def _image(picture: Frame) -> Image.Image:
    height, width = picture.shape[:2]
    return Image.frombuffer("RGB", (width, height), picture, "raw", "BGRX", 0, 1)


def _frame(image: Image.Image) -> Frame:
    pixels: npt.NDArray[np.uint8] = np.asarray(image.convert("RGBA"))
    return np.ascontiguousarray(pixels[:, :, [2, 1, 0, 3]])
