"""The page's time at a frame: exact, and such that a page that counts frames comes to the same number."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from hframes.timebase import frame_time_ms

RATES = ("12", "24", "24000/1001", "25", "30", "30000/1001", "50", "60", "144")
every_rate = pytest.mark.parametrize("rate", [Fraction(rate) for rate in RATES], ids=str)
FRAMES = [*range(20_000), *range(1_000_000, 1_000_500)]


@every_rate
def test_a_time_is_as_good_as_exact(rate: Fraction) -> None:
    for frame in FRAMES:
        exact = frame * 1000 / rate
        assert abs(Fraction(frame_time_ms(frame, rate)) - exact) <= exact / 2**50


@every_rate
def test_a_page_that_counts_frames_comes_to_the_same_number(rate: Fraction) -> None:
    fps = float(rate)
    for frame in FRAMES:
        time = frame_time_ms(frame, rate)
        counted = {
            math.floor(time / (1000 / fps)),
            math.floor(time * fps / 1000),
            math.floor(time / 1000 * fps),
            math.floor(time * 0.001 * fps),
        }
        assert counted == {frame}
