"""When a presentation counts as shown, without any browser."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from hframes.capture import Layout
from hframes.capture.display import DisplaySource, map_framebuffer
from hframes.capture.protocol import strip_colour
from hframes.errors import CaptureError

LAYOUT = Layout(64, 32)


def _screen() -> np.ndarray:
    width, height = LAYOUT.screen
    return np.zeros((height, width, 4), np.uint8)


def _paint_strip(screen: np.ndarray, number: int, rows: slice) -> None:
    screen[LAYOUT.height :][rows, :, :3] = np.frombuffer(strip_colour(number), np.uint8)


def test_a_frame_is_taken_when_both_ends_of_the_strip_show_its_number() -> None:
    screen = _screen()
    screen[:32, :64] = (1, 2, 3, 255)
    _paint_strip(screen, 0x123456, slice(None))
    frame = np.empty((32, 64, 4), np.uint8)
    grabbed = asyncio.run(DisplaySource(screen, LAYOUT, 1).grab(0x123456, frame, None))
    assert not grabbed.repeats
    assert (frame == (1, 2, 3, 255)).all()


def test_a_strip_that_was_copied_in_part_only_is_not_the_frame() -> None:
    screen = _screen()
    _paint_strip(screen, 7, slice(0, 10))
    with pytest.raises(CaptureError, match="did not paint a frame"):
        asyncio.run(DisplaySource(screen, LAYOUT, 0.02).grab(7, None, None))


@pytest.mark.parametrize("place", [(0, 0, 0), (31, 63, 2), (17, 40, 1)])
def test_a_repeat_is_a_frame_that_is_equal_in_every_byte(place: tuple[int, int, int]) -> None:
    screen = _screen()
    _paint_strip(screen, 9, slice(None))
    source = DisplaySource(screen, LAYOUT, 1)
    previous, frame = np.zeros((32, 64, 4), np.uint8), np.empty((32, 64, 4), np.uint8)
    assert asyncio.run(source.grab(9, frame, previous)).repeats
    screen[place] = 1
    assert not asyncio.run(source.grab(9, frame, previous)).repeats
    assert frame[place] == 1


def test_a_screen_of_another_depth_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "screen"
    file.write_bytes(b"".join(number.to_bytes(4, "big") for number in [100, 7, *[0] * 9, 16, *[0] * 13]) + bytes(4096))
    with pytest.raises(CaptureError, match="16 bits a pixel"):
        map_framebuffer(file)
