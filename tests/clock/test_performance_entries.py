"""The performance timeline: no real time is in it, and what comes by chance is not."""

from __future__ import annotations

import json

import pytest

EPOCH = 1_735_689_600_000
TIMES = """(() => { const numbers = [];
    const look = told => { for (const [key, value] of Object.entries(told))
        if (typeof value === 'number' && !/Size|Status|Count|Id|^type$/.test(key)) numbers.push([key, value]) };
    for (const entry of performance.getEntries()) { look(entry.toJSON());
        for (const key in entry) if (typeof entry[key] === 'number') look({[key]: entry[key]}) }
    const timing = performance.timing.toJSON();
    for (const key in timing) numbers.push([key, timing[key] && timing[key] - performance.timeOrigin]);
    for (const [key, value] of Object.entries(performance.toJSON().timing)) numbers.push([key, value && value - EPOCH]);
    return numbers })()""".replace("EPOCH", str(EPOCH))


def test_loading_takes_no_virtual_time(film_both) -> None:
    page = film_both("<link rel=stylesheet href=a.css><script src=a.js></script><p>", {"a.css": "p {}", "a.js": "1"})
    page.run_to(2)
    numbers = page.ask(TIMES)
    assert len(numbers) > 100
    assert [number for number in numbers if number[1] != 0] == []
    assert page.ask("performance.getEntriesByType('resource').map(entry => entry.name.slice(-5))") == ["a.css", "/a.js"]


def test_a_resource_has_the_time_of_the_frame_that_it_was_loaded_for(film_both) -> None:
    page = film_both(
        """<script>var seen = [];
        new PerformanceObserver(list => list.getEntries().forEach(entry => seen.push(entry.name.slice(-6),
            entry.startTime, entry.responseEnd, entry.duration, entry.toJSON().fetchStart)))
            .observe({type: 'resource', buffered: true});
        setTimeout(() => fetch('a.json'), 40);
        requestAnimationFrame(function f(t) { if (hframes.frame === 5) new Image().src = 'a.png';
            requestAnimationFrame(f) })</script>""",
        {"a.json": "{}", "a.png": b"\x89PNG"},
    )
    page.run_to(8)
    second, fifth = pytest.approx(2000 / 30), pytest.approx(5000 / 30)
    assert page.ask("seen") == ["a.json", second, second, 0, second, "/a.png", fifth, fifth, 0, fifth]
    assert page.ask("performance.getEntriesByName(new URL('a.png', location).href)[0].requestStart") == fifth


def test_a_window_that_comes_later_begins_later(film) -> None:
    page = film(
        """<body><script>setTimeout(() => {
            const f = document.createElement('iframe'); f.src = 'a.html'; document.body.append(f) }, 40)</script>""",
        {"a.html": "<p>"},
    )
    page.run_to(4)
    told = page.ask("frames[0].performance.timing.loadEventEnd - frames[0].performance.timing.navigationStart")
    assert told == 0
    assert page.ask("frames[0].performance.getEntriesByType('navigation')[0].domComplete") == pytest.approx(2000 / 30)


def test_entries_are_in_the_order_of_their_virtual_times(film) -> None:
    page = film(
        """<script>performance.mark('first');
        setTimeout(() => performance.mark('second'), 50);
        requestAnimationFrame(function f() { if (hframes.frame === 3) fetch('a.json');
            if (hframes.frame === 5) performance.mark('last');
            requestAnimationFrame(f) })</script>""",
        {"a.json": "{}"},
    )
    page.run_to(6)
    names = page.ask("performance.getEntries().map(entry => entry.name.split('/').at(-1))")
    assert [name for name in names if name not in ("index.html", "visible")] == ["first", "second", "a.json", "last"]
    assert page.ask("performance.getEntriesByType('mark').length") == 3


def test_what_comes_by_chance_is_not_supported(film) -> None:
    page = film("""<style>@keyframes m { to { transform: none } }</style><h1>text</h1><script>var seen = [];
        const kinds = ['longtask', 'long-animation-frame', 'paint', 'largest-contentful-paint', 'layout-shift', 'event',
            'first-input', 'element'];
        const observer = new PerformanceObserver(list => seen.push(...list.getEntries().map(e => e.entryType)));
        for (const type of kinds) observer.observe({type, buffered: true});
        new PerformanceObserver(list => seen.push(...list.getEntries().map(e => e.entryType)))
            .observe({entryTypes: [...kinds, 'mark']});
        requestAnimationFrame(() => { performance.mark('there');
            const end = performance.now() + 30; let n = 0; for (; n < 3e7; n++) Math.sqrt(n);
            document.querySelector('h1').style.marginTop = '99px' });
    </script>""")
    page.run_to(5)
    assert page.ask("seen") == ["mark"]
    assert page.ask("[...new Set(performance.getEntries().map(e => e.entryType))].sort()") == [
        *("mark", "navigation", "visibility-state")
    ]


def test_an_observer_is_called_for_the_frame_that_caused_it(film_both) -> None:
    page = film_both("""<script>var seen = [];
        new PerformanceObserver(list => list.getEntries().forEach(entry => seen.push([entry.name, hframes.frame,
            performance.now()]))).observe({entryTypes: ['mark', 'measure']});
        requestAnimationFrame(function f() { performance.mark('m' + hframes.frame); requestAnimationFrame(f) });
        setTimeout(() => performance.measure('t'), 50)</script>""")
    page.run_to(3)
    page.replay(4, 5, 6)
    seen = page.ask("seen")
    assert [one for one in seen if one[0] != "t"][:6] == [
        [f"m{frame}", frame, pytest.approx(frame * 1000 / 30)] for frame in range(6)
    ]
    assert [one[1] for one in seen if one[0] == "t"] == [2], json.dumps(seen)


def test_the_browsers_own_checks_of_an_observer_stay(film) -> None:
    told = film("<p>").ask("""[[], [{}], [{type: 'mark', entryTypes: ['mark']}], [{entryTypes: []}]].map(given => {
        try { new PerformanceObserver(() => {}).observe(...given) } catch (error) { return error.name }
        return 'taken' })""")
    assert told == ["TypeError", "TypeError", "TypeError", "taken"]
