"""Observers are called in the frame that caused them, painted or not, and tell virtual times."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6364f8cf500f0003860180"
    "5a347d6b0000000049454e44ae426082"
)
PAGE = """<!doctype html><style>body { margin: 0 } .far { margin-top: 3000px } .auto { content-visibility: auto }
    div { height: 40px }</style>
    <div id=near>n</div><div id=lazy class=auto><p id=held>h</div><div id=far class=far>f</div>
    <script>var log = [];
    const note = (...what) => log.push([hframes.frame, Math.round(performance.now() * 1000) / 1000, ...what]);
    const seen = new IntersectionObserver(entries => {
        for (const {target, isIntersecting, time} of entries) note('intersection', target.id, isIntersecting, time);
    });
    seen.observe(near); seen.observe(far);
    new ResizeObserver(([entry]) => note('size', entry.contentRect.width)).observe(near);
    new MutationObserver(records => note('mutation', records.length)).observe(near, {attributes: true});
    new PerformanceObserver(list => note('mark', list.getEntries()[0].name)).observe({type: 'mark'});
    requestAnimationFrame(function frame() {
        if (hframes.frame === 2) { near.style.width = '100px'; performance.mark('two') }
        if (hframes.frame === 3) near.style.marginTop = '4000px';
        if (hframes.frame === 5) { scrollTo(0, 4000) }
        if (hframes.frame === 7) {
            const image = Object.assign(new Image(), {loading: 'lazy', src: 'a.png', onload: () => note('lazy image')});
            near.append(image);
        }
        requestAnimationFrame(frame);
    });
    setTimeout(function timer() { note('timer'); setTimeout(timer, 50) }, 50);
</script>"""


def times(frame: int) -> float:
    return frame * 1000 / 30


def told(log: list[list[object]], kind: str) -> list[list[object]]:
    return [entry for entry in log if entry[2] == kind]


def test_observers_are_called_in_the_frame_that_caused_them(film_both) -> None:
    page = film_both(PAGE, {"a.png": PNG})
    page.run_to(9)
    log = page.ask("log")
    assert [[entry[0], *entry[3:5]] for entry in told(log, "intersection")] == [
        *([0, "near", True], [0, "far", False], [3, "near", False], [5, "near", True]),
    ]
    for frame, now, _, _, _, time in told(log, "intersection"):
        assert now == pytest.approx(times(frame), abs=0.001)
        assert time == pytest.approx(times(frame))
    assert [entry[0] for entry in told(log, "size")] == [0, 2]
    assert [entry[0] for entry in told(log, "mutation")] == [2, 3]
    assert told(log, "mark") == [[2, pytest.approx(times(2), abs=0.001), "mark", "two"]]
    assert len(told(log, "lazy image")) == 1


def test_a_page_is_told_the_same_however_it_is_stepped(film_both) -> None:
    page = film_both(PAGE, {"a.png": PNG})
    page.run_to(9)
    expected = page.ask("log")
    assert len(told(expected, "intersection")) == 4
    page = film_both(PAGE, {"a.png": PNG})
    page.replay(*range(10))
    assert page.ask("log") == expected
    page = film_both(PAGE, {"a.png": PNG})
    for frame in range(10):
        page.browser.run(asyncio.sleep(0.03))
        if frame % 2:
            page.step(frame)
        else:
            page.replay(frame)
    assert page.ask("log") == expected


def test_an_observer_comes_before_the_timers_of_the_next_frame(film) -> None:
    page = film("""<!doctype html><style>body { margin: 0 }</style><div id=box style="height: 9px">b</div><script>
        var order = [], moved = 0;
        new IntersectionObserver(([{isIntersecting}]) => order.push([hframes.frame, isIntersecting])).observe(box);
        requestAnimationFrame(function frame() {
            box.style.marginTop = (moved = hframes.frame % 2 ? 3000 : 0) + 'px';
            requestAnimationFrame(frame);
        });
        setInterval(() => order.push('timer'), 1000 / 30 - 1);
        for (let n = 0; n < 3000; n++) document.body.append(document.createElement('p'));
    </script>""")
    page.run_to(15)
    page.replay(*range(16, 41))
    order = page.ask("order")
    assert [entry for entry in order if entry != "timer"] == [[frame, frame % 2 == 0] for frame in range(41)]
    frames = [index for index, entry in enumerate(order) if entry != "timer"]
    assert all("timer" in order[before:after] for before, after in pairwise(frames[1:]))


def test_what_an_observer_changes_shows_in_its_frame(film_both) -> None:
    page = film_both("""<!doctype html><style>body { margin: 0; background: white } #box { height: 9px }</style>
        <div id=box></div><script>
        new IntersectionObserver(([{isIntersecting}]) => {
            document.body.style.background = isIntersecting ? 'white' : 'red';
        }).observe(box);
        requestAnimationFrame(function frame() {
            if (hframes.frame === 2) box.style.marginTop = '3000px';
            requestAnimationFrame(frame);
        })</script>""")
    page.run_to(1)
    assert (page.pixels()[90, 160, :3] == 255).all()
    page.step(2)
    assert page.pixels()[90, 160, :3].tolist() == [0, 0, 255]


def test_records_are_taken_once(film) -> None:
    page = film("""<!doctype html><div id=one>1</div><div id=two>2</div><script>
        var log = [];
        const all = new IntersectionObserver(entries => log.push(...entries.map(entry => entry.target.id)));
        all.observe(one); all.observe(two);
        const none = new IntersectionObserver(() => log.push('none')); none.observe(one);
        requestAnimationFrame(() => { none.disconnect(); all.unobserve(two) });
        requestAnimationFrame(() => setTimeout(() => log.push(all.takeRecords().length)));
    </script>""")
    page.run_to(2)
    assert page.ask("[log, all instanceof IntersectionObserver, all.rootMargin, IntersectionObserver.name]") == [
        *(["one", "two", "none", 0], True, "0px 0px 0px 0px", "IntersectionObserver")
    ]
    refused = page.ask("(() => { try { new IntersectionObserver(1) } catch (error) { return error.name } })()")
    assert refused == "TypeError"


def test_observers_are_called_in_the_order_in_which_they_were_made(film) -> None:
    page = film(
        """<!doctype html><script>var order = [];
        for (let n = 0; n < 12; n++) {
            const observer = new IntersectionObserver(entries => order.push([n, ...entries.map(e => e.target.id)]));
            for (let m = 0; m < 3; m++) {
                const element = document.body.appendChild(document.createElement('p'));
                element.id = `${n}.${m}`;
                observer.observe(element);
            }
        }
    </script>""".replace("<script>", "<body><script>")
    )
    page.step(0)
    assert page.ask("order") == [[n, *(f"{n}.{m}" for m in range(3))] for n in range(12)]


def test_visibility_that_takes_time_is_told_of(film) -> None:
    page = film("<p id=p>x<script>new IntersectionObserver(() => {}, {trackVisibility: true, delay: 100})</script>")
    page.step(0)
    assert ["tracks visibility" in fault.message for fault in page.stage.report().of_kind("uncontrolled")] == [True]
