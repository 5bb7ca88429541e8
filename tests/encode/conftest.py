from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

import pytest

from hframes.encode import (
    EncodedSegment,
    Frame,
    FramePool,
    SegmentEncoder,
    VideoFormat,
    X264Settings,
    ffmpeg_path,
    x264_settings,
)
from hframes.settings import Quality

from .helpers import put_all

Encode = Callable[..., EncodedSegment]


@pytest.fixture(scope="session")
def ffmpeg() -> Path:
    return ffmpeg_path()


@pytest.fixture
def video() -> VideoFormat:
    return VideoFormat(160, 96, Fraction(30))


@pytest.fixture
def settings() -> X264Settings:
    return x264_settings(Quality.STANDARD)


@pytest.fixture
def encode(ffmpeg: Path, settings: X264Settings, tmp_path: Path) -> Encode:
    """encode(video, frames, name="segment.nut", settings=...): one segment in tmp_path."""

    def run(
        video: VideoFormat,
        frames: Iterable[Frame | None],
        name: str = "segment.nut",
        settings: X264Settings = settings,
    ) -> EncodedSegment:
        encoder = SegmentEncoder(ffmpeg, video, settings, tmp_path / name, FramePool(video))
        return asyncio.run(put_all(encoder, frames))

    return run
