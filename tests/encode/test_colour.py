"""sRGB goes to BT.709 limited range exactly, and the file says so."""

from __future__ import annotations

import asyncio
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from hframes.encode import VideoFormat, X264Settings, join_segments

from .conftest import Encode
from .helpers import decode_yuv, headers, picture, solid

VIDEO = VideoFormat(64, 64, Fraction(25))
NEARLY_LOSSLESS = X264Settings("medium", None, 1, threads=1)


def bt709(red: float, green: float, blue: float) -> tuple[float, float, float]:
    """ITU-R BT.709-6, 8 bits: luma in 16..235, chroma around 128."""
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 16 + 219 / 255 * luma, 128 + 224 / 255 * (blue - luma) / 1.8556, 128 + 224 / 255 * (red - luma) / 1.5748


def test_the_formula_knows_white_and_black() -> None:
    assert bt709(255, 255, 255) == pytest.approx((235, 128, 128))
    assert bt709(0, 0, 0) == pytest.approx((16, 128, 128))


COLOURS = [
    *((255, 255, 255), (0, 0, 0), (128, 128, 128), (255, 0, 0), (0, 255, 0), (0, 0, 255)),
    *((255, 255, 0), (0, 255, 255), (255, 0, 255), (1, 2, 3), (250, 128, 114), (33, 150, 243)),
]


def test_solid_colours_come_out_within_one_code_value(encode: Encode, ffmpeg: Path) -> None:
    segment = encode(VIDEO, [solid(VIDEO, *colour) for colour in COLOURS], settings=NEARLY_LOSSLESS)
    for colour, planes in zip(COLOURS, decode_yuv(ffmpeg, segment.path, VIDEO), strict=True):
        for plane, exact in zip(planes, bt709(*colour), strict=True):
            assert abs(plane.astype(float) - exact).max() <= 1, (colour, exact, np.unique(plane))


def test_white_is_exactly_235_128_128_and_black_16_128_128(encode: Encode, ffmpeg: Path) -> None:
    segment = encode(VIDEO, [solid(VIDEO, 255, 255, 255), solid(VIDEO, 0, 0, 0)], settings=NEARLY_LOSSLESS)
    white, black = decode_yuv(ffmpeg, segment.path, VIDEO)
    assert [np.unique(plane).tolist() for plane in white] == [[235], [128], [128]]
    assert [np.unique(plane).tolist() for plane in black] == [[16], [128], [128]]


def test_chroma_lies_where_players_expect_it(encode: Encode, ffmpeg: Path) -> None:
    """Level with the left pixel of each pair and midway between the rows: 1 2 1 across, 1 1 down."""
    red = np.zeros((64, 64))
    red[:, 32:] = 255  # an edge between two pairs: the pair at 32 mixes in the black pixel at 31
    frame = solid(VIDEO, 0, 0, 0)
    frame[..., 2] = red
    segment = encode(VIDEO, [frame], settings=NEARLY_LOSSLESS)
    [(_, _, chroma)] = decode_yuv(ffmpeg, segment.path, VIDEO)
    expected = [bt709(level, 0, 0)[2] for level in (0, 255 * 3 / 4, 255)]
    assert np.abs(chroma[:, 15:18].astype(float) - expected).max() <= 2


def test_alpha_means_nothing(encode: Encode) -> None:
    opaque, clear = solid(VIDEO, 10, 200, 30), solid(VIDEO, 10, 200, 30)
    clear[..., 3] = 0
    assert encode(VIDEO, [opaque], "a.nut").path.read_bytes() == encode(VIDEO, [clear], "b.nut").path.read_bytes()


@pytest.mark.parametrize(
    "tag",
    [
        "video_full_range_flag                                       0 = 0",
        "colour_primaries                                     00000001 = 1",
        "transfer_characteristics                             00000001 = 1",
        "matrix_coefficients                                  00000001 = 1",
        "profile_idc                                          01100100 = 100",
    ],
)
def test_the_stream_says_high_profile_bt709_limited(encode: Encode, ffmpeg: Path, tag: str) -> None:
    text = headers(ffmpeg, encode(VIDEO, [picture(VIDEO, 0)]).path)
    name, value = tag.split()[0], tag.split()[-1]
    found = [line.split()[-1] for line in text.splitlines() if f" {name} " in line]
    assert set(found) == {value}


def test_the_container_says_bt709_limited(encode: Encode, ffmpeg: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.mp4"
    asyncio.run(join_segments(ffmpeg, [encode(VIDEO, [picture(VIDEO, 0)])], output, VIDEO))
    data = output.read_bytes()
    at = data.index(b"colrnclx") + 8
    # Primaries, transfer and matrix as 16-bit numbers, 1 = BT.709, then the full-range bit.
    assert data[at : at + 7] == bytes([0, 1, 0, 1, 0, 1, 0])
