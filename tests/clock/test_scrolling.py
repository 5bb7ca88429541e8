"""Smooth scrolling follows the virtual clock, along the browser's own curve; scroll events come once a frame."""

from __future__ import annotations

import asyncio
from math import ceil, sqrt

import pytest

TALL = """<!doctype html><style>body { margin: 0 } #tall { height: 3000px } #box { height: 60px; overflow: scroll }
    #inner { height: 1000px }</style><div id=box><div id=inner></div></div><div id=tall></div><b id=end>end</b>"""
LOG = """<script>var log = [];
    addEventListener('scroll', () => log.push(['scroll', hframes.frame, scrollY]));
    addEventListener('scrollend', () => log.push(['scrollend', hframes.frame, scrollY]));
    box.addEventListener('scroll', () => log.push(['box', hframes.frame, box.scrollTop]));
    box.addEventListener('scrollend', () => log.push(['boxend', hframes.frame, box.scrollTop]));
    const at = (frame, act) => requestAnimationFrame(function wait() {
        if (hframes.frame === frame) act(); else requestAnimationFrame(wait) });
</script>"""


def eased(progress: float) -> float:
    """cubic-bezier(0.42, 0, 0.58, 1)."""
    low, high = 0.0, 1.0
    for _ in range(60):
        t = (low + high) / 2
        x = 3 * (1 - t) ** 2 * t * 0.42 + 3 * (1 - t) * t**2 * 0.58 + t**3
        low, high = (t, high) if x < progress else (low, t)
    return 3 * (1 - t) * t**2 + t**3


def path(begin: int, start: float, end: float) -> list[list[object]]:
    """The scroll events of a smooth scroll that begins at a frame, 30 frames a second."""
    length = min(sqrt(abs(end - start)) / 60, 0.7)
    events: list[list[object]] = []
    frame, place = begin, start
    while place != end:
        frame += 1
        progress = (frame - begin) / 30 / length
        here = end if progress >= 1 else round(start + (end - start) * eased(progress))
        if here != place:
            events.append([frame, here])
        place = here
    return events


SCROLLS = {
    "window.scrollTo": "scrollTo({top: 900, behavior: 'smooth'})",
    "window.scroll": "scroll({top: 900, behavior: 'smooth'})",
    "window.scrollBy": "scrollBy({top: 900, behavior: 'smooth'})",
    "root.scrollTo": "document.documentElement.scrollTo({top: 900, behavior: 'smooth'})",
    "style": "document.documentElement.style.scrollBehavior = 'smooth'; scrollTo(0, 900)",
    "root.scrollTop": "let root = document.documentElement; root.style.scrollBehavior = 'smooth'; root.scrollTop = 900",
    "scrollIntoView": "end.style.cssText = 'position: absolute; top: 900px';"
    "end.scrollIntoView({behavior: 'smooth', block: 'start'})",
    "hash": "end.style.cssText = 'position: absolute; top: 900px'; document.documentElement.style.scrollBehavior ="
    "'smooth'; location.hash = 'end'",
    "link": "end.style.cssText = 'position: absolute; top: 900px'; document.documentElement.style.scrollBehavior ="
    "'smooth'; tall.innerHTML = '<a href=#end>'; tall.firstChild.click()",
}


@pytest.mark.parametrize("how", list(SCROLLS))
def test_a_smooth_scroll_follows_the_clock(film, how: str) -> None:
    page = film(f"{TALL}{LOG}<script>at(3, () => {{ {SCROLLS[how]} }})</script>")
    page.run_to(20)
    log = page.ask("log")
    expected = path(3, 0, 900)
    assert [event[0] for event in log] == ["scroll"] * len(expected) + ["scrollend"]
    assert [event[1:] for event in log[:-1]] == [[frame, pytest.approx(place, abs=1)] for frame, place in expected]
    assert log[-1] == ["scrollend", expected[-1][0], 900]


def test_it_does_so_in_real_time_of_any_length_and_without_painting(film_both) -> None:
    html = f"{TALL}{LOG}<script>at(2, () => box.scrollTo({{top: 400, behavior: 'smooth'}}))</script>"
    slow, quick, unseen = film_both(html), None, None
    for frame in range(14):
        slow.browser.run(asyncio.sleep(0.03))
        slow.step(frame)
    told = slow.ask("log")
    quick = film_both(html)
    quick.run_to(13)
    assert quick.ask("log") == told
    unseen = film_both(html)
    unseen.replay(*range(14))
    assert unseen.ask("log") == told
    assert [event[0] for event in told] == ["box"] * (len(told) - 1) + ["boxend"]
    assert told[-1] == ["boxend", 12, 400]


def test_a_scroll_that_a_timer_asks_for_begins_at_the_frame_after_it(film) -> None:
    page = film(f"{TALL}{LOG}<script>setTimeout(() => scrollTo({{top: 900, behavior: 'smooth'}}), 110)</script>")
    page.run_to(20)
    assert next(event[1] for event in page.ask("log")) == path(4, 0, 900)[0][0]


def test_what_is_asked_for_at_load_begins_at_frame_0(film) -> None:
    page = film(f"{TALL}{LOG}<script>scrollTo({{top: 900, behavior: 'smooth'}})</script>")
    page.step(0)
    assert page.ask("[scrollY, log]") == [0, []]
    page.run_to(20)
    assert page.ask("log")[0][1:] == [pytest.approx(place, abs=1) for place in path(0, 0, 900)[0]]


def test_a_new_scroll_replaces_the_one_that_runs(film) -> None:
    page = film(f"""{TALL}{LOG}<script>
        const smoothly = top => scrollTo({{top, behavior: 'smooth'}}).then(told => log.push(told));
        at(0, () => smoothly(900));
        at(5, () => {{ turned = scrollY; smoothly(0) }})</script>""")
    page.run_to(25)
    log, turned = page.ask("[log, turned]")
    assert [event for event in log if isinstance(event, dict)] == [{"interrupted": True}, {"interrupted": False}]
    assert log[5] == {"interrupted": True}
    scrolls = [event[1:] for event in log[6:] if isinstance(event, list) and event[0] == "scroll"]
    assert scrolls == [[frame, pytest.approx(place, abs=1)] for frame, place in path(5, turned, 0)]
    assert [event[1:] for event in log if isinstance(event, list) and event[0] == "scrollend"] == [
        [5 + ceil(30 * sqrt(turned) / 60), 0]
    ]


@pytest.mark.parametrize(
    "call", ["scrollTo(0, 50)", "scrollTo({top: 50, behavior: 'instant'})", "document.documentElement.scrollTop = 50"]
)
def test_a_scroll_at_once_ends_the_one_that_runs(film, call: str) -> None:
    page = film(f"""{TALL}{LOG}<script>at(0, () => scrollTo({{top: 900, behavior: 'smooth'}}));
        at(5, () => {{ {call}; log.push(scrollY) }})</script>""")
    page.run_to(12)
    log = page.ask("log")
    assert log[log.index(50) :] == [50, ["scroll", 6, 50], ["scrollend", 6, 50]]


def test_scrolls_at_once_are_told_once_at_the_next_frame(film) -> None:
    html = f"""{TALL}{LOG}<script>at(2, () => {{ scrollTo(0, 5); scrollTo(0, 10); box.scrollTop = 7 }});
        setTimeout(() => scrollTo(0, 20), 190)</script>"""
    expected = [["scroll", 3, 10], ["scrollend", 3, 10], ["box", 3, 7], ["boxend", 3, 7]]
    expected += [["scroll", 6, 20], ["scrollend", 6, 20]]
    page = film(html)
    page.run_to(8)
    assert page.ask("log") == expected
    page = film(html)
    page.replay(*range(9))
    assert page.ask("log") == expected


def test_a_handler_of_scroll_can_ask_for_the_frame_that_it_is_in(film) -> None:
    page = film(f"""{TALL}<script>var seen = [];
        addEventListener('scroll', () => requestAnimationFrame(time => seen.push([hframes.frame, time, scrollY])));
        scrollTo({{top: 4, behavior: 'smooth'}})</script>""")
    page.run_to(4)
    assert page.ask("seen") == [[1, pytest.approx(1000 / 30), 4]]


def test_snapping_waits_for_the_end(film) -> None:
    page = film("""<!doctype html><style>#box { height: 100px; overflow: scroll; scroll-snap-type: y mandatory }
        #box div { height: 100px; scroll-snap-align: start }</style><div id=box></div><script>var tops = [];
        box.innerHTML = '<div></div>'.repeat(9);
        requestAnimationFrame(function f() {
            if (hframes.frame === 0) box.scrollTo({top: 270, behavior: 'smooth'});
            tops.push(box.scrollTop);
            requestAnimationFrame(f);
        })</script>""")
    page.run_to(16)
    assert page.ask("tops.slice(1, 10)") == [pytest.approx(place, abs=1) for _, place in path(0, 0, 300)]
    assert page.ask("tops.slice(10)") == [300] * 7
    assert page.ask("[getComputedStyle(box).scrollSnapType, box.getAnimations().length]") == ["y mandatory", 0]


def test_every_scroller_around_an_element_moves(film) -> None:
    page = film(
        """<!doctype html><style>body { margin: 0; height: 4000px } iframe { margin-top: 1000px; height: 100px }</style>
        <iframe src=inner.html></iframe><script>var log = [];
        onscroll = () => log.push(['outer', hframes.frame]);
        requestAnimationFrame(function f() {
            if (hframes.frame === 1) frames[0].there.scrollIntoView({behavior: 'smooth', block: 'start'});
            requestAnimationFrame(f);
        })</script>""",
        {
            "inner.html": """<!doctype html><body style="margin: 0"><div id=box style="overflow: auto; height: 300px">
            <div style="height: 700px"></div><p id=there>x</div><script>onscroll = () => parent.log.push(['inner',
            parent.hframes.frame]); box.onscroll = () => parent.log.push(['box', parent.hframes.frame])</script>"""
        },
    )
    page.run_to(30)
    log = page.ask("log")
    for name in ("outer", "inner", "box"):
        frames = [frame for kind, frame in log if kind == name]
        assert len(frames) > 3, name
        assert frames[0] == 2, name
        assert len(set(frames)) == len(frames), name
    top = page.ask("frames[0].there.getBoundingClientRect().top + frames[0].frameElement.getBoundingClientRect().top")
    assert abs(top) <= 2  # the frame's border


def test_focus_scrolls_smoothly_where_the_style_says_so(film) -> None:
    page = film(f"""{TALL}<input id=field>{LOG}<script>document.documentElement.style.scrollBehavior = 'smooth';
        at(1, () => field.focus())</script>""")
    page.run_to(3)
    assert 0 < page.ask("scrollY") < 500
    page.run_to(26)
    assert page.ask("scrollY > 2000 && log.filter(e => e[0] === 'scrollend').length === 1")


def test_what_hangs_on_the_position_sees_that_of_its_frame(film) -> None:
    page = film("""<!doctype html><style>body { margin: 0; height: 3000px }
        #sticky { position: sticky; top: 0; margin-top: 300px } #mark { position: absolute; top: 600px }
        @keyframes grow { from { width: 0 } to { width: 1000px } }
        #bar { animation: grow linear; animation-timeline: scroll(); position: fixed }</style>
        <div id=sticky>s</div><div id=mark>m</div><div id=bar></div><script>var seen = [], crossed = [];
        new IntersectionObserver(([entry]) => crossed.push([hframes.frame, entry.isIntersecting,
            entry.isIntersecting === mark.getBoundingClientRect().top < innerHeight])).observe(mark);
        requestAnimationFrame(function f() { if (hframes.frame === 0) scrollTo({top: 900, behavior: 'smooth'});
            seen.push([scrollY, sticky.getBoundingClientRect().top, bar.offsetWidth,
                scrollY / (document.documentElement.scrollHeight - innerHeight) * 1000]);
            requestAnimationFrame(f) })</script>""")
    page.run_to(20)
    for place, sticky, bar, expected in page.ask("seen"):
        assert sticky == max(0, 300 - place)
        assert bar == pytest.approx(expected, abs=1)
    crossed = page.ask("crossed")
    frame = next(frame for frame, place in path(0, 0, 900) if place > 420)
    assert crossed[0] == [0, False, True]
    assert crossed[1] == [frame, True, True]


def test_scrollers_in_shadow_trees_are_told_of(film) -> None:
    page = film("""<!doctype html><div id=host></div><script>var log = [];
        const root = host.attachShadow({mode: 'open'});
        root.innerHTML = '<div style="overflow: scroll; height: 50px"><p style="height: 900px"></div>';
        const box = root.firstChild;
        box.onscroll = () => log.push([hframes.frame, box.scrollTop]);
        requestAnimationFrame(function f() { if (hframes.frame === 1) box.scrollTo({top: 16, behavior: 'smooth'});
            requestAnimationFrame(f) })</script>""")
    page.run_to(6)
    log = page.ask("log")
    assert log == [[frame, pytest.approx(place, abs=1)] for frame, place in path(1, 0, 16)]


def test_the_functions_look_as_the_browsers_own(film) -> None:
    told = film("<p>").ask("""[scrollTo, scrollBy, scroll, Element.prototype.scrollTo, Element.prototype.scrollIntoView,
        HTMLElement.prototype.focus].map(f => [f.name, f.length, f.toString().includes('native code')])""")
    names = ["scrollTo", "scrollBy", "scroll", "scrollTo", "scrollIntoView", "focus"]
    assert told == [[name, 0, True] for name in names]
