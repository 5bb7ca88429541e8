"""Finding the header in an SVG file, safely."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hframes.composition.header import read_svg_header
from hframes.errors import CompositionError

NS = 'xmlns="http://www.w3.org/2000/svg"'
START = '<script type="application/json" id="hframes">'
HEADER = START + '{"width": 640}</script>'


def svg(content: str, before: str = "") -> bytes:
    return f"{before}<svg {NS}>{content}</svg>".encode()


def width(data: bytes) -> int | None:
    return read_svg_header(data, "logo.svg").width


def refusal(data: bytes) -> CompositionError:
    with pytest.raises(CompositionError) as caught:
        read_svg_header(data, "logo.svg")
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        svg(HEADER),
        svg(f"<defs><g>{HEADER}</g></defs>"),
        svg(START + '<![CDATA[{"width": 640}]]></script>'),
        svg(START + "{&quot;width&quot;: 640}</script>"),
        svg(f"<!-- {HEADER} --><text>{HEADER.replace('<', '&lt;')}</text>{HEADER}"),
        svg(HEADER, '<?xml version="1.0" encoding="UTF-8"?>\n'),
        svg(
            HEADER, '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
        ),
        svg(HEADER, '<!DOCTYPE svg [<!ENTITY ns_svg "http://www.w3.org/2000/svg">]>'),
        b"\xef\xbb\xbf" + svg(HEADER),
        svg(HEADER, '<?xml version="1.0" encoding="UTF-16"?>').decode().encode("utf-16"),
        f'<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:{HEADER[1:-9]}</s:script></s:svg>'.encode(),
    ],
)
def test_the_header_is_found(data: bytes) -> None:
    assert width(data) == 640


@pytest.mark.parametrize(
    "content",
    ["<circle/>", f"<!-- {HEADER} -->", f"<desc><![CDATA[{HEADER}]]></desc>", f'<g xmlns="urn:other">{HEADER}</g>'],
)
def test_what_only_looks_like_a_header_is_none(content: str) -> None:
    assert width(svg(content)) is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg>hframes</svg>", "not <svg> in the SVG namespace"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "the root element is <html>"),
        (svg("<g>"), "not well-formed XML: mismatched tag"),
        (b"plain text", "not well-formed XML"),
        (svg(HEADER, '<?xml version="1.0" encoding="klingon"?>'), "encoding"),
        (svg(HEADER, '<?xml version="1.0" encoding="big5"?>'), "encoding"),
        (svg("&undeclared;"), "undefined entity"),
        (svg(START + "{<g/>}</script>"), "holds an element"),
        (svg(HEADER + "\n" + HEADER), "two headers"),
        (svg('<script id="hframes">{}</script>'), "has no type"),
        (svg(START + "{width}</script>"), "not valid JSON"),
    ],
)
def test_a_wrong_file_is_refused(data: bytes, words: str) -> None:
    error = refusal(data)
    assert words in error.what
    assert str(error.where).startswith("logo.svg:")


def test_a_header_in_another_file_is_refused() -> None:
    link = (
        '<script type="application/json" id="hframes" xlink:href="h.json" xmlns:xlink="http://www.w3.org/1999/xlink"/>'
    )
    assert "another file" in refusal(svg(link)).what


def test_an_entity_bomb_is_refused_before_it_grows() -> None:
    bomb = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    error = refusal(svg("&e9;", f'<!DOCTYPE svg [<!ENTITY e0 "ha">{bomb}]>'))
    assert "nested or long entity" in error.what


def test_an_external_entity_is_refused_not_read() -> None:
    error = refusal(svg(START + "&file;</script>", '<!DOCTYPE svg [<!ENTITY file SYSTEM "file:///etc/hostname">]>'))
    assert 'external entity "file"' in error.what


def test_an_entity_inside_the_header_is_refused() -> None:
    error = refusal(svg(START + "{&w;}</script>", "<!DOCTYPE svg [<!ENTITY w '\"width\": 1'>]>"))
    assert "uses the entity &w;" in error.what


def test_the_json_place_is_the_very_character_behind_references() -> None:
    data = svg("\n" + START + "{&quot;width&quot;: 1,\n &quot;height&quot;: oops}</script>")
    line, column = (int(part) for part in str(refusal(data).where).split(":")[1:])
    assert data.decode().split("\n")[line - 1][column - 1 :].startswith("oops")


def test_deeply_nested_elements_are_read() -> None:
    assert width(svg("<g>" * 50_000 + "</g>" * 50_000 + HEADER)) == 640


PIECES = [
    "<g>",
    "</g>",
    HEADER,
    START,
    "</script>",
    "&amp;",
    "&x;",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "{",
    "}",
    "\n",
    "\0",
]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    pieces=st.lists(st.sampled_from(PIECES)),
    before=st.sampled_from(["", "<!DOCTYPE svg [<!ENTITY x 'y'>]>", "<?xml?>"]),
)
def test_any_svg_is_read_or_refused(pieces: list[str], before: str) -> None:
    try:
        outcome = f"logo.svg:{width(svg(''.join(pieces), before))}"
    except CompositionError as error:
        outcome = str(error.where)
    assert outcome.startswith("logo.svg:")
