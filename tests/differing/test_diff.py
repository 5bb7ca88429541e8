"""Two videos, two manifests: what is found, and what is refused."""

from __future__ import annotations

import gc
import subprocess
import threading
import wave
from pathlib import Path

import pytest

from hframes import Box, diff
from hframes.encode import ffmpeg_path
from hframes.errors import EncodeError, UsageError
from tests.differing.helpers import manifest, plain, spotted, video

CALM = [plain()] * 6
SPOT = [plain(), plain(), spotted(10, 6, 8, 4), spotted(12, 6, 8, 4, level=110), plain(), spotted(0, 0, 1, 1)]


@pytest.fixture
def calm(tmp_path: Path) -> Path:
    return video(tmp_path / "calm.mkv", CALM)


@pytest.fixture
def spot(tmp_path: Path) -> Path:
    return video(tmp_path / "spot.mkv", SPOT)


def test_a_video_is_identical_to_itself_and_nothing_is_left_running(calm: Path) -> None:
    found = diff(calm, calm)
    assert (found.identical, found.compared, found.differing, found.missing) == (True, 6, 0, 0)
    assert (found.a.width, found.a.height, found.a.fps, found.a.frames) == (64, 36, "10", 6)
    gc.collect()  # an unclosed pipe or process would be a warning, and so an error
    assert not [thread for thread in threading.enumerate() if "_listen" in thread.name]


def test_the_frames_that_differ_are_told_with_pixels_levels_and_place(calm: Path, spot: Path) -> None:
    found = diff(calm, spot)
    assert not found.identical
    assert [(one.frame, one.time) for one in found.frames] == [(2, 0.2), (3, 0.3), (5, 0.5)]
    first = found.frames[0].distance
    assert first is not None
    assert (first.pixels, first.largest, first.box) == (32, 100, Box(left=10, top=6, width=8, height=4))
    assert [(one.first, one.last, one.pixels, one.largest, one.worst) for one in found.stretches] == [
        (2, 3, 32, 100, 2),
        (5, 5, 1, 100, 5),
    ]
    assert found.stretches[0].box == Box(left=10, top=6, width=10, height=4)


def test_what_lies_within_the_tolerance_or_an_ignored_box_is_passed_over(calm: Path, spot: Path) -> None:
    assert [one.frame for one in diff(calm, spot, tolerance=10).frames] == [2, 5]
    corner, middle = Box(left=0, top=0, width=1, height=1), Box(left=10, top=6, width=10, height=4)
    assert [one.frame for one in diff(calm, spot, ignored=[corner]).frames] == [2, 3]
    assert diff(calm, spot, ignored=[corner, middle]).identical


def test_frames_that_one_has_not_are_told(calm: Path, tmp_path: Path) -> None:
    short = video(tmp_path / "short.mkv", CALM[:4])
    found = diff(calm, short)
    assert (found.identical, found.compared, found.differing, found.missing) == (False, 4, 0, 2)
    assert [(one.how, one.first, one.last) for one in found.stretches] == [("only in A", 4, 5)]
    assert [(one.how, one.first, one.last) for one in diff(short, calm).stretches] == [("only in B", 4, 5)]


def test_another_size_is_a_finding_of_its_own(calm: Path, tmp_path: Path) -> None:
    wide = video(tmp_path / "wide.mkv", [plain(size=(80, 36))] * 6)
    found = diff(calm, wide, out=tmp_path / "out")
    assert (found.identical, found.comparable, found.differing) == (False, False, 6)
    assert [(one.name, one.then, one.now) for one in found.changes] == [("size", "64×36", "80×36")]
    assert all(one.distance is None for one in found.frames)
    assert found.sheet is not None
    assert found.sheet.exists()


def test_another_rate_is_a_finding_of_its_own(calm: Path, tmp_path: Path) -> None:
    found = diff(calm, video(tmp_path / "fast.mkv", CALM, rate="30000/1001"))
    assert (found.identical, found.differing, found.missing) == (False, 0, 0)
    assert [(one.name, one.then, one.now) for one in found.changes] == [("fps", "10", "30000/1001")]


def test_sound_is_ignored_and_every_picture_counts_whatever_its_time(tmp_path: Path) -> None:
    sounding = ("ffv1", "-f", "matroska")
    silent = video(tmp_path / "a.mkv", SPOT, codec=sounding)
    late = video(tmp_path / "b.mkv", SPOT, codec=("ffv1", "-vf", "setpts=N*N/10/TB", "-fps_mode", "passthrough"))
    found = diff(silent, late)
    assert (found.compared, found.differing, found.missing) == (6, 0, 0)


def test_a_watcher_sees_every_frame(calm: Path, spot: Path) -> None:
    seen: list[int] = []
    diff(calm, spot, watcher=lambda moment: seen.append(moment.done))
    assert seen == [1, 2, 3, 4, 5, 6]


HLS = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\ncalm.mkv\n#EXT-X-ENDLIST\n"


@pytest.mark.parametrize("content", [b"", b"no video", b"\x00" * 5000, HLS, b"ffconcat version 1.0\nfile calm.mkv\n"])
def test_what_is_no_video_is_refused_and_playlists_are_not_followed(calm: Path, content: bytes) -> None:
    other = calm.with_name("other.mp4")
    other.write_bytes(content)
    with pytest.raises(UsageError, match=r"other\.mp4 is no video") as caught:
        diff(calm, other)
    assert "\n" not in str(caught.value)


def test_a_video_that_is_damaged_or_cut_off_is_an_error_and_no_difference(tmp_path: Path) -> None:
    noise = [spotted(k % 40, k % 20, 17, 13, level=(k * 37) % 256) for k in range(40)]
    whole = video(tmp_path / "whole.mp4", noise, codec=("libx264", "-g", "10", "-movflags", "+faststart"))
    content = bytearray(whole.read_bytes())
    for place in range(len(content) - 2000, len(content) - 1500):
        content[place] ^= 0x5A
    damaged, cut = tmp_path / "damaged.mp4", tmp_path / "cut.mp4"
    damaged.write_bytes(content)
    cut.write_bytes(whole.read_bytes()[:-1500])
    for broken in (damaged, cut):
        with pytest.raises((EncodeError, UsageError)) as caught:
            diff(whole, broken)
        assert broken.name in str(caught.value)


def test_a_file_with_sound_alone_has_no_pictures(calm: Path) -> None:
    with wave.open(str(calm.with_name("sound.wav")), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(1600))
    command = [str(ffmpeg_path()), "-loglevel", "error", "-i", "sound.wav", "sound.mkv"]
    subprocess.run(command, cwd=calm.parent, check=True)
    with pytest.raises(UsageError, match="has no pictures"):
        diff(calm, calm.with_name("sound.mkv"))


def test_a_name_that_is_no_text_is_told_as_far_as_it_is(calm: Path, spot: Path, tmp_path: Path) -> None:
    odd = spot.rename(tmp_path / "odd\udcff 100%d.mkv")
    found = diff(calm, odd, out=tmp_path / "out")
    assert found.b.name.endswith("/odd? 100%d.mkv")
    assert found.model_dump_json()
    assert found.page is not None
    assert "odd?" in found.page.read_text(encoding="utf-8")


def test_a_missing_file_is_named(calm: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.mp4 does not exist"):
        diff(calm, calm.with_name("none.mp4"))


def test_manifests_tell_the_frames_and_all_else_that_is_not_the_same(tmp_path: Path) -> None:
    then = manifest(tmp_path / "then.json", ("a", "b", "c"))
    now = manifest(tmp_path / "now.json", ("b", "x", "d"), first_frame=1, chromium="157", files={"index.html": "22"})
    found = diff(then, now)
    assert [(one.how, one.first, one.last) for one in found.stretches] == [
        ("only in A", 0, 0),
        ("differ", 2, 2),
        ("only in B", 3, 3),
    ]
    assert (found.compared, found.differing, found.missing) == (2, 1, 2)
    assert {one.name for one in found.changes} == {"index.html", "chromium", "first_frame"}


def test_what_made_two_manifests_is_told_but_equal_frames_are_identical(tmp_path: Path) -> None:
    then = manifest(tmp_path / "then.json", ("a", "b"))
    now = manifest(tmp_path / "now.json", ("a", "b"), chromium="157")
    found = diff(then, now)
    assert found.identical
    assert [one.name for one in found.changes] == ["chromium"]


def test_hashes_of_another_way_to_capture_are_never_the_same(tmp_path: Path) -> None:
    then = manifest(tmp_path / "then.json", ("a", "b"))
    found = diff(then, manifest(tmp_path / "now.json", ("a", "b"), capture="screenshot"))
    assert (found.comparable, found.differing) == (False, 2)


def test_what_cannot_be_compared_is_refused(calm: Path, tmp_path: Path) -> None:
    listed = manifest(tmp_path / "m.json", ("a",))
    box = Box(left=0, top=0, width=1, height=1)
    with pytest.raises(UsageError, match="no manifest"):
        diff(calm, listed)
    with pytest.raises(UsageError, match="--tolerance"):
        diff(listed, listed, tolerance=1)
    with pytest.raises(UsageError, match="--ignore-box"):
        diff(listed, listed, ignored=[box])
    with pytest.raises(UsageError, match="outside"):
        diff(calm, calm, ignored=[box.model_copy(update={"left": 64})])
    with pytest.raises(UsageError, match="not a tolerance"):
        diff(calm, calm, tolerance=256)
    with pytest.raises(UsageError, match="--show"):
        diff(calm, calm, shown=25)
    for first_frame in (-1, 10**400):
        odd = manifest(tmp_path / "odd.json", ("a",), first_frame=first_frame)
        with pytest.raises(UsageError, match="first frame"):
            diff(odd, odd)
    with pytest.raises(UsageError, match="lists no frames"):
        diff(listed, manifest(tmp_path / "none.json", ()))
