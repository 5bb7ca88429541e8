"""What a page throws: in the report with its place, and an error of the render only under --strict."""

from __future__ import annotations

import pytest

from tests.hostile.helpers import Film, kinds, later, refusal, show

THROWS = {
    "while loading": ("<script>throw new TypeError('boom')</script>", "TypeError: boom", -1),
    "in a timer": (later("throw new Error('boom')"), "Error: boom", 2),
    "in a frame callback": (
        "<script>let n = 0; requestAnimationFrame(function draw() { if (n++ === 2) throw new Error('boom');"
        " requestAnimationFrame(draw) })</script>",
        "Error: boom",
        2,
    ),
    "in a promise": ("<script>Promise.reject(new Error('boom'))</script>", "Error: boom", -1),
    "in a wait": ("<script>hframes.wait(Promise.reject(new Error('boom')), 'data')</script>", "Error: boom", -1),
    "in an event": (
        later("document.body.onclick = () => { throw new Error('boom') }; document.body.click()"),
        "boom",
        2,
    ),
    "in an iframe": ("<iframe srcdoc='<script>throw new Error(`boom`)</script>'></iframe>", "Error: boom", -1),
    "in a module": ("<script type=module>throw new Error('boom')</script>", "Error: boom", -1),
    "in code that is no code": ("<script>const = 3</script>", "SyntaxError", -1),
    "a text": (later("throw 'boom'"), "boom", 2),
    "null": (later("throw null"), "null", 2),
    "an object": (later("throw { message: 'boom', stack: 3 }"), "", 2),
}


@pytest.mark.parametrize(("page", "message", "frame"), THROWS.values(), ids=THROWS)
def test_what_is_thrown_is_in_the_report_and_the_video_goes_on(film: Film, page: str, message: str, frame: int) -> None:
    filming = show(film, page)
    assert kinds(filming) == ["page-error"]
    fault = filming.stage.report().faults[0]
    assert message in fault.message
    assert fault.frame == frame


@pytest.mark.parametrize(("page", "message", "frame"), THROWS.values(), ids=THROWS)
def test_strict_makes_it_an_error_of_the_render(film: Film, page: str, message: str, frame: int) -> None:
    error = refusal(film, page, strict=True)
    assert message in error.what
    assert "--strict" in str(error.hint)
    assert str(error.where).startswith("while loading" if frame < 0 else f"frame {frame}")


def test_the_place_of_a_throw_is_told(film: Film) -> None:
    page = show(
        film, "<script src=draw.js></script>", files={"draw.js": "setTimeout(() => {\n  throw new Error('x')\n}, 90)"}
    )
    fault = page.stage.report().faults[0]
    assert (fault.frame, fault.time, fault.where) == (3, 0.1, "draw.js:2:9")


def test_what_the_page_catches_is_its_own_business(film: Film) -> None:
    script = "try { throw 1 } catch {} Promise.reject(1).catch(() => 0); onerror = () => true"
    assert kinds(show(film, f"<script>{script}</script>", strict=True)) == []


def test_a_thousand_errors_end_in_a_report_of_all(film: Film) -> None:
    page = show(film, "<script>for (let i = 0; i < 1000; i++) reportError(new Error('e' + i))</script>")
    assert len(page.stage.report().of_kind("page-error")) == 1000
