"""What newer style sheets and scripts do with animations: discrete values, sizes by words, composition, kept styles."""

from __future__ import annotations

import pytest


def test_a_discrete_value_stays_until_its_transition_is_over(film) -> None:
    page = film(
        """<style>#a { transition: display .1s allow-discrete, opacity .1s; opacity: 1 }
        #a.off { display: none; opacity: 0 }</style><p id=a>x</p><script>
        const style = () => getComputedStyle(a);
        setTimeout(() => a.classList.add('off'), 30);
        setTimeout(() => a.classList.remove('off'), 230)</script>"""
    )
    seen = []
    for frame in range(11):
        page.step(frame)
        seen.append((page.ask("style().display"), round(float(page.ask("style().opacity")), 2)))
    # Seen first in frame 1, which begins it; from frame 4 on 0.1 s have passed.
    assert seen[:2] == [("block", 1), ("block", 1)]
    assert [display for display, _ in seen[2:4]] == ["block", "block"]
    assert 1 > seen[2][1] > seen[3][1] > 0
    assert seen[4:7] == [("none", 0)] * 3
    assert seen[7][0] == "block"


def test_a_style_to_start_from_is_taken_when_an_element_comes(film) -> None:
    page = film(
        """<style>div { opacity: 1; transition: opacity .1s linear; @starting-style { opacity: 0 } }</style>
        <script>setTimeout(() => document.body.append(document.createElement('div')), 30)</script>"""
    )
    page.run_to(3)
    assert float(page.ask("getComputedStyle(document.querySelector('div')).opacity")) == pytest.approx(2 / 3, abs=0.01)


def test_a_size_by_a_word_is_moved_to(film) -> None:
    page = film(
        """<style>html { interpolate-size: allow-keywords }
        p { margin: 0; height: 0; overflow: clip; transition: height .1s linear } p.open { height: auto }
        b { display: block; height: 90px }</style><p id=a><b></b></p>
        <script>setTimeout(() => a.classList.add('open'), 30)</script>"""
    )
    heights = []
    for frame in range(6):
        page.step(frame)
        heights.append(page.ask("a.getBoundingClientRect().height"))
    assert heights == pytest.approx([0, 0, 30, 60, 90, 90], abs=0.1)


@pytest.mark.parametrize(("composite", "expected"), [("replace", 50), ("add", 150), ("accumulate", 150)])
def test_animations_are_composed_as_they_say(film, composite: str, expected: float) -> None:
    page = film(
        f"""<style>#a {{ position: absolute; left: 0; transform: translateX(100px) }}</style><div id=a></div><script>
        a.animate({{transform: ['translateX(0)', 'translateX(100px)']}},
                  {{duration: 200, fill: 'both', composite: '{composite}'}});</script>"""
    )
    page.run_to(3)
    assert page.ask("a.getBoundingClientRect().left") == pytest.approx(expected)


def test_a_style_can_be_kept_from_an_animation(film) -> None:
    page = film(
        """<div id=a></div><script>
        const animation = a.animate({opacity: [0, 1]}, {duration: 200, fill: 'forwards'});
        setTimeout(() => { animation.commitStyles(); animation.cancel() }, 100)</script>"""
    )
    page.run_to(5)
    # Styles are those of the last update: the frame at 100 ms is not there yet when a timer of that time runs.
    assert float(page.ask("a.style.opacity")) == pytest.approx(1 / 3, abs=0.01)


def test_an_animation_that_is_replaced_is_removed_unless_it_is_persisted(film) -> None:
    page = film(
        """<div id=a></div><script>var log = [];
        const all = [1, 2, 3].map(name => {
            const animation = a.animate({opacity: [0, name / 3]}, {duration: 50, fill: 'forwards'});
            animation.onremove = () => log.push([name, Math.round(performance.now())]);
            return animation;
        });
        all[0].persist();
        var states = () => all.map(animation => animation.replaceState)</script>"""
    )
    page.run_to(4)
    assert page.ask("states()") == ["persisted", "removed", "active"]
    assert [name for name, _ in page.ask("log")] == [2]
