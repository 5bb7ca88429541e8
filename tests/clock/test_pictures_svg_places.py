"""SVG pictures that move: wherever a page puts them, drawn into a canvas, with what they ask for."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from .moving import COLOURS, FRAME, colour_at, expected, paragraphs, seen, still

TOP = "<!doctype html><body style='margin:0'>"
SMIL = f"""<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'><rect width='40' height='30'>
<animate attributeName='fill' values='{";".join(COLOURS)}' calcMode='discrete' dur='400ms' repeatCount='indefinite'/>
</rect></svg>"""
STEPS = "".join(f"{25 * index}%{{fill:{colour}}}" for index, colour in enumerate(COLOURS))
CSS = f"""<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'><style>@keyframes k{{{STEPS}}}
rect{{animation:k 400ms steps(1,end) infinite}}</style><rect width='40' height='30'/></svg>"""
PLACES = paragraphs("picture_places.txt")
# An <object> or <iframe> with an SVG is a document, and the <picture> of the list asks for a GIF.
AS_DOCUMENT = ("image document", "object", "embed", "picture")


@pytest.mark.parametrize("place", [name for name in PLACES if name not in AS_DOCUMENT])
def test_each_place_shows_the_svg_of_the_time(film, place: str) -> None:
    files = {"a.svg": SMIL, "css/a.css": "div{height:30px;background:url(../a.svg)}"}
    page = film(TOP + PLACES[place].replace("{u}", "a.svg"), files)
    assert seen(page, range(14)) == [expected(k * FRAME) for k in range(14)]
    assert page.stage.report().faults == ()


@pytest.mark.parametrize("svg", [SMIL, CSS], ids=["SMIL", "CSS"])
@pytest.mark.parametrize("address", ["quoted", "percent", "readable"])
@pytest.mark.parametrize("place", ["img", "background of a rule"])
def test_an_svg_within_an_address_is_on_the_clock(film, svg: str, address: str, place: str) -> None:
    readable = svg.replace("\n", " ").replace("'", "%27").replace("#", "%23").replace("<", "%3C").replace(">", "%3E")
    url = {"quoted": quote(svg), "percent": quote(svg, safe=" =:/"), "readable": readable}[address]
    page = film(TOP + PLACES[place].replace("{u}", f"data:image/svg+xml,{url}"))
    assert seen(page, range(14)) == [expected(k * FRAME) for k in range(14)]


def test_an_svg_of_a_blob_is_on_the_clock(film) -> None:
    page = film(
        f"""{TOP}<script>const image = new Image; document.body.append(image);
        image.src = URL.createObjectURL(new Blob([`{SMIL}`], {{ type: 'image/svg+xml' }}));
        image.onload = () => URL.revokeObjectURL(image.src)</script>"""
    )
    assert seen(page, range(14)) == [expected(k * FRAME) for k in range(14)]


DRAWN = {
    "drawImage": "to.drawImage(image, 0, 0)",
    "createPattern": "to.fillStyle = to.createPattern(image, 'repeat'); to.fillRect(0, 0, 40, 30)",
    "createImageBitmap": "hframes.wait(createImageBitmap(image).then(it => to.drawImage(it, 0, 0)))",
}


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_a_canvas_gets_the_svg_of_the_time(film, draw: str) -> None:
    page = film(
        f"""{TOP}<canvas width=40 height=30 style='display:block'></canvas><img src=a.svg><script>
        const to = document.querySelector('canvas').getContext('2d'), image = document.querySelector('img');
        requestAnimationFrame(function f() {{ {draw}; requestAnimationFrame(f) }})</script>""",
        {"a.svg": SMIL},
    )
    assert seen(page, range(14)) == [expected(k * FRAME) for k in range(14)]


def test_what_was_drawn_in_frames_that_are_not_painted_is_exact(film) -> None:
    page = film(
        f"""{TOP}<canvas width=320 height=9 style='display:block'></canvas><img src=a.svg><script>
        const to = document.querySelector('canvas').getContext('2d'), image = document.querySelector('img');
        requestAnimationFrame(function f() {{ to.drawImage(image, hframes.frame * 9, 0, 9, 9);
        requestAnimationFrame(f) }})</script>""",
        {"a.svg": SMIL},
    )
    page.replay(*range(14))
    page.step(14)
    assert [colour_at(page.pixels(), k * 9 + 4, 4) for k in range(15)] == [expected(k * FRAME) for k in range(15)]
    assert colour_at(page.pixels(), 20, 25) == expected(14 * FRAME)


def test_an_svg_that_every_element_has_left_begins_anew(film) -> None:
    once = SMIL.replace("repeatCount='indefinite'", "fill='freeze'")
    page = film(
        f"""{TOP}<img src=a.svg><script>const image = document.querySelector('img');
        const at = {{ 14: () => image.src = 'still.png', 16: () => image.src = 'a.svg' }};
        requestAnimationFrame(function f() {{ at[hframes.frame]?.(); requestAnimationFrame(f) }})</script>""",
        {"a.svg": once, "still.png": still()},
    )
    assert seen(page, range(24)) == [
        *(expected(k * FRAME, rounds=1) for k in range(14)),
        *["white"] * 2,
        *(expected((k - 16) * FRAME) for k in range(16, 24)),
    ]


def test_what_a_picture_may_not_do_it_does_not_do(film) -> None:
    page = film(
        f"{TOP}<img src=a.svg>",
        {
            "a.svg": SMIL.replace(
                "<rect",
                """<script>parent.bad = top.bad = 1</script><style>@import "http://elsewhere/a.css";
                @font-face{font-family:f;src:url(http://elsewhere/f.woff2)} text{font-family:f;fill:url(e.svg#p)}
                </style><text onload='top.bad = 1'>a</text><image href='http://elsewhere/a.png' width='1'/><rect""",
                1,
            )
        },
    )
    assert seen(page, range(8))[3] == "lime"
    page.finish()
    assert page.ask("[window.bad, top.bad]") == [None, None]
    assert page.stage.report().faults == ()


def test_a_picture_whose_content_cannot_be_had_is_told(film) -> None:
    page = film(TOP)
    top = page.browser.window.page.frames[0]
    given = "[{url: 'http://elsewhere/a.gif', type: 'image/gif', body: null, fetched: false}]"
    page.browser.run(top.evaluate(f"__hframes.addPictures({given})"))
    page.step(0, 1)
    assert "a moving picture, http://elsewhere/a.gif" in page.stage.report().of_kind("uncontrolled")[0].message
