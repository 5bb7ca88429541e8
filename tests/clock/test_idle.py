"""requestIdleCallback: after a frame, with a counted deadline."""

from __future__ import annotations


def run(film, script: str, last: int):
    page = film(f"<script>var log = [];\n{script}</script>")
    page.run_to(last)
    return page.ask("log")


def test_idle_callbacks_run_once_between_two_frames_before_the_timers(film) -> None:
    log = run(
        film,
        """requestAnimationFrame(function f() { log.push('frame ' + hframes.frame); requestAnimationFrame(f) });
        requestAnimationFrame(() => requestIdleCallback(() => { log.push(['idle', performance.now()]);
            Promise.resolve().then(() => log.push('micro')); requestIdleCallback(() => log.push('next')) }));
        requestAnimationFrame(() => requestIdleCallback(() => log.push('second')));
        setTimeout(() => log.push('timer'), 1);""",
        2,
    )
    assert log == ["frame 0", ["idle", 0], "micro", "second", "timer", "frame 1", "next", "frame 2"]


def test_a_deadline_counts_work_instead_of_measuring_it(film) -> None:
    log = run(
        film,
        """requestIdleCallback(deadline => { let n = 0; while (deadline.timeRemaining() > 0) n++;
            log.push(n, deadline.didTimeout, deadline instanceof IdleDeadline, deadline.timeRemaining()) });""",
        1,
    )
    assert 20 < log[0] < 200
    assert log[1:] == [False, True, 0]


def test_a_deadline_that_has_passed_says_so(film) -> None:
    log = run(
        film,
        """setTimeout(() => requestIdleCallback(d => log.push([d.didTimeout, d.timeRemaining()]), {timeout: 5}), 40);
        requestAnimationFrame(() => requestIdleCallback(d => log.push([d.didTimeout, d.timeRemaining() > 0]),
            {timeout: 5}));""",
        4,
    )
    assert log == [[False, True], [True, 0]]


def test_idle_callbacks_are_cancelled_also_by_one_another(film) -> None:
    log = run(
        film,
        """cancelIdleCallback(requestIdleCallback(() => log.push('never')));
        let second; requestIdleCallback(() => { log.push('first'); cancelIdleCallback(second) });
        second = requestIdleCallback(() => log.push('second'));
        for (const call of [() => requestIdleCallback(), () => requestIdleCallback(1),
            () => requestIdleCallback(() => 0, 1)])
            try { call() } catch (error) { log.push(error instanceof TypeError) }""",
        1,
    )
    assert log == [True, True, True, "first"]


def test_an_error_in_an_idle_callback_is_uncaught(film) -> None:
    page = film("""<script>
        var log = [];
        requestIdleCallback(() => {
            throw new Error('broken') });
        requestIdleCallback(() => log.push('next'));
    </script>""")
    page.run_to(1)
    assert page.ask("log") == ["next"]
    (fault,) = page.stage.report().faults
    assert (fault.message, fault.where) == ("Error: broken", "index.html:4:19")


def test_a_page_that_loads_in_idle_time_gets_ready(film) -> None:
    page = film(
        "<script>hframes.wait(new Promise(requestIdleCallback)).then(() => { ready = performance.now() })</script>"
    )
    page.step(0)
    assert page.ask("ready") == 0
