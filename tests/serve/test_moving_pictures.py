"""Which files are known to be pictures that move."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from hframes.moving import SVG, moving_type


def written(kind: str, count: int) -> bytes:
    frames = [Image.new("RGB", (9, 9), (80 * index, 0, 0)) for index in range(count)]
    file = BytesIO()
    more = {"save_all": True, "append_images": frames[1:], "duration": 100} if kind != "JPEG" else {}
    frames[0].save(file, kind, **more)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["gif", "png", "webp", "avif"])
def test_more_than_one_frame_moves(kind: str) -> None:
    assert moving_type(BytesIO(written(kind.upper(), 3))) == f"image/{kind}"
    assert moving_type(BytesIO(written(kind.upper(), 1))) is None


@pytest.mark.parametrize("kind", ["gif", "webp", "avif"])
def test_a_file_that_is_cut_off_counts_as_moving(kind: str) -> None:
    """What a browser makes of it, only the browser knows."""
    assert moving_type(BytesIO(written(kind.upper(), 3)[:40])) == f"image/{kind}"


@pytest.mark.parametrize("data", [b"", b"GIF", b"\xff\xd8\xff", b"<svg><animate/></svg>", written("JPEG", 1)])
def test_what_is_no_such_picture_does_not_move(data: bytes) -> None:
    assert moving_type(BytesIO(data)) is None


@pytest.mark.parametrize(
    ("content", "moves"),
    [
        ("<rect><animate attributeName='x'/></rect>", True),
        ("<rect><s:animateTransform\n/></rect>", True),
        ("<rect><set attributeName='x'></set></rect>", True),
        ("<style>@keyframes k{to{x:1px}}</style>", True),
        ("<rect id='animate' class='set'/>", False),
        ("<text>animate set</text>", False),
        ("<settings/>", False),
    ],
)
def test_an_svg_moves_by_smil_or_css(content: str, moves: bool) -> None:
    assert moving_type(BytesIO(f"<svg>{content}</svg>".encode()), SVG) == (SVG if moves else None)
