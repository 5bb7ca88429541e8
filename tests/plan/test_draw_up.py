"""From a header and a caller's wishes to exact numbers; what is wrong is refused before any browser starts."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from hframes.composition import open_composition
from hframes.errors import CompositionError, UsageError
from hframes.plan import MOST_FRAMES, Blueprint, draw_up, measured_duration, still_frame
from hframes.settings import RenderSettings

HEADER = '{"width": 640, "height": 360, "fps": "30000/1001", "duration": 2.5, "seed": 7}'


@pytest.fixture
def plan(tmp_path: Path):
    """draw_up over a page with a header (or without any) and settings."""

    def make(header: str | None = HEADER, **settings: Any) -> Blueprint:
        script = f'<script type="application/json" id="hframes">{header}</script>' if header else ""
        page = tmp_path / "index.html"
        page.write_text(f"<!doctype html>{script}<p>x")
        return draw_up(open_composition(page), RenderSettings(**settings))

    return make


def test_the_header_is_taken(plan):
    drawn = plan()
    assert (drawn.layout.width, drawn.layout.height, drawn.rate) == (640, 360, Fraction(30000, 1001))
    assert (drawn.duration, drawn.seed) == (Fraction(5, 2), 7)


def test_without_a_header_it_is_1080p30_of_unknown_length(plan):
    drawn = plan(None)
    assert (drawn.layout.width, drawn.layout.height, drawn.rate, drawn.duration) == (1920, 1080, 30, None)
    assert (drawn.seed, drawn.epoch) == (0, 1_735_689_600_000)


def test_the_caller_goes_before_the_header(plan):
    drawn = plan(width=100, height=50, fps="25", duration="1", seed=0)
    assert (drawn.layout.width, drawn.layout.height, drawn.rate) == (100, 50, 25)
    assert (drawn.duration, drawn.seed) == (1, 0)


def test_scale_makes_the_video_larger_and_leaves_the_page(plan):
    drawn = plan(scale=3)
    assert (drawn.video.width, drawn.video.height) == (1920, 1080)
    assert (drawn.layout.width, drawn.layout.height) == (640, 360)


@pytest.mark.parametrize(
    ("settings", "option"),
    [
        ({"width": 0, "height": 10}, "--size"),
        ({"width": 10, "height": -2}, "--size"),
        ({"width": 16386, "height": 10}, "--size"),
        ({"fps": "0"}, "--fps"),
        ({"fps": "-30"}, "--fps"),
        ({"fps": "1001"}, "--fps"),
        ({"fps": "nan"}, "--fps"),
        ({"fps": "inf"}, "--fps"),
        ({"fps": "30/0"}, "--fps"),
        ({"fps": "thirty"}, "--fps"),
        ({"fps": ""}, "--fps"),
        ({"fps": "1e999999999"}, "--fps"),
        ({"duration": "0"}, "--duration"),
        ({"duration": "-1"}, "--duration"),
        ({"duration": "NaN"}, "--duration"),
        ({"duration": "Infinity"}, "--duration"),
        ({"duration": "two"}, "--duration"),
        ({"duration": "1e999999999"}, "--duration"),
        ({"range": ("x", None)}, "--range"),
        ({"range": ("2", "1")}, "--range"),
        ({"range": ("1", "1")}, "--range"),
        ({"range": ("-1", "1")}, "--range"),
        ({"seed": -1}, "--seed"),
        ({"seed": 2**53}, "--seed"),
        ({"epoch": "yesterday"}, "--epoch"),
        ({"epoch": ""}, "--epoch"),
        ({"timezone": "Mars/Olympus"}, "--timezone"),
        ({"timezone": "../../etc/passwd"}, "--timezone"),
        ({"timezone": ""}, "--timezone"),
        ({"locale": "not a locale"}, "--locale"),
        ({"locale": ""}, "--locale"),
        ({"allow_network": ("https://example.com",)}, "--allow-network"),
        ({"allow_network": ("example.com:443",)}, "--allow-network"),
        ({"allow_network": ("*",)}, "--allow-network"),
        ({"allow_network": ("a, MAP * 10.0.0.1",)}, "--allow-network"),
        ({"allow_network": ("example.com", "")}, "--allow-network"),
    ],
)
def test_a_wrong_wish_is_refused_and_its_option_named(plan, settings, option):
    with pytest.raises(UsageError) as caught:
        plan(**settings)
    assert caught.value.where == option
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("size", [(101, 100), (100, 101), (101, 101)])
def test_an_odd_size_is_refused_with_even_ones(plan, size):
    with pytest.raises(UsageError, match="even"):
        plan(width=size[0], height=size[1])


def test_an_odd_size_becomes_even_by_scale(plan):
    assert plan(width=101, height=51, scale=2).video.width == 202


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [
        (None, 0, None),
        ((None, None), 0, None),
        (("1", None), 30, None),
        ((None, "1"), 0, 30),
        (("0.5", "1.5"), 15, 45),
        (("1/3", "2/3"), 10, 20),
    ],
)
def test_a_range_is_the_frames_whose_time_lies_in_it(plan, asked, first, end):
    drawn = plan(fps="30", range=asked)
    assert (drawn.first, drawn.end) == (first, end)


@pytest.mark.parametrize(
    ("asked", "frames"),
    [((None, None), range(75)), (("1", None), range(30, 75)), (("1", "99"), range(30, 75)), ((None, "1"), range(30))],
)
def test_frames_of_a_range_end_with_the_video(plan, asked, frames):
    assert plan(fps="30", range=asked).frames(Fraction(5, 2)) == frames


@pytest.mark.parametrize("asked", [("2.5", None), ("99", "100"), ("0.51", "0.52")])
@pytest.mark.parametrize("header", [HEADER, None])
def test_a_range_without_a_frame_is_refused_as_soon_as_the_length_is_known(plan, asked, header):
    with pytest.raises(UsageError) as caught:
        plan(header, fps="30", range=asked).frames(Fraction(5, 2))
    assert caught.value.where == "--range"


def test_a_slip_of_the_pen_is_not_rendered_for_years(plan):
    drawn = plan(fps="1000")
    with pytest.raises(UsageError, match=str(MOST_FRAMES)):
        drawn.frames(Fraction(10**6))


@pytest.mark.parametrize(
    ("text", "epoch"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00.250Z", 250),
        ("1970-01-01", 0),
        ("1970-01-01T01:00:00+01:00", 0),
        ("1969-12-31T23:59:59Z", -1000),
    ],
)
def test_an_epoch_without_a_zone_is_utc(plan, text, epoch):
    assert plan(epoch=text).epoch == epoch


@pytest.mark.parametrize("tag", ["en", "de-DE", "zh-Hant-TW", "sr-Latn", "es-419", "de-DE-u-co-phonebk"])
def test_a_locale_is_a_language_tag(plan, tag):
    assert plan(locale=tag).settings.locale == tag


def test_a_page_that_tells_no_length_is_told_how_to():
    with pytest.raises(CompositionError, match="--duration"):
        measured_duration(None)
    assert measured_duration(Fraction(3)) == 3


@pytest.mark.parametrize(
    ("at", "frame"), [("0", 0), ("0.999", 29), ("1", 30), ("1/3", 10), ("0.0333", 0), ("0.0334", 1)]
)
def test_a_still_is_the_frame_on_screen_at_that_time(at, frame):
    assert still_frame(at, Fraction(30)) == frame


@pytest.mark.parametrize("at", ["", "x", "-1", "nan", "1e400"])
def test_a_time_that_is_none_is_refused(at):
    with pytest.raises(UsageError) as caught:
        still_frame(at, Fraction(30))
    assert caught.value.where == "--at"


@pytest.mark.parametrize("params", [{"title": 3}, {"nope": "x"}, {}])
def test_params_that_do_not_fit_are_refused(plan, params):
    schema = '{"params": {"properties": {"title": {"type": "string"}}, "required": ["title"]}}'
    with pytest.raises(CompositionError):
        plan(schema, params=params)
