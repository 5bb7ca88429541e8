from __future__ import annotations

from fractions import Fraction

import pytest

from hframes.encode.verify import check_packets
from hframes.encode.video import VideoFormat
from hframes.errors import EncodeError

VIDEO = VideoFormat(2, 2, Fraction(30))
GOOD = [(0, 0), (512, 1536), (1024, 512), (1536, 1024)]  # (decoded at, shown at)


def listing(packets: list[tuple[int, int]], durations: list[int] | None = None, tick: str = "1/15360") -> str:
    lengths = durations or [512] * len(packets)
    rows = [f"0, {dts}, {pts}, {length}, 99, 0x1" for (dts, pts), length in zip(packets, lengths, strict=True)]
    return "\n".join([f"#tb 0: {tick}", "#media_type 0: video", *rows]) + "\n"


def test_every_frame_at_its_time_is_right() -> None:
    check_packets(listing(GOOD), VIDEO, 4, "out.mp4")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (listing(GOOD[:3]), "3 frames instead of 4"),
        (listing([*GOOD, (2048, 2048)]), "5 frames instead of 4"),
        (listing([*GOOD[:3], (1536, 1025)]), "Frame 2 of the video is shown at the time of frame 2.00195"),
        (listing([*GOOD[:3], (1536, 512)]), "Frame 2 of the video is shown at the time of frame 1"),
        (listing([(dts, pts + 512) for dts, pts in GOOD]), "Frame 0 of the video is shown at the time of frame 1"),
        (listing(GOOD, durations=[512, 512, 1024, 512]), "lasts 2 frames"),
        (listing(GOOD, tick="1/15000"), "frames"),
        ("", "0 frames instead of 4"),
    ],
)
def test_anything_else_is_not(text: str, says: str) -> None:
    with pytest.raises(EncodeError, match=says):
        check_packets(text, VIDEO, 4, "out.mp4")
