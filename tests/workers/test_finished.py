"""A segment is taken up again where nothing that decides its bytes has changed, and else filmed anew."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from hframes.plan import segments
from hframes.report import PageReport
from hframes.workers.finished import SegmentNote, find_finished, keep_segment, segment_path
from hframes.workers.identity import NOT_THERE, FileHashes

PLAN = list(segments(range(120), Fraction(30)))
MACHINE = "m" * 64


@pytest.fixture
def page(tmp_path: Path) -> Path:
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "index.html").write_text("<p>one")
    return folder


@pytest.fixture
def part(tmp_path: Path, page: Path) -> Path:
    """The folder of a render that was killed when both of its segments were there."""
    folder = tmp_path / "part"
    folder.mkdir()
    for segment in PLAN:
        path = segment_path(folder, segment.index)
        path.write_bytes(bytes([segment.index]) * 100)
        note = SegmentNote(
            first=segment.frames.start,
            frames=tuple(f"{frame:032x}" for frame in segment.frames),
            ended=False,
            reused=False,
            report=PageReport(),
            fonts=(),
            machine=MACHINE,
            files=FileHashes(page).of(["index.html", "none.png"]),
        )
        keep_segment(segment.index, path, note)
    return folder


def found(part: Path, page: Path, machine: str = MACHINE) -> list[int]:
    return [segment.index for segment in find_finished(part, PLAN, machine, FileHashes(page))]


def test_finished_segments_are_found(part: Path, page: Path) -> None:
    assert found(part, page) == [0, 1]


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a flipped byte": lambda part: segment_path(part, 0).write_bytes(bytes(99) + b"\x01"),
    "a file that is cut off": lambda part: segment_path(part, 0).write_bytes(bytes(50)),
    "no file": lambda part: segment_path(part, 0).unlink(),
    "no note": lambda part: segment_path(part, 0).with_suffix(".json").unlink(),
    "half a note": lambda part: segment_path(part, 0).with_suffix(".json").write_text('{"first": 0, "fra'),
    "the note of another segment": lambda part: (
        segment_path(part, 0).with_suffix(".json").write_bytes(segment_path(part, 1).with_suffix(".json").read_bytes())
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_segment_is_filmed_anew(part: Path, page: Path, damage: str) -> None:
    DAMAGE[damage](part)
    assert found(part, page) == [1]


def test_on_another_machine_all_are_filmed_anew(part: Path, page: Path) -> None:
    assert found(part, page, "n" * 64) == []


def test_a_file_of_the_page_that_changed_has_all_filmed_anew(part: Path, page: Path) -> None:
    (page / "index.html").write_text("<p>two")
    assert found(part, page) == []


def test_a_file_that_was_missing_and_is_there_has_all_filmed_anew(part: Path, page: Path) -> None:
    (page / "none.png").write_bytes(b"now")
    assert found(part, page) == []


def test_a_file_that_the_page_was_not_served_does_not_matter(part: Path, page: Path) -> None:
    (page / "other.txt").write_text("x")
    assert found(part, page) == [0, 1]


def test_nothing_outside_the_folder_is_read_for_a_hash(page: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (page / "link").symlink_to(tmp_path / "secret")
    names = ["../secret", "link", "/../secret", str(tmp_path / "secret")]
    assert set(FileHashes(page).of(names).values()) == {NOT_THERE}
