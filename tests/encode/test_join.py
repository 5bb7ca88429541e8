"""Segments become one file with every frame at its own time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from hframes.encode import EncodedSegment, VideoFormat, X264Settings, join_segments, verify_video
from hframes.errors import EncodeError, OutputError

from .conftest import Encode
from .helpers import frame_hashes, packets, picture

B_FRAMES = X264Settings("medium", None, 18, threads=1)
NO_B_FRAMES = X264Settings("ultrafast", None, 18, threads=1)

Parts = Callable[..., list[EncodedSegment]]


@pytest.fixture
def parts(encode: Encode) -> Parts:
    """parts(video, [60, 60, 1], settings): segments of as many frames, counted on."""

    def build(video: VideoFormat, lengths: list[int], settings: X264Settings = B_FRAMES) -> list[EncodedSegment]:
        starts = [sum(lengths[:i]) for i in range(len(lengths))]
        return [
            encode(video, [picture(video, start + k) for k in range(length)], f"{i:05}.nut", settings=settings)
            for i, (start, length) in enumerate(zip(starts, lengths, strict=True))
        ]

    return build


def small(rate: str) -> VideoFormat:
    return VideoFormat(96, 64, Fraction(rate))


@pytest.mark.parametrize(
    ("lengths", "settings"),
    [([20, 20, 1], B_FRAMES), ([20, 20, 1], NO_B_FRAMES), ([1], B_FRAMES), ([2, 2, 2], B_FRAMES)],
    ids=["usual", "no b-frames", "one frame", "short"],
)
@pytest.mark.parametrize("rate", ["30", "30000/1001", "24", "60", "997/3", "1/7", "29.970029"])
def test_every_frame_has_exactly_its_time(
    parts: Parts, ffmpeg: Path, tmp_path: Path, rate: str, lengths: list[int], settings: X264Settings
) -> None:
    video, output = small(rate), tmp_path / "out.mp4"
    asyncio.run(join_segments(ffmpeg, parts(video, lengths, settings), output, video))
    shown = sorted(int(line.split(",")[2]) for line in packets(ffmpeg, output))
    step = shown[1] - shown[0] if len(shown) > 1 else 0
    assert shown == [k * step for k in range(sum(lengths))]


def test_times_stay_exact_over_many_segments(parts: Parts, ffmpeg: Path, tmp_path: Path) -> None:
    video = small("30000/1001")
    segment, tail = parts(video, [60, 7])
    asyncio.run(join_segments(ffmpeg, [*[segment] * 600, tail], tmp_path / "out.mp4", video))  # 20 minutes
    assert len(packets(ffmpeg, tmp_path / "out.mp4")) == 600 * 60 + 7


@pytest.mark.parametrize("lengths", [[20, 20, 3], [1] * 43], ids=["usual", "one frame each"])
@pytest.mark.parametrize("settings", [B_FRAMES, NO_B_FRAMES], ids=["b-frames", "no-b-frames"])
def test_the_pictures_are_those_of_the_segments_bit_for_bit(
    parts: Parts, ffmpeg: Path, tmp_path: Path, lengths: list[int], settings: X264Settings
) -> None:
    video = small("30")
    segments = parts(video, lengths, settings)
    asyncio.run(join_segments(ffmpeg, segments, tmp_path / "out.mp4", video))
    separate = [hash_ for segment in segments for hash_ in frame_hashes(ffmpeg, segment.path)]
    assert frame_hashes(ffmpeg, tmp_path / "out.mp4") == separate
    assert len(set(separate)) == 43


def test_every_segment_can_be_sought_to(parts: Parts, ffmpeg: Path, tmp_path: Path) -> None:
    video = small("30")
    asyncio.run(join_segments(ffmpeg, parts(video, [20, 20, 3]), tmp_path / "out.mp4", video))
    keys = [i for i, line in enumerate(packets(ffmpeg, tmp_path / "out.mp4")) if "F=0x0" not in line]
    assert keys == [0, 20, 40]


def test_the_index_comes_first_and_no_version_is_told(parts: Parts, ffmpeg: Path, tmp_path: Path) -> None:
    video, output = small("30"), tmp_path / "out.mp4"
    asyncio.run(join_segments(ffmpeg, parts(video, [30, 30]), output, video))
    data = output.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert not [word for word in (b"x264", b"Lavf", b"Lavc", b"\xa9too") if word in data]


def test_the_same_segments_give_the_same_file(parts: Parts, ffmpeg: Path, tmp_path: Path) -> None:
    video, segments = small("30"), parts(small("30"), [30, 1])
    for name in ("one.mp4", "other.mp4"):
        asyncio.run(join_segments(ffmpeg, segments, tmp_path / name, video))
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "other.mp4").read_bytes()


@pytest.mark.parametrize("lacking", [0, 1])
def test_a_segment_that_lacks_a_frame_is_found_and_nothing_is_left(
    parts: Parts, ffmpeg: Path, tmp_path: Path, lacking: int
) -> None:
    video = small("30")
    segments = parts(video, [30, 30])
    wrong = [EncodedSegment(part.path, part.frames + (i == lacking)) for i, part in enumerate(segments)]
    before = set(tmp_path.iterdir())
    with pytest.raises(EncodeError, match="instead of"):
        asyncio.run(join_segments(ffmpeg, wrong, tmp_path / "out.mp4", video))
    assert set(tmp_path.iterdir()) == before


def test_a_broken_segment_is_found(parts: Parts, ffmpeg: Path, tmp_path: Path) -> None:
    video = small("30")
    segments = parts(video, [30, 30])
    data = segments[1].path.read_bytes()
    segments[1].path.write_bytes(data[: len(data) // 2])
    with pytest.raises(EncodeError):
        asyncio.run(join_segments(ffmpeg, segments, tmp_path / "out.mp4", video))
    assert not (tmp_path / "out.mp4").exists()


def test_a_full_disk_is_an_output_error(parts: Parts, ffmpeg: Path, tmp_path: Path) -> None:
    video = small("30")
    (tmp_path / "out.mp4").symlink_to("/dev/full")
    with pytest.raises(OutputError, match="disk is full"):
        asyncio.run(join_segments(ffmpeg, parts(video, [30]), tmp_path / "out.mp4", video))
    assert not list(tmp_path.glob("*.ffconcat"))


def test_a_missing_segment_is_an_output_error(ffmpeg: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="can't be joined"):
        asyncio.run(join_segments(ffmpeg, [EncodedSegment(tmp_path / "0.nut", 1)], tmp_path / "out.mp4", small("30")))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("names", [[], ["a/0.nut", "b/1.nut"], ["it's.nut"], ["-i.nut"], ["a\nb.nut"]], ids=str)
def test_segments_must_lie_together_under_plain_names(ffmpeg: Path, tmp_path: Path, names: list[str]) -> None:
    segments = [EncodedSegment(tmp_path / name, 1) for name in names]
    with pytest.raises(ValueError, match="one folder"):
        asyncio.run(join_segments(ffmpeg, segments, tmp_path / "out.mp4", small("30")))


def test_an_odd_folder_and_output_name_are_no_trouble(parts: Parts, ffmpeg: Path, tmp_path: Path) -> None:
    video = small("30")
    [segment] = parts(video, [3])
    folder = tmp_path / "it's a 'strange' %d: folder\n#1?"
    folder.mkdir()
    moved = EncodedSegment(segment.path.rename(folder / "0.nut"), 3)
    asyncio.run(join_segments(ffmpeg, [moved], folder / "-out: %03d.part", video))
    asyncio.run(verify_video(ffmpeg, folder / "-out: %03d.part", video, 3))


def test_a_join_that_takes_too_long_is_ended(parts: Parts, tmp_path: Path) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    video = small("30")
    with pytest.raises(EncodeError, match="no progress"):
        asyncio.run(join_segments(program, parts(video, [3]), tmp_path / "out.mp4", video, patience=0.3))
