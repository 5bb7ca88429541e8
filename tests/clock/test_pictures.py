"""GIF, APNG, WebP and AVIF show the frame of the virtual time, wherever a page puts them."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest

from .moving import FRAME, colour_at, expected, paragraphs, picture, seen, still

TOP = "<!doctype html><body style='margin:0'>"
UNEVEN = (100, 50, 200, 30)


def step(page, frame: int) -> bool:
    page.step(frame)
    return True


def img(frames: range, picture_of: bytes, film, kind: str = "gif") -> list[str]:
    return seen(film(f"{TOP}<img src=a.{kind}>", {f"a.{kind}": picture_of}), frames)


@pytest.mark.parametrize("kind", ["gif", "png", "webp", "avif"])
def test_each_format_shows_the_frame_of_the_time(film, kind: str) -> None:
    page = film(f"{TOP}<img src=a.{kind}>", {f"a.{kind}": picture(kind, UNEVEN)})
    assert seen(page, range(26)) == [expected(k * FRAME, UNEVEN) for k in range(26)]
    assert page.stage.report().faults == ()


# Where a picture can be. {u} is its address; each place shows it at the page's upper left corner.
PLACES = paragraphs("picture_places.txt")


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_each_place_shows_the_frame_of_the_time(film, place: str) -> None:
    css = "div{height:30px;background:url(../a.gif)}"
    files = {"a.gif": picture(), "still.png": still(), "css/a.css": css}
    page = film(TOP + place.replace("{u}", "a.gif"), files)
    assert seen(page, range(14)) == [expected(k * FRAME) for k in range(14)]
    assert page.stage.report().faults == ()


@pytest.mark.parametrize("place", ["img", "background of a rule", "background of a style", "image in SVG"])
def test_a_data_address_is_on_the_clock(film, place: str) -> None:
    url = f"data:image/gif;base64,{base64.b64encode(picture()).decode()}"
    page = film(TOP + PLACES[place].replace("{u}", url))
    assert seen(page, range(14)) == [expected(k * FRAME) for k in range(14)]


@pytest.mark.parametrize("kind", ["gif", "png", "webp", "avif"])
@pytest.mark.parametrize("place", ["img", "background of a style"])
def test_a_blob_address_is_on_the_clock(film, kind: str, place: str) -> None:
    page = film(
        f"""{TOP}<script type=module>
        const url = URL.createObjectURL(await (await fetch('a.{kind}')).blob());
        document.body.innerHTML = `{PLACES[place].replace("{u}", "${url}")}`;
        const image = document.querySelector("img");
        if (image) {{ await image.decode(); URL.revokeObjectURL(url) }}</script>""",
        {f"a.{kind}": picture(kind)},
    )
    assert seen(page, range(14)) == [expected(k * FRAME) for k in range(14)]


@pytest.mark.parametrize(
    ("kind", "loop", "rounds"),
    [("gif", None, 1), ("gif", 1, 2), ("gif", 2, 3), ("png", 1, 1), ("png", 2, 2), ("webp", 1, 1), ("webp", 3, 3)],
)
def test_a_picture_is_played_as_often_as_it_says_and_stays_at_its_end(film, kind: str, loop, rounds: int) -> None:
    lengths = (70, 130)
    shown = img(range(25), picture(kind, lengths, loop=loop), film, kind)
    assert shown == [expected(k * FRAME, lengths, rounds) for k in range(25)]


def test_the_shortest_frames_take_longer_as_in_a_browser(film) -> None:
    shown = img(range(14), picture("gif", (10, 20, 50)), film)
    assert shown == [expected(k * FRAME, (100, 20, 50)) for k in range(14)]


def test_a_picture_begins_when_it_is_first_shown(film) -> None:
    page = film(
        f"""{TOP}<script>const at = {{ 3: () => document.body.append(image), 5: () => image.style.display = '' }};
        const image = new Image; image.src = 'a.gif'; image.style.display = 'none';
        requestAnimationFrame(function f() {{ at[hframes.frame]?.(); requestAnimationFrame(f) }})</script>""",
        {"a.gif": picture()},
    )
    assert seen(page, range(18)) == ["white"] * 5 + [expected((k - 5) * FRAME) for k in range(5, 18)]


@pytest.mark.parametrize("asked_in", ["requestAnimationFrame", "setTimeout"])
def test_a_picture_that_comes_later_is_in_its_frame_from_its_beginning(film, asked_in: str) -> None:
    page = film(
        f"""{TOP}<script>{asked_in}(function f() {{ if (hframes.time < 0.09) return {asked_in}(f);
        document.body.innerHTML = '<img src=a.gif>' }})</script>""",
        {"a.gif": picture()},
    )
    shown = seen(page, range(12))
    begun = shown.index("red")
    assert begun in (3, 4)
    assert shown == ["white"] * begun + [expected((k - begun) * FRAME) for k in range(begun, 12)]


def test_the_same_picture_is_in_step_wherever_it_is(film) -> None:
    page = film(
        f"""{TOP}<img src=a.gif><script>requestAnimationFrame(function f() {{ requestAnimationFrame(f);
        if (hframes.frame === 4) document.body.insertAdjacentHTML('beforeend', '<img src=a.gif>') }})</script>""",
        {"a.gif": picture()},
    )
    page.run_to(4)
    both = [(colour_at(page.pixels(), 20, 15), colour_at(page.pixels(), 60, 15)) for k in range(5, 15) if step(page, k)]
    assert both == [(expected(k * FRAME),) * 2 for k in range(5, 15)]


def test_a_picture_that_every_element_has_left_begins_anew(film) -> None:
    page = film(
        f"""{TOP}<img src=a.gif><script>const image = document.querySelector('img');
        const at = {{ 4: () => image.src = 'still.png', 6: () => image.src = 'a.gif' }};
        requestAnimationFrame(function f() {{ at[hframes.frame]?.(); requestAnimationFrame(f) }})</script>""",
        {"a.gif": picture(), "still.png": still()},
    )
    assert seen(page, range(14)) == [
        *(expected(k * FRAME) for k in range(4)),
        *["white"] * 2,
        *(expected((k - 6) * FRAME) for k in range(6, 14)),
    ]


def test_a_picture_that_is_hidden_goes_on(film) -> None:
    page = film(
        f"""{TOP}<img src=a.gif><script>const image = document.querySelector('img');
        const at = {{ 2: () => image.remove(), 8: () => document.body.append(image) }};
        requestAnimationFrame(function f() {{ at[hframes.frame]?.(); requestAnimationFrame(f) }})</script>""",
        {"a.gif": picture()},
    )
    assert seen(page, range(14))[8:] == [expected(k * FRAME) for k in range(8, 14)]


def test_the_page_changes_what_moves(film) -> None:
    page = film(
        f"""{TOP}<style>div{{height:30px;background:url(a.gif)}}</style><div></div><script>
        const div = document.querySelector('div'), rule = document.styleSheets[0].cssRules[0];
        const at = {{ 2: () => rule.style.backgroundImage = 'none', 4: () => rule.style.background = 'url(b.gif)',
            7: () => div.style.background = 'url(a.gif)', 9: () => div.removeAttribute('style') }};
        requestAnimationFrame(function f() {{ at[hframes.frame]?.(); requestAnimationFrame(f) }})</script>""",
        {"a.gif": picture(), "b.gif": picture(lengths=(50, 50))},
    )
    first, second = (lambda k: expected(k * FRAME)), (lambda k: expected((k - 4) * FRAME, (50, 50)))
    assert seen(page, range(14)) == [
        *(first(k) for k in (0, 1)),
        *["white"] * 2,
        *(second(k) for k in (4, 5, 6)),
        *(first(k) for k in (7, 8)),
        *(second(k) for k in range(9, 14)),
    ]


def test_what_the_page_reads_is_what_it_wrote(film) -> None:
    page = film(
        f"""{TOP}<img id=a srcset='a.gif 2x'><div id=b style='height:30px;background:url(a.gif)'></div>
        <svg><image id=c href=a.gif width=40 height=30 /></svg><input id=d type=image src=a.gif>
        <script>var told = []; for (const element of document.querySelectorAll('#a, #c, #d'))
            element.addEventListener('load', () => told.push(element.id));
        new MutationObserver(records => told.push(...records.map(r => r.target.id)))
            .observe(a, {{ attributes: true }})</script>""",
        {"a.gif": picture()},
    )
    page.step(0)
    told = page.ask("told.splice(0).sort()")
    page.step(1, 2, 3, 4, 5, 6, 7)
    assert page.ask("a.currentSrc") == "http://hframes.localhost/a.gif"
    assert page.ask("[a.naturalWidth, a.offsetWidth, a.complete, a.outerHTML.length]") == [
        *(20, 20, True),
        len('<img id="a" srcset="a.gif 2x">'),
    ]
    assert page.ask("b.getAttribute('style')") == "height:30px;background:url(a.gif)"
    assert page.ask("[c.getAttribute('href'), c.href.baseVal, d.getAttribute('src')]") == ["a.gif"] * 3
    assert page.ask("d.src") == "http://hframes.localhost/a.gif"
    assert page.ask("document.getAnimations().length + a.getAnimations().length") == 0
    assert told == ["a", "c", "d"]
    assert page.ask("told") == []


def test_a_picture_that_the_page_read_and_writes_elsewhere_still_moves(film) -> None:
    page = film(
        f"""{TOP}<style>.a{{height:30px;background-image:url(a.gif)}}</style><p style='margin:0;height:30px'></p>
        <div class=a></div><script>requestAnimationFrame(function f() {{ requestAnimationFrame(f);
        if (hframes.frame === 5) document.querySelector('p').style.backgroundImage =
            getComputedStyle(document.querySelector('div')).backgroundImage }})</script>""",
        {"a.gif": picture()},
    )
    assert seen(page, range(14)) == ["white"] * 5 + [expected(k * FRAME) for k in range(5, 14)]


def test_a_canvas_gets_the_first_frame_as_in_a_browser(film) -> None:
    page = film(
        f"""{TOP}<canvas width=40 height=30 style='display:block'></canvas><img src=a.gif><script>
        const to = document.querySelector('canvas').getContext('2d'), image = document.querySelector('img');
        requestAnimationFrame(function f() {{ to.drawImage(image, 0, 0); requestAnimationFrame(f) }})</script>""",
        {"a.gif": picture()},
    )
    assert set(seen(page, range(8))) == {"red"}
    assert colour_at(page.pixels(), 20, 45) == expected(7 * FRAME)


def test_see_through_pixels_are_as_they_are_in_the_picture(film) -> None:
    from PIL import Image

    frames = [Image.new("RGBA", (40, 30), (255, 0, 0, alpha)) for alpha in (64, 128, 0)]
    file = BytesIO()
    frames[0].save(file, "PNG", save_all=True, append_images=frames[1:], duration=[100] * 3, blend=0, disposal=0)
    page = film(f"{TOP}<img src=a.png>", {"a.png": file.getvalue()})
    page.step(0)
    shown = [tuple(page.pixels()[15, 20, :3].tolist()) for k in range(1, 9) if step(page, k)]
    light, half, none = (191, 191, 255), (127, 127, 255), (255, 255, 255)
    assert shown == [*[light] * 2, *[half] * 3, *[none] * 3]


def test_a_flip_of_a_picture_costs_no_second_painting(film) -> None:
    page = film(f"{TOP}<img src=a.gif><div style='height:9px;background:url(a.gif)'></div>", {"a.gif": picture()})
    page.step(0)
    numbers = [page.browser.run(page.stage.step(frame)) for frame in range(1, 14)]
    assert None not in numbers


def test_frames_that_are_not_painted_leave_the_picture_where_it_would_be(film) -> None:
    page = film(f"{TOP}<img src=a.gif>", {"a.gif": picture(lengths=UNEVEN)})
    page.replay(*range(17))
    assert seen(page, range(17, 24)) == [expected(k * FRAME, UNEVEN) for k in range(17, 24)]


def test_a_page_of_still_pictures_has_nothing_to_do_for_them(film) -> None:
    page = film(f"{TOP}<img src=a.png><img src=b.gif>", {"a.png": still(), "b.gif": picture(lengths=(100,))})
    page.step(0)
    top = page.browser.window.page.frames[0]
    assert page.browser.run(top.evaluate("__hframes.pictures.any")) is False


def test_a_broken_picture_is_no_reason_to_fail(film) -> None:
    page = film(f"{TOP}<img src=a.gif><img src=b.webp>", {"a.gif": picture()[:60], "b.webp": picture("webp")[:90]})
    page.step(0, 1, 2)
    page.finish()


def test_a_picture_of_an_allowed_host_is_on_the_clock(film) -> None:
    """Its content is handed over, as the page may not read it. Here a still file stands in for the host's."""
    page = film(f"{TOP}<img src=a.png>", {"a.png": still()})
    content = base64.b64encode(picture()).decode()
    given = f"[{{url: 'http://hframes.localhost/a.png', type: 'image/gif', body: '{content}', fetched: false}}]"
    top = page.browser.window.page.frames[0]
    page.browser.run(top.evaluate(f"__hframes.addPictures({given})"))
    assert seen(page, range(14)) == [expected(k * FRAME) for k in range(14)]
