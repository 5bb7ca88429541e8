"""What one segment's file holds."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hframes.encode import Frame, FramePool, SegmentEncoder, VideoFormat, X264Settings, x264_settings
from hframes.settings import Quality

from .conftest import Encode
from .helpers import frame_hashes, headers, packets, picture, put_all


@pytest.mark.parametrize("count", [1, 2, 3, 30])
def test_every_frame_is_there_once(encode: Encode, ffmpeg: Path, video: VideoFormat, count: int) -> None:
    segment = encode(video, [picture(video, k) for k in range(count)])
    hashes = frame_hashes(ffmpeg, segment.path)
    assert segment.frames == len(hashes) == len(set(hashes)) == count


@pytest.mark.parametrize("level", list(Quality))
def test_a_segment_starts_with_an_idr_picture(encode: Encode, ffmpeg: Path, video: VideoFormat, level: Quality) -> None:
    """And every key frame is one: nothing before it is needed to decode what follows."""
    cuts = [np.full(video.shape, 255 * (k // 7 % 2), np.uint8) for k in range(70)]  # hard cuts invite key frames
    segment = encode(video, cuts, settings=x264_settings(level))
    keys = [i for i, line in enumerate(packets(ffmpeg, segment.path)) if "F=0x0" not in line]
    kinds = [line.split()[-1] for line in headers(ffmpeg, segment.path).splitlines() if " nal_unit_type " in line]
    pictures = [kind for kind in kinds if kind in "15"]
    assert pictures[0] == "5"
    assert [i for i, kind in enumerate(pictures) if kind == "5"] == keys


def test_the_file_has_no_version_of_any_program_in_it(encode: Encode, video: VideoFormat) -> None:
    data = encode(video, [picture(video, k) for k in range(20)]).path.read_bytes()
    assert not [word for word in (b"x264 - core", b"Lavf", b"Lavc6", b"cabac=") if word in data]


@pytest.mark.parametrize("level", list(Quality))
def test_the_same_frames_give_the_same_bytes(encode: Encode, video: VideoFormat, level: Quality) -> None:
    frames = [picture(video, k) for k in range(40)]
    one = encode(video, frames, "one.nut", settings=x264_settings(level)).path.read_bytes()
    other = encode(video, frames, "other.nut", settings=x264_settings(level)).path.read_bytes()
    assert one == other


@pytest.mark.parametrize("level", list(Quality))
def test_the_number_of_cores_does_not_change_the_bytes(encode: Encode, video: VideoFormat, level: Quality) -> None:
    cores = os.sched_getaffinity(0)
    frames = [picture(video, k) for k in range(40)]
    every = encode(video, frames, "every.nut", settings=x264_settings(level)).path.read_bytes()
    try:
        os.sched_setaffinity(0, {min(cores)})
        single = encode(video, frames, "single.nut", settings=x264_settings(level)).path.read_bytes()
    finally:
        os.sched_setaffinity(0, cores)
    assert every == single


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    runs=st.lists(st.integers(1, 40), min_size=1, max_size=8),
    rate=st.sampled_from(["30", "30000/1001", "24", "60", "25/2", "997/3", "1"]),
)
def test_a_repeated_frame_gives_the_bytes_of_one_that_is_put_again(encode: Encode, runs: list[int], rate: str) -> None:
    video = VideoFormat(96, 64, Fraction(rate))
    pictures = [picture(video, 7 * number) for number in range(len(runs))]
    put = [frame for frame, length in zip(pictures, runs, strict=True) for _ in range(length)]
    repeated = [
        item for frame, length in zip(pictures, runs, strict=True) for item in [frame.copy(), *[None] * (length - 1)]
    ]
    first = encode(video, [frame.copy() for frame in put], "put.nut")
    second = encode(video, repeated, "repeated.nut")
    assert second.frames == first.frames == sum(runs)
    assert first.path.read_bytes() == second.path.read_bytes()


def test_frames_larger_than_the_pipe_arrive_whole(encode: Encode, ffmpeg: Path) -> None:
    video = VideoFormat(1920, 1080, Fraction(30))
    segment = encode(
        video, [picture(video, k) for k in range(3)], settings=X264Settings("ultrafast", None, 1, threads=1)
    )
    assert len(set(frame_hashes(ffmpeg, segment.path))) == 3


def test_buffers_come_back_and_no_more_are_made_than_the_queue_needs(
    ffmpeg: Path, video: VideoFormat, settings: X264Settings, tmp_path: Path
) -> None:
    pool = FramePool(video)
    seen: dict[int, Frame] = {}

    async def run() -> None:
        for number in range(3):
            async with SegmentEncoder(ffmpeg, video, settings, tmp_path / f"{number}.nut", pool, depth=3) as encoder:
                for k in range(30):
                    frame = pool.acquire()
                    seen[id(frame)] = frame
                    frame[:] = picture(video, k)
                    await encoder.put(frame)
                    if k % 10 == 9:
                        encoder.repeat()
                draining = encoder.finish()
            await draining

    asyncio.run(run())
    assert len(seen) <= 3 + 2  # the queue, the one held for repeats, the one in the producer's hands
    assert {id(pool.acquire()) for _ in seen} == set(seen)


def test_no_buffer_is_given_back_while_it_is_still_needed(
    ffmpeg: Path, video: VideoFormat, settings: X264Settings, tmp_path: Path, encode: Encode
) -> None:
    """A producer that scribbles over every buffer it gets must not change the video."""
    pool = FramePool(video)
    numbers = [0, 1, 1, 1, 2, 3, 3, 4, 4]

    async def run() -> Path:
        async with SegmentEncoder(ffmpeg, video, settings, tmp_path / "pooled.nut", pool) as encoder:
            for at, number in enumerate(numbers):
                if at and number == numbers[at - 1]:
                    encoder.repeat()
                    await asyncio.sleep(0)
                    continue
                frame = pool.acquire()
                frame[:] = picture(video, number)
                await encoder.put(frame)
            draining = encoder.finish()
            while not draining.done():
                free = [pool.acquire() for _ in range(8)]
                for frame in free:
                    frame[:] = 255
                await asyncio.sleep(0)
                for frame in free:
                    pool.release(frame)
        return (await draining).path

    expected = encode(video, [picture(video, number) for number in numbers], "expected.nut").path.read_bytes()
    assert asyncio.run(run()).read_bytes() == expected


@pytest.mark.parametrize(
    "spoil",
    [
        lambda frame: frame[:-2],
        lambda frame: frame[..., :3],
        lambda frame: frame.astype(np.float32),
        lambda frame: np.asfortranarray(frame),
    ],
)
def test_a_frame_of_another_shape_is_refused(
    ffmpeg: Path,
    video: VideoFormat,
    settings: X264Settings,
    tmp_path: Path,
    spoil: Callable[[Frame], Frame],
) -> None:
    encoder = SegmentEncoder(ffmpeg, video, settings, tmp_path / "s.nut", FramePool(video))
    with pytest.raises(ValueError, match="C-contiguous uint8"):
        asyncio.run(put_all(encoder, [spoil(picture(video, 0))]))
    assert list(tmp_path.iterdir()) == []


def test_misuse_is_refused(ffmpeg: Path, video: VideoFormat, settings: X264Settings, tmp_path: Path) -> None:
    async def run() -> None:
        encoder = SegmentEncoder(ffmpeg, video, settings, tmp_path / "s.nut", FramePool(video))
        with pytest.raises(ValueError, match="not running"):
            await encoder.put(picture(video, 0))
        async with encoder:
            with pytest.raises(ValueError, match="no frame to repeat"):
                encoder.repeat()
            with pytest.raises(ValueError, match="at least one frame"):
                encoder.finish()
            await encoder.put(picture(video, 0))
            draining = encoder.finish()
            with pytest.raises(ValueError, match="not running"):
                await encoder.put(picture(video, 1))
        await draining

    asyncio.run(run())
