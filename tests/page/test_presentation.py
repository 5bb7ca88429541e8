"""When a frame has to be presented anew, so that its picture does not depend on chance."""

from __future__ import annotations

import pytest

SMIL = "<svg><circle r=9><animate attributeName=cx to=90 dur=DUR ATTRIBUTE/></circle></svg><script>SCRIPT</script>"
ANIMATE = "document.querySelector('animate')"


def smil(dur: str, attribute: str = "", script: str = "") -> str:
    return SMIL.replace("DUR", dur).replace("ATTRIBUTE", attribute).replace("SCRIPT", script)


@pytest.mark.parametrize(
    ("body", "again"),
    [
        ("<p>still</p>", False),
        ("<svg><circle r=9 /></svg>", False),
        (smil("20ms"), False),
        (smil("20ms", "onend='document.title = 1'"), True),
        (smil("20ms", "", f"{ANIMATE}.onend = () => 0"), True),
        (smil("20ms", "", f"{ANIMATE}.addEventListener('endEvent', () => 0)"), True),
        (smil("20ms repeatCount=9", "", f"{ANIMATE}.addEventListener('repeatEvent', () => 0)"), True),
        (smil("1s", "", f"{ANIMATE}.addEventListener('endEvent', () => 0)"), False),
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
