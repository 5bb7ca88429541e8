"""What Python programs call."""

from __future__ import annotations

import asyncio
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pydantic import ValidationError

import hframes
from hframes import HframesError, Progress, Quality, RenderSettings, frames, render, render_async, still
from hframes.sheet import spans, spread

HEADER = '{"width": 160, "height": 90, "fps": 10, "duration": 1}'
PAGE = f"""<!doctype html><script type="application/json" id="hframes">{HEADER}</script>
<style>html {{ animation: turn 1s linear }}
@keyframes turn {{ from {{ background: #000 }} to {{ background: #f00 }} }}</style>"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    return path


def test_every_public_name_is_there_and_no_other_is() -> None:
    assert sorted(hframes.__all__) == list(hframes.__all__)
    assert all(getattr(hframes, name) is not None for name in hframes.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = hframes.no_such_name


def test_frames_are_rgb_pictures_at_their_own_times(page: Path) -> None:
    pictures = list(frames(page))
    assert [picture.shape for picture in pictures] == [(90, 160, 3)] * 10
    assert all(picture.dtype == np.uint8 for picture in pictures)
    assert [int(picture[45, 80, 0]) for picture in pictures] == [int(25.5 * k + 0.5) for k in range(10)]


def test_a_render_tells_what_it_made_and_a_watcher_sees_every_frame(page: Path, tmp_path: Path) -> None:
    seen: list[Progress] = []
    result = render(page, tmp_path / "out.mp4", RenderSettings(quality=Quality.DRAFT), watcher=seen.append)
    assert (result.width, result.height, result.fps, result.frames, result.duration) == (160, 90, "10", 10, 1.0)
    assert result.size == (tmp_path / "out.mp4").stat().st_size
    assert [moment.done for moment in seen] == list(range(1, 11))
    assert {moment.total for moment in seen} == {10}
    assert result.report.faults == ()


def test_a_range_is_a_part_of_the_whole_video(page: Path, tmp_path: Path) -> None:
    async def both() -> tuple[hframes.RenderResult, list[str], list[str]]:
        import json

        whole, part = tmp_path / "whole.json", tmp_path / "part.json"
        await render_async(page, tmp_path / "whole.mp4", manifest=whole)
        result = await render_async(page, tmp_path / "part.mp4", RenderSettings(range=("0.35", "0.8")), manifest=part)
        return result, json.loads(whole.read_text())["frames"], json.loads(part.read_text())["frames"]

    result, whole, part = asyncio.run(both())
    assert (result.first_frame, result.frames) == (4, 4)
    assert part == whole[4:8]


def test_a_still_is_the_frame_on_screen_at_that_time(page: Path, tmp_path: Path) -> None:
    assert still(page, "0.79", tmp_path / "still.png") == 7
    with Image.open(tmp_path / "still.png") as image:
        assert image.getpixel((80, 45)) == (179, 0, 0)  # 178.5, rounded up as the browser does


def test_leaving_the_iterator_early_ends_the_browser(page: Path) -> None:
    stream = frames(page)
    next(stream)
    stream.close()  # a browser that is left behind fails the run with a ResourceWarning


def test_an_error_says_what_where_and_how_to_mend(tmp_path: Path) -> None:
    with pytest.raises(HframesError) as caught:
        render(tmp_path / "nothing.html", tmp_path / "out.mp4")
    assert "nothing.html" in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_sheet_shows_the_first_and_the_last_frame_and_some_between() -> None:
    assert spread(3, range(10)) == [0, 4, 9]
    assert spread(9, range(4)) == [0, 1, 2, 3]
    assert spread(1, range(5, 9)) == [5]


def test_a_sheet_films_all_of_a_segment_between_the_first_and_the_last_frame_that_it_shows_of_it() -> None:
    filmed = [(span.index, span.lead, span.frames) for span in spans([3, 7, 25, 40, 41], Fraction(10))]
    assert filmed == [
        (0, range(3), range(3, 8)),
        (1, range(20, 25), range(25, 26)),
        (2, range(40, 40), range(40, 42)),
    ]


@pytest.mark.parametrize("number", [5, 2.5, Fraction(5, 2), "5/2"])
def test_settings_take_numbers_as_they_take_text(number: int | float | Fraction | str) -> None:
    settings = RenderSettings(fps=number, duration=number, range=(None, number))
    assert (settings.fps, settings.duration, settings.range) == (str(number), str(number), (None, str(number)))


def test_settings_take_no_truth_value_for_a_number() -> None:
    with pytest.raises(ValidationError):
        RenderSettings(duration=True)
