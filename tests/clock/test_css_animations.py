"""CSS animations: every frame shows them exactly at its time, and their events come with it."""

from __future__ import annotations

import pytest

MOVE = "@keyframes move { from { margin-left: 0px } to { margin-left: 1000px } }"


def sample(
    film, style: str, last: int, script: str = "", body: str = "<div id=box></div>", what: str = "box"
) -> list[float]:
    """The box's left margin in the animation-frame callback of each frame, in pixels."""
    page = film(
        f"""<style>{MOVE} {style}</style>{body}<script>var log = [], box = document.getElementById('box');
        requestAnimationFrame(function f() {{ log.push(parseFloat(getComputedStyle({what}).marginLeft));
            requestAnimationFrame(f) }});
        {script}</script>"""
    )
    page.run_to(last)
    return page.ask("log")


def times(last: int) -> list[float]:
    return [k * 1000 / 30 for k in range(last + 1)]


def clamp(value: float) -> float:
    return min(1000.0, max(0.0, value))


@pytest.mark.parametrize(
    ("animation", "margin"),
    [
        ("1s linear", lambda t: t),
        ("1s linear 300ms", lambda t: t - 300 if t >= 300 else 0),
        ("1s linear 300ms backwards", lambda t: clamp(t - 300)),
        ("1s linear -300ms", lambda t: t + 300 if t + 300 < 1000 else 0),
        ("1s linear -300ms forwards", lambda t: clamp(t + 300)),
        ("500ms linear reverse", lambda t: 1000 - 2 * t if t < 500 else 0),
        ("500ms linear alternate infinite", lambda t: 2 * (t % 500) if t % 1000 < 500 else 1000 - 2 * (t % 500)),
        ("400ms linear 2.5 forwards", lambda t: 2.5 * (t % 400) if t < 1000 else 500),
        ("100ms linear infinite", lambda t: 10 * (t % 100)),
        ("1s steps(10)", lambda t: 100 * (round(t * 3) // 300)),
        ("1s steps(10, jump-start)", lambda t: 100 * (round(t * 3) // 300 + 1)),
        ("1s steps(50)", lambda t: 20 * (round(t * 3) // 60)),
        ("1s linear paused", lambda _: 0),
    ],
)
def test_the_value_is_exact_in_every_frame(film, animation: str, margin) -> None:
    log = sample(film, f"#box {{ animation: move {animation} }}", 29)
    assert log == pytest.approx([margin(t) for t in times(29)], abs=0.01)


def test_an_animation_that_ends_with_a_frame_has_ended_in_it(film) -> None:
    log = sample(film, "#box { animation: move 1s linear forwards, none 1s }", 31)
    assert log[29:] == [pytest.approx(29000 / 30, abs=0.01), 1000, 1000]


@pytest.mark.parametrize("begun", range(1, 30, 7))
def test_an_animation_begun_with_a_frame_ends_with_the_frame_that_is_its_duration_later(film, begun: int) -> None:
    log = sample(
        film,
        "#box { margin-left: 5px } #box.on { animation: move 200ms linear }",
        begun + 8,
        f"requestAnimationFrame(function g() {{ if (hframes.frame === {begun}) box.className = 'on'; "
        f"requestAnimationFrame(g) }});",
    )
    expected = [0, 1000 / 6, 2000 / 6, 500, 4000 / 6, 5000 / 6, 5, 5]
    assert log[begun + 1 :] == pytest.approx([*expected[1:], 5], abs=0.01)


def test_an_animation_begun_by_a_timer_begins_with_the_frame_that_first_shows_it(film) -> None:
    log = sample(film, "#box.on { animation: move 1s linear }", 5, "setTimeout(() => { box.className = 'on' }, 50)")
    assert log == pytest.approx([0, 0, 0, 1000 / 30, 2000 / 30, 100], abs=0.01)


def test_the_plays_state_of_the_style_pauses_and_resumes(film) -> None:
    """As in a browser, where it takes effect with the next frame at that frame's time."""
    for force in ("", "getComputedStyle(box).marginLeft;"):
        log = sample(
            film,
            "#box { animation: move 1s linear }",
            12,
            f"""setTimeout(() => {{ box.style.animationPlayState = 'paused'; {force} }}, 90);
            setTimeout(() => {{ box.style.animationPlayState = 'running'; {force} }}, 190);""",
        )
        frame = 1000 / 30
        assert log == pytest.approx([frame * k for k in (0, 1, 2, 3, 3, 3, 3, 4, 5, 6, 7, 8, 9)], abs=0.01), force


def test_events_arrive_in_order_in_the_frame_and_at_the_time_that_they_belong_to(film) -> None:
    page = film(f"""<style>{MOVE} #a {{ animation: move 100ms linear 50ms 2 }} #b {{
        animation: move 250ms linear }}</style>
        <div id=a></div><div id=b></div><script>
        var log = [];
        for (const name of ['animationstart', 'animationiteration', 'animationend', 'animationcancel'])
            document.addEventListener(name, event => log.push([event.target.id, name, event.animationName,
                event.elapsedTime,
                performance.now(), event.timeStamp, hframes.frame]));
        requestAnimationFrame(function f() {{ log.push(hframes.frame); requestAnimationFrame(f) }});
    </script>""")
    page.run_to(9)
    log = page.ask("log")
    events = [entry for entry in log if isinstance(entry, list)]
    frame = 1000 / 30
    assert [[*e[:4], e[6]] for e in events if e[1] != "animationstart"] == [
        ["a", "animationiteration", "move", 0.1, 5],
        ["a", "animationend", "move", 0.2, 8],
        ["b", "animationend", "move", 0.25, 8],
    ]
    assert [[*e[:4]] for e in events if e[1] == "animationstart"] == [
        ["b", "animationstart", "move", 0],
        ["a", "animationstart", "move", 0],
    ]
    for event in events:
        assert event[4] == event[5] == pytest.approx(event[6] * frame)
        if event[1] != "animationstart":  # before the frame's own callbacks
            assert log.index(event) < log.index(event[6])


def test_a_cancelled_animation_says_so(film) -> None:
    page = film(f"""<style>{MOVE} #box {{ animation: move 1s linear }}</style><div id=box></div><script>
        var log = [];
        box.addEventListener('animationcancel', event => log.push([event.elapsedTime, performance.now()]));
        setTimeout(() => {{ box.style.display = 'none' }}, 90);
    </script>""")
    page.run_to(6)
    ((elapsed, at),) = page.ask("log")
    assert elapsed == pytest.approx(0.1, abs=1e-6)
    assert at in (100, pytest.approx(4000 / 30))


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (
            "<style>#box::before { content: 'x'; animation: move 1s linear }</style><div id=box></div>",
            "box, '::before'",
        ),
        ("<style>rect { animation: move 1s linear }</style><svg><rect id=box /></svg>", "box"),
        (
            f"<div id=box><template shadowrootmode=open><style>{MOVE} p {{ animation: move 1s linear "
            f"}}</style><p></template></div>",
            "box.shadowRoot.querySelector('p')",
        ),
        (
            f"""<div id=box><template shadowrootmode=open><div><template shadowrootmode=open>
            <style>{MOVE} p {{ animation: move 1s linear }}</style><p></template></div></template></div>""",
            "box.shadowRoot.querySelector('div').shadowRoot.querySelector('p')",
        ),
        (
            f"""<iframe id=box srcdoc="<style>{MOVE} p {{ animation: move 1s linear }}</style><p>"></iframe>""",
            "box.contentDocument.querySelector('p')",
        ),
        (
            f"""<iframe id=box srcdoc="<iframe
                srcdoc='<style>{MOVE} p {{ animation: move 1s linear }}</style><p>'></iframe>"></iframe>""",
            "box.contentWindow[0].document.querySelector('p')",
        ),
    ],
    ids=["before", "svg", "declared shadow", "nested shadow", "frame", "nested frame"],
)
def test_animations_are_found_wherever_they_are(film, body: str, what: str) -> None:
    assert sample(film, "", 5, body=body, what=what) == pytest.approx(times(5), abs=0.01)


def test_shadow_trees_made_by_scripts_are_found_open_and_closed(film) -> None:
    page = film(f"""<div id=a></div><div id=b></div><div id=c></div><script>
        var log = [], inside = '<style>{MOVE} p {{ animation: move 1s linear }}</style><p></p>';
        const roots = [a.attachShadow({{mode: 'open'}}), b.attachShadow({{mode: 'closed', clonable: true}})];
        for (const root of roots) root.innerHTML = inside;
        c.setHTMLUnsafe('<section><template shadowrootmode=open>' + inside + '</template></section>');
        roots.push(c.firstChild.shadowRoot);
        requestAnimationFrame(function f() {{
            log.push(roots.map(root => parseFloat(getComputedStyle(root.querySelector('p')).marginLeft)));
            requestAnimationFrame(f) }});
    </script>""")
    page.run_to(4)
    assert page.ask("log") == [pytest.approx([t] * 3, abs=0.01) for t in times(4)]


def test_a_copied_shadow_tree_is_found(film) -> None:
    page = film(f"""<div id=box><template shadowrootmode=open shadowrootclonable>
        <style>{MOVE} p {{ animation: move 1s linear }}</style><p></template></div><script>
        var log = [];
        setTimeout(() => {{ copy = box.cloneNode(true); document.body.append(copy) }}, 50);
        requestAnimationFrame(function f() {{
            if (window.copy) log.push(parseFloat(getComputedStyle(copy.shadowRoot.querySelector('p')).marginLeft));
            requestAnimationFrame(f) }});
    </script>""")
    page.run_to(5)
    assert page.ask("log") == pytest.approx([0, 1000 / 30, 2000 / 30, 100], abs=0.01)


def test_the_page_sees_consistent_times_of_an_animation(film) -> None:
    page = film(f"""<style>{MOVE} #box.on {{ animation: move 1s linear forwards }}</style><div id=box></div><script>
        var log = [];
        requestAnimationFrame(function f(time) {{
            if (hframes.frame === 2) box.className = 'on';
            const [animation] = box.getAnimations();
            if (animation && hframes.frame > 2) log.push([animation.startTime, animation.currentTime,
                animation.timeline.currentTime,
                animation.playState, time]);
            requestAnimationFrame(f) }});
    </script>""")
    page.run_to(40)
    log = page.ask("log")
    for start, current, timeline, state, time in log:
        assert start == pytest.approx(2000 / 30)
        assert timeline == time
        assert current == pytest.approx(min(time - start, 1000), abs=1e-9)
        assert state == ("running" if current < 1000 else "finished")
    assert log[-1][1] == 1000


def test_an_animation_already_under_way_when_the_page_is_ready_began_at_zero(film) -> None:
    """However long the page took to load."""
    log = sample(
        film,
        "#box { animation: move 1s linear }",
        3,
        "hframes.wait(new Promise(done => setTimeout(() => setTimeout(() => requestAnimationFrame(done), 300), 300)))",
    )
    assert log[-4:] == pytest.approx(times(3), abs=0.01)
