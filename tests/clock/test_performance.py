"""performance and Event.timeStamp on the virtual clock."""

from __future__ import annotations

import pytest

EPOCH = 1_735_689_600_000


def test_performance_counts_from_the_epoch(film) -> None:
    page = film("<script>var loaded = performance.now()</script>")
    page.run_to(3)
    told = page.ask("[loaded, performance.now(), performance.timeOrigin, performance.toJSON().timeOrigin]")
    assert told == [0, 100, EPOCH, EPOCH]


def test_marks_and_measures_are_taken_at_virtual_times(film) -> None:
    page = film("""<script>
        performance.mark('a');
        setTimeout(() => performance.mark('b', {startTime: undefined, detail: 'd'}), 50);
        setTimeout(() => { new PerformanceMark('free') }, 50);
    </script>""")
    page.run_to(3)
    told = page.ask("""(() => { const shape = e => [e.startTime, e.duration, e.detail];
        const measure = (...given) => shape(performance.measure('m', ...given));
        return [shape(performance.getEntriesByName('b')[0]), measure(), measure('a', 'b'), measure('b'),
                measure({start: 'b'}), measure({start: 'a', duration: 10}), measure({end: 'b'}), measure({}),
                measure(undefined, 'b'), new PerformanceMark('x').startTime, performance.mark('given',
                    {startTime: 3}).startTime] })()""")
    assert told == [
        [50, 0, "d"],
        [0, 100, None],
        [0, 50, None],
        [50, 50, None],
        [50, 50, None],
        [0, 10, None],
        [0, 50, None],
        [0, 100, None],
        [0, 50, None],
        100,
        3,
    ]


@pytest.mark.parametrize(
    "call", ["measure('a', {detail: 1})", "measure('a', {start: 0}, 'b')", "measure('a', 'nowhere')", "mark()"]
)
def test_what_the_browser_refuses_to_measure_is_refused(film, call: str) -> None:
    page = film("<p>")
    page.step(0)
    assert (
        page.ask(f"(() => {{ try {{ performance.{call}; return 'done' }} catch (e) {{ return 'threw' }} }})()")
        == "threw"
    )


def test_an_event_keeps_the_time_of_its_dispatch(film) -> None:
    page = film("""<script>
        var kept = [];
        const target = new EventTarget();
        target.addEventListener('x', event => kept.push(event));
        setTimeout(() => target.dispatchEvent(new Event('x')), 10);
        requestAnimationFrame(() => requestAnimationFrame(() => target.dispatchEvent(new CustomEvent('x'))));
    </script>""")
    page.run_to(6)
    assert page.ask("kept.map(event => event.timeStamp)") == [10, pytest.approx(1000 / 30)]
    page.run_to(7)
    assert page.ask("kept.map(event => event.timeStamp)") == [10, pytest.approx(1000 / 30)]
    assert page.ask("(() => { try { Event.prototype.timeStamp } catch (e) { return e.name } })()") == "TypeError"


def test_an_animations_event_keeps_the_time_of_its_frame(film) -> None:
    page = film("""<style>@keyframes m { to { margin-left: 1px } } div { animation: m 100ms }</style><div></div><script>
        var kept = [];
        document.querySelector('div').addEventListener('animationend', event => kept.push(event));
    </script>""")
    page.run_to(8)
    assert page.ask("kept.map(event => event.timeStamp)") == [100]


def test_a_page_that_spins_on_the_clock_gets_on(film) -> None:
    page = film("""<script>
        var spun = [];
        function spin() {
            const day = Date.now() + 40; while (Date.now() < day);
            const start = performance.now(); while (performance.now() - start < 50);
            const date = new Date(); while (new Date() - date < 16);
            spun.push(performance.now() - performance.timeOrigin + performance.timeOrigin > 90);
        }
        setTimeout(spin, 1);
        requestAnimationFrame(() => { spin(); requestAnimationFrame(time => spun.push(time, performance.now())) });
    </script>""")
    page.run_to(1)
    assert page.ask("spun") == [True, True, pytest.approx(1000 / 30), pytest.approx(1000 / 30)]


def test_a_page_that_reads_the_clock_very_often_gets_exact_time(film) -> None:
    page = film("""<script>
        var seen = new Set();
        requestAnimationFrame(() => requestAnimationFrame(() => {
            for (let n = 0; n < 50000; n++) seen.add(performance.now());
        }));
    </script>""")
    page.run_to(1)
    assert page.ask("[...seen]") == [1000 / 30]
