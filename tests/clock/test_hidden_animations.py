"""Animations that no list of the page's has: of parts that the browser makes, and in shadow trees declared closed."""

from __future__ import annotations

import numpy as np
import pytest

FADE = "@keyframes fade { from { opacity: 0 } to { opacity: 1 } }"
PARTS = {
    "placeholder": ("<input id=box placeholder=text>", "::placeholder"),
    "button of a file": ("<input type=file id=box>", "::file-selector-button"),
    "content of details": ("<details open id=box><summary>s</summary>x</details>", "::details-content"),
}


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("part", PARTS)
def test_parts_that_the_browser_makes_are_on_the_clock(film, part: str, late: bool) -> None:
    body, pseudo = PARTS[part]
    on = "requestAnimationFrame(function f() { hframes.frame === 2 ? box.className = 'on' : requestAnimationFrame(f) })"
    page = film(f"""<style>{FADE} #box, #box::-webkit-slider-thumb {{ -webkit-appearance: none }}
        #box.on{pseudo} {{ animation: fade 1s linear }}</style>{body}
        <script>var log = []; {on if late else "box.className = 'on'"};
        requestAnimationFrame(function f() {{ requestAnimationFrame(f);
            log.push(Number(getComputedStyle(box, '{pseudo}').opacity)) }})</script>""")
    page.run_to(8)
    begun = 2 if late else 0
    assert page.ask("log")[begun + 1 :] == pytest.approx([k / 30 for k in range(1, 9 - begun)], abs=1e-5)


DRAWN = {
    "thumb": ("<input type=range value=0 id=box>", "::-webkit-slider-thumb"),
    "value of progress": ("<progress value=1 id=box></progress>", "::-webkit-progress-value"),
}


@pytest.mark.parametrize("part", DRAWN)
def test_parts_are_drawn_at_the_frames_time(film, part: str) -> None:
    body, pseudo = DRAWN[part]
    page = film(f"""<style>@keyframes light {{ from {{ background: #000 }} to {{ background: #fff }} }}
        body {{ margin: 0 }} #box, #box{pseudo} {{ appearance: none; display: block; margin: 0; border: 0;
            width: 320px; height: 180px }}
        #box{pseudo} {{ animation: light 1s linear }}</style>{body}""")
    for frame in (0, 3, 4, 15):
        page.run_to(frame)
        assert page.pixels()[90, 160, 1] == pytest.approx(255 * frame / 30, abs=1), frame


def test_a_transition_of_a_part_follows_the_clock(film) -> None:
    page = film("""<style>body { margin: 0 } #box, #box::-webkit-progress-bar { appearance: none; display: block;
            border: 0; width: 300px; height: 180px; background: #fff }
        #box::-webkit-progress-value { background: #f00; transition: width 1s linear }</style>
        <progress id=box value=0></progress><script>setTimeout(() => { box.value = 1 }, 50)</script>""")
    for frame in (1, 5, 12):
        page.run_to(frame)
        red = (page.pixels()[90, :, 1] < 128).sum()
        assert red == pytest.approx(10 * max(0, frame - 2), abs=1), frame


def test_shadow_trees_declared_closed_are_on_the_clock(film) -> None:
    page = film("""<body style="margin: 0"><div><template shadowrootmode=closed><style>
        @keyframes go { to { transform: translateX(300px) } } p { margin: 0; width: 10px; height: 10px; background: red;
        animation: go 1s linear }</style><p></p></template></div>""")
    for frame in (0, 1, 15, 20):
        page.run_to(frame)
        red = np.flatnonzero((page.pixels()[5, :, :3] == (0, 0, 255)).all(axis=1))
        assert red.min() == pytest.approx(10 * frame, abs=1), frame


def test_a_page_without_them_is_asked_for_nothing(film) -> None:
    page = film(f"""<style>{FADE} .on {{ animation: fade 100ms; transition: color 90ms; color: red }}</style>
        <div id=a></div><p id=b><b id=c></b></p><div id=d><template shadowrootmode=open><style>{FADE}
            i {{ animation: fade 1s infinite }}</style><i></i></template></div><script>
        requestAnimationFrame(function f() {{ requestAnimationFrame(f);
            [a, b, c][hframes.frame % 3].classList.toggle('on') }})</script>""")
    session = page.browser.window.session
    sent: list[str] = []
    send = session.send
    session.send = lambda method, *rest: sent.append(method) or send(method, *rest)  # type: ignore[method-assign]
    try:
        page.run_to(20)
    finally:
        session.send = send  # type: ignore[method-assign]
    assert "Runtime.evaluate" in sent
    assert "Animation.resolveAnimation" not in sent
