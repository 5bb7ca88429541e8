"""Frames against frames: what is measured where two differ, and what is kept to measure it by."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from hframes.capture import Frame
from hframes.errors import OutputError, UsageError
from hframes.manifest import frame_hash
from hframes.verification.compare import Gallery, Mismatch, Reference, Tally, distance
from hframes.verification.findings import Box
from hframes.verification.pictures import NAMES, claim_folder, stretched, write_pictures

SHAPE = (6, 10, 4)


def grey(level: int) -> Frame:
    return np.full(SHAPE, level, np.uint8)


def dotted(level: int, *dots: tuple[int, int, int, int]) -> Frame:
    """A grey frame with dots: row, column, channel, value."""
    frame = grey(level)
    for row, column, channel, value in dots:
        frame[row, column, channel] = value
    return frame


@pytest.fixture
def gallery() -> Iterator[Gallery]:
    gallery = Gallery(SHAPE)
    yield gallery
    gallery.close()


def reference(gallery: Gallery, *frames: Frame) -> Reference:
    made = Reference(gallery)
    for index, frame in enumerate(frames):
        asyncio.run(made.add(index, frame_hash(frame), frame))
    return made


def take(tally: Tally, index: int, frame: Frame) -> None:
    tally.add(index, frame_hash(frame), frame)


def test_equal_frames_are_not_apart() -> None:
    assert distance(grey(7), grey(7)) is None


def test_the_byte_without_meaning_is_not_compared() -> None:
    assert distance(grey(7), dotted(7, (0, 0, 3, 255))) is None


def test_a_distance_has_the_box_the_count_and_the_largest_difference() -> None:
    apart = distance(grey(100), dotted(100, (1, 2, 0, 103), (4, 7, 2, 40), (4, 7, 1, 99)))
    assert apart is not None
    assert apart.box == Box(left=2, top=1, width=6, height=4)
    assert (apart.pixels, apart.largest) == (2, 60)


def test_the_whole_range_of_levels_is_measured() -> None:
    apart = distance(grey(0), grey(255))
    assert apart is not None
    assert (apart.pixels, apart.largest, apart.box) == (60, 255, Box(left=0, top=0, width=10, height=6))


def test_a_gallery_gives_back_what_it_took_and_keeps_equal_pictures_once(gallery: Gallery) -> None:
    made = reference(gallery, grey(1), grey(2), grey(1))
    for index, level in enumerate((1, 2, 1)):
        kept = gallery.get(made.hashes[index])
        assert kept is not None
        assert (kept == grey(level)).all()
    assert len(gallery._places) == 2


def test_a_gallery_keeps_no_more_than_it_has_room_for() -> None:
    noise = np.random.default_rng(1).integers(0, 256, SHAPE, np.uint8)
    gallery = Gallery(SHAPE, room=100)
    made = reference(gallery, grey(1), noise)
    assert gallery.get(made.hashes[0]) is not None
    assert gallery.get(made.hashes[1]) is None
    tally = Tally(made)
    take(tally, 1, grey(3))
    assert tally.differing == {1}
    assert tally.earliest is not None
    assert "not kept" in str(tally.earliest.note)
    gallery.close()


def test_frames_that_are_the_same_are_compared_and_do_not_differ(gallery: Gallery) -> None:
    tally = Tally(reference(gallery, grey(1), grey(2)))
    take(tally, 1, grey(2))
    take(tally, 0, dotted(1, (3, 3, 3, 9)))
    assert (tally.compared, tally.differing, tally.earliest) == ({0, 1}, set(), None)


def test_the_earliest_difference_is_kept_in_whatever_order_frames_come(gallery: Gallery) -> None:
    tally = Tally(reference(gallery, grey(1), grey(2), grey(3)))
    buffer = grey(90)
    take(tally, 2, buffer)
    buffer[:] = dotted(2, (0, 0, 1, 5))
    take(tally, 1, buffer)
    buffer[:] = grey(200)  # it is the giver's again
    assert tally.differing == {1, 2}
    assert (tally.pixels, tally.largest) == (60, 87)
    earliest = tally.earliest
    assert earliest is not None
    assert earliest.frame == 1
    assert earliest.other is not None
    assert (earliest.other == dotted(2, (0, 0, 1, 5))).all()
    assert earliest.distance is not None
    assert earliest.distance.largest == 3


def test_a_frame_too_few_and_a_frame_too_many_differ(gallery: Gallery) -> None:
    tally = Tally(reference(gallery, grey(1), grey(2)))
    tally.miss(1)
    take(tally, 2, grey(3))
    assert tally.differing == {1, 2}
    assert tally.earliest is not None
    assert "ended the video before it" in str(tally.earliest.note)


def test_a_difference_is_stretched_to_be_seen() -> None:
    seen = stretched(grey(100), dotted(100, (0, 0, 0, 102), (0, 1, 2, 99)))
    assert (seen[0, 0, 0], seen[0, 1, 2], seen[1, 1, 1]) == (255, 128, 0)
    assert (seen[:, :, 3] == 0).all()
    assert (stretched(grey(5), grey(5)) == 0).all()


def mismatch() -> Mismatch:
    first, other = grey(100), dotted(100, (0, 0, 0, 110))
    return Mismatch(0, first, other, distance(first, other), None)


def test_the_pictures_are_the_two_frames_and_their_difference(tmp_path: Path) -> None:
    claim_folder(tmp_path / "new" / "folder", force=False)
    paths = write_pictures(mismatch(), tmp_path / "new" / "folder")
    assert [path.name for path in paths] == list(NAMES)
    assert [Image.open(path).getpixel((0, 0)) for path in paths] == [(100, 100, 100), (100, 100, 110), (0, 0, 255)]
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == sorted(NAMES)


def test_without_pictures_none_are_written(tmp_path: Path) -> None:
    assert write_pictures(Mismatch(0, None, None, None, "none"), tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_pictures_that_are_there_are_kept_unless_force_says_otherwise(tmp_path: Path) -> None:
    (tmp_path / "other.png").write_bytes(b"mine")
    (tmp_path / "notes.txt").write_bytes(b"mine")
    with pytest.raises(UsageError, match=r"other\.png exists already"):
        claim_folder(tmp_path, force=False)
    claim_folder(tmp_path, force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError):
        claim_folder(tmp_path / "file", force=False)
