"""What decides a segment's bytes is in its encoding; what does not, is not."""

from __future__ import annotations

import asyncio
import os
import shutil
from fractions import Fraction

import numpy as np
import pytest

from hframes.encode import VideoFormat, X264Settings, ffmpeg_path
from hframes.encode.identity import encoder_identity, frame_identity, segment_encoding
from hframes.errors import HframesError

VIDEO = VideoFormat(320, 180, Fraction(30))
SETTINGS = X264Settings("veryfast", None, 20, threads=1)


def test_one_pixel_makes_another_frame():
    frame = np.zeros((180, 320, 4), np.uint8)
    before = frame_identity(frame)
    assert frame_identity(frame.copy()) == before
    frame[100, 200, 1] = 1
    assert frame_identity(frame) != before
    assert len(before) == 64


@pytest.mark.parametrize(
    ("video", "settings", "encoder"),
    [
        (VideoFormat(180, 320, Fraction(30)), SETTINGS, "a"),
        (VideoFormat(320, 180, Fraction(60)), SETTINGS, "a"),
        (VIDEO, X264Settings("veryfast", None, 21, threads=1), "a"),
        (VIDEO, X264Settings("veryfast", "animation", 20, threads=1), "a"),
        (VIDEO, X264Settings("veryfast", None, 20, threads=2), "a"),
        (VIDEO, SETTINGS.with_parameters((("asm", "sse2"),)), "a"),
        (VIDEO, SETTINGS, "b"),
    ],
)
def test_whatever_changes_the_bytes_changes_the_encoding(video, settings, encoder):
    assert segment_encoding(video, settings, encoder) != segment_encoding(VIDEO, SETTINGS, "a")


def test_the_same_call_has_the_same_encoding():
    assert segment_encoding(VIDEO, SETTINGS, "a") == segment_encoding(VIDEO, SETTINGS, "a")


def test_an_encoder_is_known_again_until_its_file_is_another(tmp_path):
    program = tmp_path / "ffmpeg"
    shutil.copy2(ffmpeg_path(), program)
    first = asyncio.run(encoder_identity(program))
    assert asyncio.run(encoder_identity(program)) == first
    os.utime(program, (1000, 1000))
    assert asyncio.run(encoder_identity(program)) != first


def test_what_is_no_encoder_is_told(tmp_path):
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho ffmpeg version 1.0\n")
    program.chmod(0o755)
    with pytest.raises(HframesError, match="libx264"):
        asyncio.run(encoder_identity(program))
