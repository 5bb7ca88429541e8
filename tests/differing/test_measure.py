"""Two pictures: what counts as a difference, how far it goes, and how it is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from hframes.differing.heat import gathered, heat
from hframes.differing.measure import Rules, around, box_of, distance_of, levels, mean_of
from hframes.errors import UsageError
from hframes.verification.findings import Box
from tests.differing.helpers import SIZE, plain, spotted

LEFT = Box(left=0, top=0, width=20, height=36)


def test_equal_pictures_are_not_apart_whatever_the_byte_without_meaning() -> None:
    other = plain()
    other[:, :, 3] = 7
    assert levels(plain(), plain(), Rules()) is None
    assert levels(plain(), other, Rules()) is None


def test_the_distance_is_the_pixels_the_box_the_largest_level_and_the_mean() -> None:
    apart = levels(plain(), spotted(10, 5, 4, 3, level=130), Rules())
    assert apart is not None
    found = distance_of(apart)
    assert found.box == Box(left=10, top=5, width=4, height=3)
    assert (found.pixels, found.largest) == (12, 30)
    assert mean_of(apart) == pytest.approx(12 * 30 / (SIZE[0] * SIZE[1]))


@pytest.mark.parametrize("channel", [0, 1, 2])
def test_one_colour_is_enough_in_either_direction(channel: int) -> None:
    other = plain()
    other[3, 4, channel] = 0
    for pair in ((plain(), other), (other, plain())):
        apart = levels(*pair, Rules())
        assert apart is not None
        assert (apart[3, 4], np.count_nonzero(apart)) == (100, 1)


def test_the_tolerance_itself_is_no_difference_and_a_level_more_is() -> None:
    other = spotted(0, 0, 5, 5, level=103)
    assert levels(plain(), other, Rules(tolerance=3)) is None
    assert levels(plain(), other, Rules(tolerance=2)) is not None


def test_an_ignored_box_does_not_count_and_what_is_beside_it_does() -> None:
    assert levels(plain(), spotted(2, 2, 5, 5), Rules(ignored=(LEFT,))) is None
    apart = levels(plain(), spotted(15, 2, 10, 5), Rules(ignored=(LEFT,)))
    assert apart is not None
    assert distance_of(apart).box == Box(left=20, top=2, width=5, height=5)


def test_an_ignored_box_may_reach_beyond_the_frame() -> None:
    assert levels(plain(), plain(9), Rules(ignored=(Box(left=0, top=0, width=9999, height=9999),))) is None


def test_a_box_is_four_numbers() -> None:
    assert box_of("40, 300,160,32") == Box(left=40, top=300, width=160, height=32)


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,3,4,5", "a,2,3,4", "-1,2,3,4", "1,2,0,4", "1,2,3,1e3", "1,2,3,²"])
def test_any_other_box_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--ignore-box"):
        box_of(text)


def test_two_boxes_are_in_the_box_around_them() -> None:
    assert around(Box(left=5, top=1, width=2, height=2), Box(left=0, top=2, width=3, height=9)) == Box(
        left=0, top=1, width=7, height=10
    )
    assert around(None, LEFT) == LEFT


def test_a_single_pixel_stays_to_be_seen_however_small_the_map_is() -> None:
    apart = np.zeros((1080, 1920), np.uint8)
    apart[777, 1234] = 9
    small = gathered(apart, 97, 55)
    assert (small.shape, small.max(), np.count_nonzero(small)) == ((55, 97), 9, 1)


def test_a_heat_map_is_dim_and_grey_but_where_pictures_are_apart() -> None:
    apart = levels(plain(), spotted(10, 5, 4, 3, level=255), Rules())
    assert apart is not None
    drawn = heat(plain(), apart)
    assert (drawn[0, 0, :3] == 30).all()
    blue, green, red = (int(drawn[6, 11, channel]) for channel in range(3))
    assert red > green > blue
    assert red > 200


def test_the_least_level_is_seen_on_black_and_more_is_brighter() -> None:
    apart = np.array([[1, 60, 255]], np.uint8)
    drawn = heat(plain(0, (3, 1)), apart)[0, :, :3].astype(int)
    brightness = [int(pixel.sum()) for pixel in drawn]
    assert brightness[0] > 150
    assert brightness == sorted(brightness)
