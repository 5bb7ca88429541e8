from __future__ import annotations

import asyncio
from fractions import Fraction
from pathlib import Path

import pytest

from hframes.encode import FramePool, SegmentEncoder, VideoFormat, x264_settings
from hframes.encode.processor import choose_routines, x264_routines
from hframes.settings import Quality

from .helpers import picture, put_all

NEW = "flags\t\t: fpu sse2 ssse3 sse4_2 avx f16c fma avx2 bmi1 bmi2 avx512f\n"
OLD = "flags\t\t: fpu sse2 ssse3 sse4_2 avx\n"


@pytest.mark.parametrize(
    ("cpuinfo", "routines"),
    [
        (f"processor: 0\n{NEW}processor: 1\n{NEW}", "AVX2"),
        (f"processor: 0\n{NEW}processor: 1\n{OLD}", None),
        (OLD, None),
        (NEW.replace(" fma", ""), None),
        ("Features\t: fp asimd\n", None),
        ("", None),
    ],
)
def test_avx2_is_asked_for_only_where_every_core_has_it(cpuinfo: str, routines: str | None) -> None:
    assert choose_routines(cpuinfo) == routines


@pytest.mark.parametrize("level", list(Quality))
def test_older_processors_give_the_same_bytes(ffmpeg: Path, tmp_path: Path, level: Quality) -> None:
    video = VideoFormat(320, 192, Fraction(30))
    chosen = x264_settings(level)

    def encode(name: str, routines: str | None) -> bytes:
        asm = (("asm", routines),) if routines else ()
        settings = chosen.with_parameters(asm)
        encoder = SegmentEncoder(ffmpeg, video, settings, tmp_path / name, FramePool(video))
        return asyncio.run(put_all(encoder, [picture(video, k) for k in range(60)])).path.read_bytes()

    assert encode("chosen.nut", x264_routines()) == encode("older.nut", "SSSE3")
