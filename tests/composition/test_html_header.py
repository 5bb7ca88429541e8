"""Finding the header in HTML: as a browser finds it, whatever the page does to hide or to fake one."""

import json
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hframes.composition.header import Header, read_html_header
from hframes.errors import CompositionError

START = '<script type="application/json" id="hframes">'
HEADER = START + '{"width": 640}</script>'
FAKE = START + '{"width": 1}</script>'


def width(page: str) -> int | None:
    return read_html_header(page, "page.html").width


def refusal(page: str) -> CompositionError:
    with pytest.raises(CompositionError) as caught:
        read_html_header(page, "page.html")
    return caught.value


def test_a_page_without_a_header_says_nothing() -> None:
    assert read_html_header("<p>hframes.params</p>", "page.html") == Header()


def test_every_field_is_read() -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string"}}}
    fields = {"width": 1920, "height": 1080, "fps": "30000/1001", "duration": 2.5, "seed": 7, "params": schema}
    header = read_html_header(f"{START}{json.dumps(fields)}</script>", "page.html")
    assert (header.width, header.height, header.seed, header.params) == (1920, 1080, 7, schema)
    assert (header.fps, header.duration) == (Fraction(30000, 1001), Fraction(5, 2))


@pytest.mark.parametrize(
    "page",
    [
        "<!doctype html><html><head>" + HEADER,
        "<body><p>late</p>" + HEADER,
        "<SCRIPT ID='hframes' TYPE=' Application/JSON '>{\"width\": 640}</SCRIPT >",
        '<script id=hframes type=application/json>{"width": 640}</script/>',
        '<script\n\tdata-x="a>b" type = "application/json"\n id\n=\nhframes>{"width": 640}</script\n>',
        '<script type="application/json" id="h&#102;rames">{"width": 640}</script><i>hframes</i>',
        "<svg><title>a</title><style>x</style></svg>" + HEADER,
        '<svg><script href="x.js"/></svg>' + HEADER,
        "<svg><path d='M0'/><foreignObject><div>" + HEADER + "</div></foreignObject></svg>",
        "<svg>" + HEADER + "</svg>",
        "<svg><![CDATA[" + FAKE + "]]></svg>" + HEADER,
        "<p>1 < 2 </> <3" + HEADER,
        "<!-->" + HEADER + "<!-- -->",
        "<!---->" + HEADER,
        "<!-- a --!>" + HEADER,
        "<!x>" + HEADER,
        "<?php echo 1 ?>" + HEADER,
        "<script>let a = '<!--';</script>" + HEADER,
        "<script/>\n// self-closing has no meaning here</script>" + HEADER,
        "<div id=hframes></div>" + HEADER,
        "<style>/* </style >" + HEADER,
    ],
)
def test_the_header_is_found(page: str) -> None:
    assert width(page) == 640


@pytest.mark.parametrize(
    "hidden",
    [
        f"<!-- {FAKE} -->",
        f"<script>const text = `{FAKE[:-9]}`</script>",
        f"<script><!-- <script> {FAKE} --></script>",
        f"<textarea>{FAKE}</textarea>",
        f"<title>{FAKE}</title>",
        f"<style>{FAKE}</style>",
        f"<noscript>{FAKE}</noscript>",
        f"<iframe>{FAKE}</iframe>",
        f"<xmp>{FAKE}</xmp>",
        f"<template>{FAKE}</template>",
        f"<template><template></template>{FAKE}</template>",
        f"<div title='{FAKE}'></div>",
        f"<div title={FAKE.split()[0]}></div>",
        f"<!DOCTYPE html><p a='>{FAKE}'></p>",
        FAKE.replace('"hframes"', '"HFrames"'),
        FAKE.replace("id=", "data-id="),
        FAKE.replace("<script", "<scripts").replace("</script", "</scripts"),
        "<script id=x id=hframes></script>",
    ],
)
def test_what_only_looks_like_a_header_is_none(hidden: str) -> None:
    assert width(hidden + "<i>hframes</i>") is None
    assert width(hidden + HEADER) == 640


@pytest.mark.parametrize(
    "tail", ["<!-- " + FAKE, "<p title=' " + FAKE.replace("'", ""), "<plaintext>" + FAKE, "<sty", "<"]
)
def test_an_unfinished_page_ends_quietly(tail: str) -> None:
    assert width(HEADER + tail) == 640


def test_two_headers_are_an_error_that_names_both_lines() -> None:
    error = refusal(f"<p>\n{HEADER}\n\n{HEADER}")
    assert "two headers" in error.what
    assert "line 4" in error.what
    assert error.where == "page.html:2"


def test_a_header_that_is_not_closed_is_an_error() -> None:
    error = refusal('<p>\n<script type="application/json" id="hframes">{"width": 640}')
    assert "not closed" in error.what
    assert error.where == "page.html:2"


@pytest.mark.parametrize("start", ['<script id="hframes">', '<script id="hframes" type="module">'])
def test_a_header_of_another_type_is_an_error(start: str) -> None:
    error = refusal(start + "{}</script>")
    assert 'the script with id "hframes" has' in error.what
    assert 'type="application/json"' in str(error.hint)


def test_a_header_in_another_file_is_an_error() -> None:
    assert "another file" in refusal('<script type="application/json" id="hframes" src="h.json"></script>').what


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        ("", "the header is empty", "page.html:2"),
        ('{"width": 640,}', "not valid JSON", "page.html:2:60"),
        ('{\n  "width": 640\n  "height": 480}', "not valid JSON: expecting ',' delimiter", "page.html:4:3"),
        ("{width: 640}", "not valid JSON", "page.html:2:47"),
        ('{"width": 1, "width": 2}', 'the key "width" appears twice', "page.html:2"),
        ('{"duration": NaN}', "NaN is not JSON", "page.html:2"),
        ('{"duration": Infinity}', "Infinity is not JSON", "page.html:2"),
        ('{"duration": 1e999}', "too large", "page.html:2"),
        ('{"seed": ' + "9" * 5000 + "}", "a number of 5000 digits", "page.html:2"),
        ("[" * 100_000, "nested more than 64 levels", "page.html:2"),
        ("[1, 2]", "the header is [1, 2], not an object", "page.html:2"),
        ("null", "the header is null, not an object", "page.html:2"),
    ],
)
def test_a_header_that_is_not_json_is_shown_where(text: str, words: str, place: str) -> None:
    error = refusal(f"<!doctype html>\n{START}{text}</script>")
    assert words in error.what
    assert error.where is not None
    assert error.where.startswith(place)
    assert "\n" not in str(error)


def test_the_json_place_is_the_very_character() -> None:
    page = f'<p>\n  {START}\n  {{"width": 1,\n   "height": oops}}\n</script>'
    place = str(refusal(page).where)
    line, column = (int(part) for part in place.split(":")[1:])
    assert page.split("\n")[line - 1][column - 1 :].startswith("oops")


HOSTILE = ["<!--", "<", "<a ", "<a b='", "<script>", "<script><!--<script>", "<svg></desc>", "<template>", "</", HEADER]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_page_of_half_a_million_characters_is_read_in_one_pass(piece: str) -> None:
    page = piece * (500_000 // len(piece)) + "hframes"
    try:
        outcome = str(width(page))
    except CompositionError as error:
        outcome = error.what
    assert outcome == ("the page has two headers, the second one in line 1" if piece == HEADER else "None")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    page=st.lists(st.sampled_from([*HOSTILE, START, "-->", ">", "</script>", "{}", "'", '"', "x", "\n", "id=hframes"]))
)
def test_any_page_is_read_or_refused(page: list[str]) -> None:
    try:
        outcome = f"page.html:{read_html_header(''.join(page), 'page.html').fps}"
    except CompositionError as error:
        outcome = str(error.where)
    assert outcome.startswith("page.html:")
