"""When a frame has to be presented anew, so that its picture does not depend on chance."""

from __future__ import annotations

import pytest

SMIL = "<svg><circle r=9><animate attributeName=cx to=90 dur=1s {}/></circle></svg>"


@pytest.mark.parametrize(
    ("body", "again"),
    [
        ("<p>still</p>", False),
        ("<svg><circle r=9 /></svg>", False),
        (SMIL.format(""), False),
        (SMIL.format("onend='document.title = 1'"), True),
        (SMIL.format("") + "<script>document.querySelector('animate').onbegin = () => 0</script>", True),
        (
            SMIL.format("")
            + "<script>document.querySelector('animate').addEventListener('endEvent', () => 0)</script>",
            True,
        ),
        ("<script>setInterval(() => document.body.append('x'), 3)</script>", False),
    ],
)
def test_a_step_is_presented_once_unless_the_browser_may_paint_within_it(film, body: str, again: bool) -> None:
    page = film(body)
    page.step(0)
    number = page.browser.run(page.stage.step(1))
    assert (number is None) == again


def test_a_step_that_sent_a_request_is_presented_anew_even_if_it_was_answered_at_once(film) -> None:
    picture = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    page = film(f"""<script>
        const paint = () => {{ document.body.style.background = `url("{picture}")` }};
        requestAnimationFrame(() => requestAnimationFrame(paint));
    </script>""")
    page.step(0)
    assert page.browser.run(page.stage.step(1)) is None
    assert page.browser.run(page.stage.present()) is not None
    assert page.browser.run(page.stage.step(2)) is not None
