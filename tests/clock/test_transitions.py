"""CSS transitions follow the clock, also when they are turned round."""

from __future__ import annotations

import pytest

FRAME = 1000 / 30


def sample(film, script: str, last: int, style: str = "transition: margin-left 1s linear"):
    page = film(f"""<style>#box {{ margin-left: 0px; {style} }}</style><div id=box></div><script>
        var log = [], events = [];
        for (const name of ['transitionrun', 'transitionstart', 'transitionend', 'transitioncancel'])
            box.addEventListener(name, event => events.push([name, event.propertyName, event.elapsedTime, hframes.frame,
                event.timeStamp === performance.now() && event.timeStamp === document.timeline.currentTime]));
        requestAnimationFrame(function f() {{ log.push(parseFloat(getComputedStyle(box).marginLeft));
            requestAnimationFrame(f) }});
        {script}</script>""")
    page.run_to(last)
    return page.ask("log"), page.ask("events")


def test_a_transition_begins_with_the_frame_that_first_shows_it(film) -> None:
    log, events = sample(film, "setTimeout(() => { box.style.marginLeft = '1000px' }, 50)", 33)
    assert log == pytest.approx([0, 0, *(FRAME * k for k in range(31)), 1000], abs=0.01)
    kinds = [event[0] for event in events]
    assert kinds == ["transitionrun", "transitionstart", "transitionend"]
    assert events[-1][1:4] == ["margin-left", 1, 32]
    assert all(event[4] for event in events)


def test_delays_of_transitions_are_kept(film) -> None:
    log, events = sample(
        film,
        "setTimeout(() => { box.style.marginLeft = '1000px' }, 1)",
        20,
        "transition: margin-left 400ms linear 100ms",
    )
    expected = [0, *(min(1000, max(0, (FRAME * k - 100) * 2.5)) for k in range(20))]
    assert log == pytest.approx(expected, abs=0.01)
    assert [event[0] for event in events] == ["transitionrun", "transitionstart", "transitionend"]
    assert events[2][2:4] == [0.4, 16]


def test_a_transition_turned_round_by_a_timer_goes_back_from_where_the_frame_stands(film) -> None:
    log, events = sample(
        film,
        """setTimeout(() => { box.style.marginLeft = '1000px' }, 1);
        setTimeout(() => { box.style.marginLeft = '0px' }, 11 * 1000 / 30 - 5);""",
        24,
    )
    there = [FRAME * k for k in range(11)]
    back = [FRAME * (10 - k) for k in range(1, 11)]
    assert log == pytest.approx([0, *there, *back, 0, 0, 0], abs=0.05)
    assert [event[0] for event in events] == [
        *("transitionrun", "transitionstart"),
        *("transitioncancel", "transitionrun", "transitionstart"),
        "transitionend",
    ] or sorted(event[0] for event in events) == sorted(
        ["transitionrun", "transitionstart", "transitioncancel", "transitionrun", "transitionstart", "transitionend"]
    )


def test_a_transition_turned_round_in_a_frame_goes_back_from_there(film) -> None:
    log, _ = sample(
        film,
        """requestAnimationFrame(function g() {
            if (hframes.frame === 1) box.style.marginLeft = '1000px';
            if (hframes.frame === 11) box.style.marginLeft = '0px';
            requestAnimationFrame(g) });""",
        22,
    )
    there = [FRAME * k for k in range(11)]
    back = [FRAME * (10 - k) for k in range(1, 11)]
    assert log == pytest.approx([0, *there, *back, 0], abs=0.05)


def test_a_transition_given_up_is_cancelled(film) -> None:
    _, events = sample(
        film,
        """setTimeout(() => { box.style.marginLeft = '1000px' }, 1);
        setTimeout(() => { box.style.display = 'none' }, 110);""",
        8,
    )
    assert [event[0] for event in events] == ["transitionrun", "transitionstart", "transitioncancel"]
    assert events[-1][2] == pytest.approx(0.1, abs=1e-6)


def test_a_rule_for_the_first_style_makes_a_transition(film) -> None:
    page = film("""<style>#list div { margin-left: 900px; transition: margin-left 900ms linear;
            @starting-style { margin-left: 0px } }</style><div id=list></div><script>
        var log = [];
        setTimeout(() => list.append(document.createElement('div')), 50);
        requestAnimationFrame(function f() {
            if (list.firstChild) log.push(parseFloat(getComputedStyle(list.firstChild).marginLeft));
            requestAnimationFrame(f) });
    </script>""")
    page.run_to(6)
    assert page.ask("log") == pytest.approx([0, FRAME, 2 * FRAME, 3 * FRAME, 4 * FRAME], abs=0.01)


def test_events_come_in_the_frame_that_causes_them_whatever_comes_after_it(film) -> None:
    """The browser has them for its next rendering update, which it may make at once or with the next frame."""
    html = """<style>
        div { transition: opacity 50ms linear, margin-left 200ms linear 40ms } .on { opacity: 0; margin-left: 50px }
        @keyframes glow { to { color: red } } .glow { animation: glow 100ms } </style>
        <div id=a></div><div id=b></div><script>
        var log = [], own = a.animate({}, 5000);
        const say = name => event => log.push([name, event.target.id ?? '', event.propertyName ?? '', hframes.frame]);
        for (const name of ['transitionrun', 'transitionstart', 'transitionend', 'transitioncancel', 'animationstart',
            'animationend', 'animationcancel']) document.addEventListener(name, say(name));
        own.onfinish = say('finish'); own.oncancel = say('cancel');
        requestAnimationFrame(function f() { requestAnimationFrame(f); const k = hframes.frame;
            if (k % 3 === 0) a.classList.toggle('on');
            if (k % 4 === 1) b.className = b.className ? '' : 'glow';
            if (k % 7 === 2) { own.play(); own.finish() }
            if (k % 7 === 5) own.cancel();
            if (k % 5 === 0) own.ready.then(() => log.push(['ready', hframes.frame])) });
        setInterval(() => b.classList.toggle('on'), 77);
    </script>"""
    logs = []
    for way in ("step", "replay", "picture"):
        page = film(html)
        for frame in range(40):
            page.replay(frame) if way == "replay" else page.step(frame)
            if way == "picture":
                page.pixels()
        logs.append(page.ask("log"))
        page.close()
    assert logs[0] == logs[1] == logs[2]
    assert ["transitionrun", "a", "opacity", 3] in logs[0]
    assert ["finish", "", "", 2] in logs[0]
    assert ["cancel", "", "", 5] in logs[0]
    assert len(logs[0]) > 100
