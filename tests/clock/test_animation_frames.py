"""requestAnimationFrame: once for each frame of the video, at exactly its time."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hframes.timebase import frame_time_ms


def run(film, script: str, last: int, result: str = "log", **settings):
    page = film(f"<script>var log = [];\n{script}</script>", **settings)
    page.run_to(last)
    return page.ask(result)


@pytest.mark.parametrize("rate", [Fraction(30), Fraction(30000, 1001), Fraction(25)])
def test_every_clock_shows_the_same_exact_time_in_a_frame(film, rate: Fraction) -> None:
    log = run(
        film,
        """requestAnimationFrame(function f(time) {
            log.push([time, performance.now(), document.timeline.currentTime, hframes.frame, hframes.time * 1000]);
            requestAnimationFrame(f) });""",
        40,
        rate=rate,
    )
    assert [entry[:3] for entry in log] == [[frame_time_ms(k, rate)] * 3 for k in range(41)]
    assert [entry[3] for entry in log] == list(range(41))
    assert [entry[4] for entry in log] == pytest.approx([frame_time_ms(k, rate) for k in range(41)])


def test_times_far_into_a_video_are_not_summed(film) -> None:
    page = film("<script>requestAnimationFrame(function f(time) { last = time; requestAnimationFrame(f) })</script>")
    page.step(0)
    page.replay(*range(1, 3001))
    assert page.ask("last") == frame_time_ms(3000, Fraction(30))


def test_callbacks_run_in_order_and_those_they_ask_for_in_the_next_frame(film) -> None:
    log = run(
        film,
        """requestAnimationFrame(() => { log.push('a0'); requestAnimationFrame(() => log.push('a1')) });
        requestAnimationFrame(() => { log.push('b0'); Promise.resolve().then(() => log.push('micro')) });
        requestAnimationFrame(() => log.push('c0'));
        setTimeout(() => { log.push('timer'); requestAnimationFrame(() => log.push('from timer')) }, 10);""",
        1,
    )
    assert log == ["a0", "b0", "micro", "c0", "timer", "a1", "from timer"]


def test_callbacks_are_cancelled_before_and_within_their_frame(film) -> None:
    log = run(
        film,
        """const never = requestAnimationFrame(() => log.push('never')); cancelAnimationFrame(never);
        let third;
        requestAnimationFrame(() => { log.push('first'); cancelAnimationFrame(third); cancelAnimationFrame(99999) });
        requestAnimationFrame(() => log.push('second'));
        third = requestAnimationFrame(() => log.push('third'));
        requestAnimationFrame(() => cancelAnimationFrame(requestAnimationFrame(() => log.push('next'))));
        log.push(never > 0 && third > never);""",
        2,
    )
    assert log == [True, "first", "second"]


def test_a_callback_is_called_as_the_browser_calls_it(film) -> None:
    log = run(
        film,
        """requestAnimationFrame(function (time) { 'use strict'; log.push(this === undefined, arguments.length) });
        for (const call of [() => requestAnimationFrame(), () => requestAnimationFrame(1),
            () => cancelAnimationFrame()])
            try { call() } catch (error) { log.push(error instanceof TypeError && error.message) }""",
        0,
    )
    assert log == [
        "Failed to execute 'requestAnimationFrame' on 'Window': 1 argument required, but only 0 present.",
        "Failed to execute 'requestAnimationFrame' on 'Window': parameter 1 is not of type 'Function'.",
        "Failed to execute 'cancelAnimationFrame' on 'Window': 1 argument required, but only 0 present.",
        True,
        1,
    ]


def test_an_error_in_a_callback_is_uncaught_and_leaves_the_others_alone(film) -> None:
    page = film("""<script>
        var log = [];
        requestAnimationFrame(() => {
            throw new Error('broken') });
        requestAnimationFrame(() => log.push('next'));
        requestAnimationFrame(() => requestAnimationFrame(() => log.push('later')));
    </script>""")
    page.run_to(1)
    assert page.ask("log") == ["next", "later"]
    (fault,) = page.stage.report().faults
    assert (fault.kind, fault.message, fault.where, fault.frame) == (
        "page-error",
        "Error: broken",
        "index.html:4:19",
        0,
    )


def test_every_document_has_its_callbacks_in_the_same_frame(film) -> None:
    page = film("""<script>var log = []; requestAnimationFrame(function f(t) { log.push(['page', t]);
        requestAnimationFrame(f) })</script>
        <iframe srcdoc="<script>requestAnimationFrame(function f(t) { parent.log.push(['inner', t]);
            requestAnimationFrame(f) })</script>"></iframe>
        <iframe style="display: none" srcdoc="<script>requestAnimationFrame(function f(t) {
            parent.log.push(['hidden', t]); requestAnimationFrame(f) })</script>"></iframe>
    """)
    page.run_to(2)
    times = [0, 1000 / 30, 2000 / 30]
    log = page.ask("log")
    for name in ("page", "inner", "hidden"):
        assert [time for one, time in log if one == name] == pytest.approx(times), name
    assert [time for _, time in log] == sorted(time for _, time in log)


def test_a_callback_asked_for_by_an_animations_event_runs_in_the_same_frame(film) -> None:
    """The browser fires them first in a rendering update, and runs the callbacks after."""
    log = run(
        film,
        """const animation = document.documentElement.animate({opacity: [0, 1]}, 100);
        animation.onfinish = () => requestAnimationFrame(time => log.push(['frame', time]));
        animation.finished.then(() => requestAnimationFrame(time => log.push(['promise', time])));""",
        5,
    )
    assert log == [["promise", 100], ["frame", 100]]


def test_what_waits_while_loading_waits_for_frame_zero(film) -> None:
    log = run(
        film,
        """requestAnimationFrame(time => log.push(['early', time, document.readyState]));
        addEventListener('load', () => requestAnimationFrame(time => log.push(['load', time,
            document.readyState])));""",
        0,
    )
    assert log == [["early", 0, "complete"], ["load", 0, "complete"]]
