"""View transitions: the browser's work takes no time, on any machine; what the page waits for takes its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Browser, films, running_browser

FRAME = 1000 / 30
PAGE = """<style>
    body { margin: 0 } #box { width: 100px; height: 180px; background: red; view-transition-name: box }
    #box.on { margin-left: 200px; background: blue }
    ::view-transition-group(*), ::view-transition-old(*), ::view-transition-new(*) {
        animation-duration: 200ms; animation-timing-function: linear }
</style><div id=box></div><script>
    var log = [], notes = [];
    requestAnimationFrame(function f() { requestAnimationFrame(f);
        const shown = getComputedStyle(document.documentElement, '::view-transition-group(box)').transform;
        log.push(shown === 'none' ? null : new DOMMatrix(shown).e) });
    const change = async () => { notes.push(['update', performance.now()]); box.className = 'on'; WAIT };
    const go = () => {
        const transition = document.startViewTransition(ARGUMENT);
        for (const name of ['updateCallbackDone', 'ready', 'finished'])
            transition[name].then(() => notes.push([name, performance.now()]));
    };
    const at = (frame, act) => requestAnimationFrame(function f() {
        hframes.frame === frame ? act() : requestAnimationFrame(f) });
    BEGIN;
</script>"""


@pytest.fixture(scope="module")
def paced() -> Iterator[Browser]:
    with running_browser(on_display=True, paced=True) as running:
        yield running


@pytest.fixture
def film(paced: Browser, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    with films(paced, tmp_path) as open_page:
        yield open_page


def film_transition(film, begin: str, wait: str = "", argument: str = "change"):
    return film(PAGE.replace("WAIT", wait).replace("ARGUMENT", argument).replace("BEGIN", begin))


@pytest.mark.parametrize("begin", ["setTimeout(go, 50)", "at(2, go)"])
@pytest.mark.parametrize("argument", ["change", "{update: change, types: ['slide']}"])
def test_a_transition_begins_in_the_frame_that_asks_for_it(film, begin: str, argument: str) -> None:
    page = film_transition(film, begin, argument=argument)
    page.run_to(9)
    assert page.ask("notes") == [
        *(["update", 2 * FRAME], ["updateCallbackDone", 2 * FRAME], ["ready", 2 * FRAME], ["finished", 8 * FRAME])
    ]
    moved = [place for place in page.ask("log") if place is not None]
    assert moved == pytest.approx([FRAME * k for k in range(1, 7)], abs=0.01)


def test_a_callback_waits_for_timers_at_virtual_time(film) -> None:
    page = film_transition(film, "setTimeout(go, 50)", wait="await new Promise(done => setTimeout(done, 100))")
    page.run_to(12)
    assert page.ask("notes") == [
        ["update", 2 * FRAME],
        ["updateCallbackDone", pytest.approx(5 * FRAME)],
        ["ready", pytest.approx(5 * FRAME)],
        ["finished", pytest.approx(11 * FRAME)],
    ]


def test_the_old_picture_is_the_same_in_a_replay(film) -> None:
    seen = []
    for replayed in (0, 4):
        page = film_transition(film, "at(2, go)")
        page.replay(*range(replayed))
        page.run_to(5)
        seen.append(page.pixels().copy())
        page.close()
    assert (seen[0] == seen[1]).all()
    red, blue = seen[0][90, 150, 2], seen[0][90, 150, 0]
    assert red == pytest.approx(128, abs=2)  # half of the old, half of the new
    assert blue == pytest.approx(128, abs=2)


def test_a_second_transition_skips_the_first(film) -> None:
    page = film_transition(film, "at(2, () => { first = document.startViewTransition(); first.ready.catch(error =>"
                           " notes.push(error.name)); go() })")  # fmt: skip
    page.run_to(9)
    assert page.ask("notes")[0] == "AbortError"
    assert page.ask("notes")[-1] == ["finished", pytest.approx(8 * FRAME)]


def test_a_rejection_that_the_page_leaves_alone_is_its_own(film) -> None:
    page = film("<script>requestAnimationFrame(() => document.startViewTransition(() => 0).skipTransition())</script>")
    page.run_to(2)
    (fault,) = page.stage.report().faults
    assert fault.kind == "page-error"
    assert "AbortError" in fault.message


def test_what_began_while_a_frame_waited_begins_in_it_in_a_replay_too(film) -> None:
    for replayed in (0, 5):
        page = film("""<div id=box></div><script>
            var animation;
            requestAnimationFrame(function f() { if (hframes.frame < 2) return requestAnimationFrame(f);
                hframes.wait(fetch('index.html').then(() => {
                    animation = box.animate({marginLeft: ['0px', '1000px']}, 1000) })) })</script>""")
        page.replay(*range(replayed))
        page.run_to(6)
        assert page.ask("animation.startTime") == 2 * FRAME, replayed
        page.close()


def test_the_old_picture_is_there_however_long_the_frame_before_is_ago(film) -> None:
    for _ in range(12):
        page = film_transition(film, "setTimeout(go, 50)")
        page.run_to(1)
        page.browser.run(asyncio.sleep(0.05))  # the compositor has nothing to do meanwhile, which is the point
        page.run_to(5)
        red, blue = page.pixels()[90, 150, 2], page.pixels()[90, 150, 0]
        assert (red, blue) == pytest.approx((128, 128), abs=2)


def test_a_transition_in_a_browser_that_may_lose_it_is_named(browser: Browser, tmp_path: Path) -> None:
    with films(browser, tmp_path) as open_page:
        page = film_transition(open_page, "setTimeout(go, 50)")
        page.run_to(3)
        (fault,) = page.stage.report().of_kind("uncontrolled")
    assert "a view transition of a script that was loaded late" in fault.message
