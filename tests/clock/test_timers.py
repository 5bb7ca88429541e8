"""setTimeout and setInterval on the virtual clock."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hframes.timebase import frame_time_ms


def run(film, script: str, last: int, result: str = "log", **settings):
    page = film(f"<script>var log = [];\n{script}</script>", **settings)
    page.run_to(last)
    return page.ask(result)


def test_timers_fire_at_their_own_time_in_order_of_due_time_then_creation(film) -> None:
    log = run(
        film,
        """for (const [name, delay] of [['c', 30], ['a', 10], ['b', 20], ['a2', 10]])
            setTimeout(() => log.push([name, performance.now(), Date.now() - performance.timeOrigin]), delay);""",
        1,
    )
    assert log == [["a", 10, 10], ["a2", 10, 10], ["b", 20, 20], ["c", 30, 30]]


def test_microtasks_are_drained_between_two_timers_of_one_frame(film) -> None:
    log = run(
        film,
        """setTimeout(() => { log.push('one'); Promise.resolve().then(() => 0).then(() => log.push('micro')) }, 1);
        setTimeout(() => { log.push('two'); queueMicrotask(() => log.push('queued')) }, 1);
        setTimeout(() => log.push('three'), 2);""",
        1,
    )
    assert log == ["one", "micro", "two", "queued", "three"]


def test_an_interval_catches_up_at_its_own_times(film) -> None:
    log = run(
        film,
        "setInterval(() => log.push(performance.now()), 5); requestAnimationFrame(function f() { log.push('f'); "
        "requestAnimationFrame(f) })",
        2,
    )
    assert log == ["f", 5, 10, 15, 20, 25, 30, "f", 35, 40, 45, 50, 55, 60, 65, "f"]


def test_handlers_get_their_arguments_the_window_and_strings_are_code(film) -> None:
    log = run(
        film,
        """setTimeout(function (a, b, c) { 'use strict'; log.push([...arguments], this === window) }, 1, 'x', 2, null);
        setTimeout("var made = 5; log.push('code', this === window)", 2);
        setTimeout({toString: () => "log.push('object')"}, 3);
        setInterval((...args) => log.push(args), 30, 'again');""",
        1,
        "[...log, made]",
    )
    assert log == [["x", 2, None], True, "code", True, "object", ["again"], 5]


def test_delays_are_read_as_the_browser_reads_them(film) -> None:
    log = run(
        film,
        """const delays = {none: undefined, negative: -5, nan: NaN, text: '7', huge: 2 ** 31, wrapped: 2 ** 32 + 3,
            null: null,
            infinite: Infinity, object: {valueOf: () => 4}, fraction: 1.9, array: [6]};
        for (const [name, delay] of Object.entries(delays)) setTimeout(() => log.push([name, performance.now()]),
            delay);
        setTimeout(() => log.push(['absent', performance.now()]));""",
        1,
    )
    at_once = ["none", "negative", "nan", "huge", "null", "infinite", "absent"]
    assert log == [
        *([name, 0] for name in at_once),
        *(["fraction", 1], ["wrapped", 3], ["object", 4], ["array", 6], ["text", 7]),
    ]


def test_a_call_that_the_browser_refuses_is_refused(film) -> None:
    log = run(
        film,
        """for (const call of [() => setTimeout(), () => setInterval(), () => setTimeout(() => 0, 10n),
                () => setTimeout(() => 0, Symbol()), () => clearTimeout(), () => clearTimeout({}),
                    () => clearTimeout('no')])
            try { call(); log.push('done') } catch (error) {
                log.push(error instanceof TypeError && error.message.slice(0, 65)) }""",
        0,
    )
    assert log[:2] == [
        f"Failed to execute '{name}' on 'Window': 1 argument required, but only"[:65]
        for name in ("setTimeout", "setInterval")
    ]
    assert [bool(entry) and entry != "done" for entry in log[2:4]] == [True, True]
    assert log[4:] == ["done", "done", "done"]


def test_ids_are_positive_and_each_clear_takes_the_others_timers(film) -> None:
    log = run(
        film,
        """const a = setTimeout(() => log.push('a'), 1), b = setInterval(() => log.push('b'), 1);
        clearInterval(a); clearTimeout(b); clearTimeout(12345); clearTimeout(-1); clearTimeout(null);
        log.push(a > 0 && b > a && Number.isInteger(a));""",
        1,
    )
    assert log == [True]


def test_timers_are_cancelled_from_within_callbacks(film) -> None:
    log = run(
        film,
        """const later = setTimeout(() => log.push('never'), 2);
        setTimeout(() => { log.push('cancels'); clearTimeout(later) }, 2 - 1);
        let count = 0;
        const own = setInterval(() => { log.push(++count); if (count === 3) clearInterval(own) }, 5);
        const swap = setInterval(() => { clearInterval(swap); setTimeout(() => log.push('swapped'), 1) }, 20);""",
        3,
    )
    assert log == ["cancels", 1, 2, 3, "swapped"]


def test_deeply_nested_timers_take_four_milliseconds(film) -> None:
    log = run(film, "setTimeout(function f() { log.push(performance.now()); setTimeout(f, 0) }, 0);", 1)
    assert log[:9] == [0, 0, 0, 0, 0, 0, 4, 8, 12]


def test_a_fast_interval_is_slowed_down_after_a_while(film) -> None:
    log = run(film, "setInterval(() => log.push(performance.now()), 0);", 1)
    assert log[:10] == [1, 2, 3, 4, 5, 6, 10, 14, 18, 22]


def test_timers_made_while_loading_begin_at_zero(film) -> None:
    log = run(
        film,
        """setTimeout(() => log.push(['parsing', performance.now()]), 10);
        addEventListener('load', () => setTimeout(() => log.push(['load', performance.now()]), 10));
        setTimeout(() => log.push(['at once', performance.now()]));""",
        1,
    )
    assert log == [["at once", 0], ["parsing", 10], ["load", 10]]


def test_a_timer_made_by_a_timer_fires_in_the_same_frame_if_it_is_due(film) -> None:
    log = run(
        film,
        """setTimeout(() => setTimeout(() => log.push(performance.now()), 10), 10);
        setTimeout(() => setTimeout(() => log.push(performance.now()), 30), 10);
        requestAnimationFrame(() => log.push('first')); requestAnimationFrame(function f() {
            if (performance.now() > 0) log.push('frame'); requestAnimationFrame(f) });""",
        2,
    )
    assert log == ["first", 20, "frame", 40, "frame"]


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30000, 1001), Fraction(48), Fraction(90)])
def test_a_timer_that_is_due_with_a_frame_fires_in_it(film, rate: Fraction) -> None:
    """Sums of rounded times may lie beyond the frame that they fall on by a billionth: that is no later frame."""
    seconds = 1001 if rate.denominator > 1 else 1000
    apart = int(rate * seconds / 1000)
    assert any(frame_time_ms(k, rate) + seconds > frame_time_ms(k + apart, rate) for k in range(60)), (
        "this rate would not need the test"
    )
    log = run(
        film,
        f"""let frame = -1;
        requestAnimationFrame(function f() {{ frame = hframes.frame; const made = frame;
            setTimeout(() => log.push([frame + 1 - made,
                performance.now() <= (made + {apart}) * 1000 / hframes.fps + 1e-5]), {seconds});
            requestAnimationFrame(f) }});""",
        apart + 60,
        "log.map(String)",
        rate=rate,
    )
    assert log == [f"{apart},true"] * 61


def test_timers_due_at_the_same_time_by_different_sums_fire_in_the_order_of_their_creation(film) -> None:
    rate = Fraction(24)
    pairs = [
        (early, late, delay)
        for early in range(20)
        for late in range(early + 3, 24, 3)
        for delay in range(1000, 4000, 500)
        if frame_time_ms(early, rate) + delay > frame_time_ms(late, rate) + (delay - (late - early) * 1000 // 24)
    ]
    assert pairs, "no sums differ: the test would not need to be"
    early, late, delay = pairs[0]
    log = run(
        film,
        f"""requestAnimationFrame(function f() {{
            if (hframes.frame === {early}) setTimeout(() => log.push('first'), {delay});
            if (hframes.frame === {late}) setTimeout(() => log.push('second'), {delay - (late - early) * 1000 // 24});
            requestAnimationFrame(f) }});""",
        24 + 4 * 24,
        rate=rate,
    )
    assert log == ["first", "second"]


def test_an_error_in_a_timer_is_an_uncaught_error_of_the_page(film) -> None:
    page = film("""<script>
        var log = [];
        addEventListener('error', event => log.push([event.message, event.filename.split('/').pop(), event.lineno]));
        setTimeout(() => {
            throw new TypeError('broken') }, 1);
        setTimeout(() => {
            throw 'words' }, 1);
        setTimeout("log.push('between')", 1);
        setTimeout("nowhere()", 2);
        setTimeout(() => log.push('after'), 3);
    </script>""")
    page.run_to(1)
    assert page.ask("log.slice(0, 3)") == [
        ["Uncaught TypeError: broken", "index.html", 5],
        ["Uncaught words", "index.html", 7],
        "between",
    ]
    assert page.ask("log[3][0]") == "Uncaught ReferenceError: nowhere is not defined"
    assert page.ask("log[4]") == "after"
    faults = page.stage.report().of_kind("page-error")
    assert [fault.message for fault in faults][:2] == ["TypeError: broken", "words"]
    assert faults[0].where == "index.html:5:19"
    assert faults[0].frame == 1


def test_frames_of_the_page_share_one_queue(film) -> None:
    page = film(
        """<iframe srcdoc="<script>for (const d of [10, 30]) setTimeout(() => parent.log.push(['srcdoc', d,
            performance.now()]), d)</script>"></iframe>
        <iframe src="inner.html"></iframe>
        <script>var log = []; for (const d of [15, 30]) setTimeout(() => log.push(['page', d, performance.now()]),
            d);</script>""",
        {
            "inner.html": "<script>for (const d of [5, 20]) setTimeout(() => parent.log.push(['file', d, "
            "performance.now()]), d)</script>"
        },
    )
    page.run_to(1)
    log = page.ask("log")
    assert [entry[1:] for entry in log] == [[5, 5], [10, 10], [15, 15], [20, 20], [30, 30], [30, 30]]
    assert [entry[0] for entry in log[:4]] == ["file", "srcdoc", "page", "file"]


def test_timers_of_a_frame_that_was_removed_or_left_stop(film) -> None:
    page = film(
        """<iframe id=a srcdoc="<script>setInterval(() => parent.log.push('a'), 10)</script>"></iframe>
        <iframe id=b srcdoc="<script>setInterval(() => parent.log.push('b'), 10)</script>"></iframe>
        <script>var log = [];
            setTimeout(() => a.remove(), 25); setTimeout(() => { b.srcdoc = '<p>' }, 35);</script>"""
    )
    page.run_to(5)
    log = page.ask("log")
    assert log.count("a") == 2
    assert 3 <= log.count("b") <= 6  # the other document comes at the end of the frame


def test_a_timer_keeps_its_window_when_another_window_cancels(film) -> None:
    page = film("""<iframe srcdoc="<script>parent.id = setTimeout(() => parent.log.push('inner'),
        20)</script>"></iframe>
        <script>var log = []; setTimeout(() => clearTimeout(id), 10);</script>""")
    page.run_to(1)
    assert page.ask("log") == ["inner"]
