"""A manifest beside another one: what is said to differ; and files that are no manifest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hframes.errors import UsageError
from hframes.manifest import Manifest, UsedFont
from hframes.report import PageReport
from hframes.verification.against import changes, frames_apart, is_comparable, load_manifest

INTER = UsedFont(family="Inter", postscript_name="Inter-Regular", custom=False, file="Inter.ttf", sha256="aa")
MINE = UsedFont(family="Mine", postscript_name="Mine-Bold", custom=True)
THEN = Manifest(
    hframes="0.1.0",
    chromium="156.0.1.2",
    ffmpeg="9.0",
    capture="display",
    browser_flags=("--disable-gpu", "--kiosk"),
    encoder={"crf": 16},
    width=320,
    height=180,
    scale=1,
    fps="30",
    duration="2",
    first_frame=0,
    seed=0,
    epoch="2025-01-01T00:00:00Z",
    timezone="UTC",
    locale="en-US",
    params={"title": "Hello", "size": 3},
    entry="index.html",
    files={"index.html": "11", "style.css": "22", "notes.txt": "33"},
    fonts=(INTER, MINE),
    frames=("a", "b", "c"),
    report=PageReport(),
)
ASKED = {"index.html", "style.css"}


def today(**other: Any) -> Manifest:
    return THEN.model_copy(update=other)


def test_nothing_differs_from_itself() -> None:
    assert changes(THEN, today(), ASKED) == ()
    assert frames_apart(THEN, today()).differing == 0
    assert frames_apart(THEN, today()).first is None


@pytest.mark.parametrize(
    ("other", "what", "name", "then", "now"),
    [
        ({"files": {**THEN.files, "style.css": "99"}}, "composition", "style.css", "22", "99"),
        ({"files": {"index.html": "11"}}, "composition", "style.css", "22", None),
        ({"entry": "card.html"}, "composition", "entry", "index.html", "card.html"),
        ({"params": {"title": "Bye", "size": 3}}, "params", "title", "Hello", "Bye"),
        ({"params": {"title": "Hello"}}, "params", "size", "3", None),
        ({"chromium": "157.0.0.0"}, "browser", "chromium", "156.0.1.2", "157.0.0.0"),
        ({"ffmpeg": "10"}, "ffmpeg", "version", "9.0", "10"),
        ({"hframes": "0.2.0"}, "hframes", "version", "0.1.0", "0.2.0"),
        ({"browser_flags": ("--kiosk",)}, "flags", "--disable-gpu", "given", None),
        ({"fonts": (MINE,)}, "fonts", "Inter (Inter-Regular)", "aa", None),
        ({"fonts": (INTER.model_copy(update={"sha256": "bb"}), MINE)}, "fonts", "Inter (Inter-Regular)", "aa", "bb"),
        ({"seed": 4}, "settings", "seed", "0", "4"),
        ({"width": 640}, "settings", "width", "320", "640"),
        ({"fps": "25"}, "settings", "fps", "30", "25"),
        ({"timezone": "Europe/Paris"}, "settings", "timezone", "UTC", "Europe/Paris"),
        ({"capture": "screenshot", "browser_flags": ()}, "capture", "capture", "display", "screenshot"),
    ],
)
def test_what_is_not_as_it_was_is_named_with_both_values(
    other: dict[str, Any], what: str, name: str, then: str | None, now: str | None
) -> None:
    (change,) = changes(THEN, today(**other), ASKED)
    assert (change.what, change.name, change.then, change.now) == (what, name, then, now)


def test_a_file_that_the_page_does_not_ask_for_is_no_change() -> None:
    assert changes(THEN, today(files={**THEN.files, "notes.txt": "0", "video.mp4": "1"}), ASKED) == ()


def test_a_file_that_is_asked_for_only_now_is_a_change() -> None:
    (change,) = changes(THEN, today(files={**THEN.files, "new.png": "5"}), ASKED | {"new.png"})
    assert (change.name, change.then, change.now) == ("new.png", None, "5")


def test_what_would_move_the_cursor_is_escaped() -> None:
    (change,) = changes(today(params={"title": "\x1b[2J"}), today(params={"title": "x"}), ())
    assert change.then == '"\\u001b[2J"'


def test_frames_are_compared_by_their_place_in_the_whole_video() -> None:
    apart = frames_apart(today(first_frame=10), today(first_frame=11, frames=("b", "x", "d")))
    assert (apart.differing, apart.first) == (3, 10)  # 10 only then, 12 differs, 13 only now


@pytest.mark.parametrize("other", [{"capture": "screenshot"}, {"width": 2}, {"scale": 2}])
def test_frames_of_another_size_or_way_cannot_be_compared(other: dict[str, Any]) -> None:
    assert is_comparable(THEN, today(seed=9, chromium="1"))
    assert not is_comparable(THEN, today(**other))


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text(THEN.model_dump_json(indent=2))
    assert load_manifest(path) == THEN


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"3",
        b"\xff\xfe",
        b"\x00" * 100,
        b"[" * 100_000,
        b'{"frames": []}',
        THEN.model_dump_json().replace('["a","b","c"]', '"abc"').encode(),
        THEN.model_dump_json().replace('"first_frame":0', '"first_frame":"x"').encode(),
        THEN.model_dump_json().replace('"files":{', '"files":{"a":3,').encode(),
    ],
)
def test_what_is_no_manifest_is_refused_with_the_reason(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.json"
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        load_manifest(path)
    assert caught.value.where == "--against"
    assert "render --manifest" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_manifest_that_is_missing_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(UsageError, match="can't be read"):
            load_manifest(path)
