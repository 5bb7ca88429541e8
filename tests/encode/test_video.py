from __future__ import annotations

from fractions import Fraction

import pytest

from hframes.encode import VideoFormat
from hframes.errors import UsageError


@pytest.mark.parametrize(
    ("width", "height", "even"),
    [(1921, 1080, "1922×1080"), (1920, 1081, "1920×1082"), (1, 1, "2×2")],
)
def test_an_odd_size_is_refused_and_the_nearest_even_one_named(width: int, height: int, even: str) -> None:
    with pytest.raises(UsageError) as caught:
        VideoFormat(width, height, Fraction(30))
    assert even in str(caught.value)
    assert f"{width}×{height}" in str(caught.value)


@pytest.mark.parametrize(("width", "height"), [(0, 1080), (1920, 0), (-2, 2), (16386, 2), (2, 1_000_000)])
def test_an_impossible_size_is_refused(width: int, height: int) -> None:
    with pytest.raises(UsageError, match="16384"):
        VideoFormat(width, height, Fraction(30))


@pytest.mark.parametrize("rate", [Fraction(0), Fraction(-30), Fraction(10**9 + 1), Fraction(30, 10**9 + 1)])
def test_a_rate_that_files_cannot_hold_is_refused(rate: Fraction) -> None:
    with pytest.raises(UsageError, match="rate"):
        VideoFormat(1920, 1080, rate)


def test_a_frame_has_rows_columns_and_four_bytes() -> None:
    video = VideoFormat(1920, 1080, Fraction(30))
    assert video.shape == (1080, 1920, 4)
    assert video.frame_bytes == 1920 * 1080 * 4
