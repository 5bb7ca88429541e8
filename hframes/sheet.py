"""A contact sheet: frames of a composition side by side in one picture."""

from __future__ import annotations

from contextlib import aclosing
from fractions import Fraction
from itertools import groupby
from pathlib import Path

from hframes.capture import Frame
from hframes.composition import Composition
from hframes.encode import FramePool
from hframes.errors import UsageError
from hframes.film import duration_of, film, open_set
from hframes.output import claim_output
from hframes.picture import scaled, write_png
from hframes.plan import Segment, draw_up, segment_length, segments
from hframes.settings import RenderSettings

GAP = 8  # pixels between two frames
GROUND = 24  # the grey between them, code value


def spread(count: int, frames: range) -> list[int]:
    """`count` frames, evenly apart, the first and the last among them."""
    if count == 1 or len(frames) == 1:
        return [frames.start]
    last = len(frames) - 1
    return sorted({frames.start + round(Fraction(place * last, count - 1)) for place in range(count)})


def spans(shown: list[int], rate: Fraction) -> list[Segment]:
    """What has to be filmed for some frames, in order: of each segment that holds any, all from the first to the last.

    What lies between is filmed, too, since a picture can depend on those before it in its segment.
    """
    length = segment_length(rate)
    found: list[Segment] = []
    for _, members in groupby(shown, lambda frame: frame // length):
        frames = list(members)
        found += segments(range(frames[0], frames[-1] + 1), rate)
    return found


async def sheet_async(
    composition: Composition,
    output: Path,
    settings: RenderSettings,
    *,
    count: int = 9,
    columns: int = 3,
    width: int = 640,
) -> list[int]:
    """Writes a contact sheet as a PNG file.

    Args:
        count: how many frames, evenly spread over the video.
        columns: frames in a row.
        width: pixels of each frame's picture; heights follow.

    Returns:
        The indices of the frames shown, row by row.

    Raises:
        HframesError: as for a render; UsageError for a sheet of no size.
    """
    if not (1 <= count <= 400 and 1 <= columns <= 40 and 16 <= width <= 4096):
        raise UsageError("A sheet has 1 to 400 frames in 1 to 40 columns, each 16 to 4096 pixels wide")
    blueprint = draw_up(composition, settings)
    with claim_output(output, ".png", force=settings.force) as claim:
        async with open_set(blueprint) as scene:
            shown = spread(count, blueprint.frames(await duration_of(scene, blueprint)))
            pictures: list[Frame] = []
            async with aclosing(film(scene, spans(shown, blueprint.rate), FramePool(blueprint.video))) as shots:
                async for shot in shots:
                    if shot.frame in shown:
                        pictures.append(scaled(shot.pixels, width))
        path = claim.workshop / "sheet.png"
        write_png(_laid_out(pictures, columns), path)
        claim.publish(path)
    return shown[: len(pictures)]


def _laid_out(pictures: list[Frame], columns: int) -> Frame:
    import numpy as np

    height, width = pictures[0].shape[:2]
    rows = -(-len(pictures) // columns)
    columns = min(columns, len(pictures))
    sheet = np.full((rows * (height + GAP) + GAP, columns * (width + GAP) + GAP, 4), GROUND, np.uint8)
    for place, picture in enumerate(pictures):
        top, left = GAP + place // columns * (height + GAP), GAP + place % columns * (width + GAP)
        sheet[top : top + height, left : left + width] = picture
    return sheet
