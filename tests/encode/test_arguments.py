from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from hframes.encode.arguments import concat_listing, join_arguments, packet_list_arguments, segment_arguments, timescale
from hframes.encode.quality import X264Settings
from hframes.encode.video import VideoFormat

VIDEO = VideoFormat(1920, 1080, Fraction(30000, 1001))
SETTINGS = X264Settings("veryfast", "animation", 16.5, threads=3, parameters=(("ref", "1"), ("trellis", "0")))


def value_after(arguments: list[str], option: str) -> str:
    return arguments[arguments.index(option) + 1]


def test_encoder_settings_reach_ffmpeg() -> None:
    arguments = segment_arguments(VIDEO, SETTINGS, Path("s.nut"))
    assert value_after(arguments, "-preset") == "veryfast"
    assert value_after(arguments, "-tune") == "animation"
    assert value_after(arguments, "-crf") == "16.5"
    assert value_after(arguments, "-x264-params").endswith("threads=3:lookahead-threads=1:ref=1:trellis=0")


def test_no_tune_is_no_option() -> None:
    assert "-tune" not in segment_arguments(VIDEO, X264Settings("medium", None, 18, threads=1), Path("s.nut"))


@pytest.mark.parametrize("parameter", ["stitchable=1", "keyint=infinite", "open-gop=0"])
def test_every_segment_can_be_joined(parameter: str) -> None:
    parameters = value_after(segment_arguments(VIDEO, SETTINGS, Path("s.nut")), "-x264-params")
    assert parameter in parameters.split(":")


def test_threads_never_depend_on_the_machine() -> None:
    arguments = segment_arguments(VIDEO, SETTINGS, Path("s.nut"))
    assert value_after(arguments, "-filter_threads") == "1"
    threads = [arguments[i + 1] for i, name in enumerate(arguments) if name == "-threads"]
    assert threads == ["1", "3"]  # the reader of raw pictures, the encoder


@pytest.mark.parametrize(
    "arguments", [segment_arguments(VIDEO, SETTINGS, Path("s.nut")), join_arguments(VIDEO, Path("l"), Path("o"))]
)
def test_files_hold_no_metadata_and_no_versions(arguments: list[str]) -> None:
    assert value_after(arguments, "-map_metadata") == "-1"
    assert value_after(arguments, "-fflags") == "+bitexact"


@pytest.mark.parametrize("name", ["-i", "http://example.com/a", "a:b", "pipe:1", "100%d.mp4"])
def test_a_file_name_is_never_an_option_or_an_address(name: str) -> None:
    for arguments in (
        segment_arguments(VIDEO, SETTINGS, Path(name)),
        join_arguments(VIDEO, Path("list"), Path(name)),
        packet_list_arguments(Path(name)),
    ):
        assert f"file:{Path(name)}" in arguments
        assert str(Path(name)) not in arguments or name == "pipe:1" or name == "-i"


def test_the_index_comes_first() -> None:
    assert value_after(join_arguments(VIDEO, Path("l"), Path("o.mp4")), "-movflags") == "+faststart"


@pytest.mark.parametrize(
    ("rate", "ticks"),
    [("30", 15360), ("24", 12288), ("60", 15360), ("30000/1001", 30000), ("1/10", 16384), ("12345", 12345)],
)
def test_a_frame_is_a_whole_number_of_ticks(rate: str, ticks: int) -> None:
    video = VideoFormat(2, 2, Fraction(rate))
    assert timescale(video) == ticks
    assert (ticks / video.rate).denominator == 1


def test_the_listing_names_the_segments_in_order_with_their_durations() -> None:
    assert concat_listing(["00000.nut", "00001.nut"], [60, 1], VideoFormat(2, 2, Fraction(30))) == (
        "ffconcat version 1.0\nfile 00000.nut\nduration 2000000us\nfile 00001.nut\nduration 33333us\n"
    )


def test_rounded_durations_do_not_drift() -> None:
    lines = concat_listing([f"{i}.nut" for i in range(1000)], [7] * 1000, VIDEO).splitlines()
    total = sum(int(line.split()[1].removesuffix("us")) for line in lines if line.startswith("duration"))
    assert total == round(7000 / VIDEO.rate * 1_000_000)


def test_the_listing_wants_a_count_for_each_segment() -> None:
    with pytest.raises(ValueError, match="shorter"):
        concat_listing(["0.nut", "1.nut"], [60], VIDEO)
