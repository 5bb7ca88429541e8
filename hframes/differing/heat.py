"""A heat map: where two pictures are apart, and how far, over a dim picture of the first."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hframes.capture import Frame
from hframes.differing.measure import Levels

# Level 1 is dark violet, 255 nearly white; small levels get more of the scale, since they are the ones one overlooks.
_STOPS = (0.0, 0.35, 0.65, 0.85, 1.0)
_COLOURS = ((90, 20, 160), (214, 40, 110), (255, 120, 20), (255, 210, 60), (255, 255, 230))  # red, green, blue
_DIM = 0.3


def _scale() -> npt.NDArray[np.uint8]:
    """Colours by level, blue, green, red and 255."""
    place = np.sqrt(np.arange(256) / 255.0)
    channels = [np.interp(place, _STOPS, [colour[part] for colour in _COLOURS]) for part in (2, 1, 0)]
    return np.stack([*channels, np.full(256, 255.0)], axis=1).round().astype(np.uint8)


def gathered(apart: Levels, width: int, height: int) -> Levels:
    """Smaller, each pixel the largest of those that it stands for: a single pixel that differs stays to be seen."""
    rows, columns = np.arange(height) * apart.shape[0] // height, np.arange(width) * apart.shape[1] // width
    small: Levels = np.maximum.reduceat(np.maximum.reduceat(apart, rows, axis=0), columns, axis=1)
    return small


def heat(picture: Frame, apart: Levels) -> Frame:
    """The heat map of a picture (already as small as the map is to be) and what is apart, of any size not smaller."""
    small = gathered(apart, picture.shape[1], picture.shape[0])
    grey = (picture[:, :, :3].astype(np.float32) @ np.array([0.0722, 0.7152, 0.2126], np.float32)) * _DIM
    ground = np.repeat(grey.round().astype(np.uint8)[:, :, None], 4, axis=2)
    return np.where(small[:, :, None] > 0, _scale()[small], ground)
