"""SMIL: every <svg> is at its own virtual time."""

from __future__ import annotations

import pytest

FRAME = 1000 / 30


def sample(film, animation: str, last: int, script: str = "", what: str = "rect.x.animVal.value"):
    page = film(f"""<svg id=svg width=100 height=100><rect id=rect width=10 height=10>{animation}</rect></svg><script>
        var log = [], notes = [], actions = {{}};
        const at = (frame, action) => {{ actions[frame] = action }}, note = (...words) => notes.push(words);
        for (const animation of document.querySelectorAll('animate, set, animateMotion'))
            for (const name of ['beginEvent', 'endEvent', 'repeatEvent'])
                animation.addEventListener(name, event => note(animation.id, name, performance.now()));
        requestAnimationFrame(function f() {{ actions[hframes.frame]?.(); log.push({what});
            requestAnimationFrame(f) }});
        {script}</script>""")
    page.run_to(last)
    return page.ask("log"), page.ask("notes")


@pytest.mark.parametrize(
    ("attributes", "value"),
    [
        ("dur=1s", lambda t: t),
        ("dur=400ms fill=freeze", lambda t: min(1000, 2.5 * t)),
        ("dur=400ms", lambda t: 2.5 * t if t < 400 else 0),
        ("begin=0.7s dur=1s", lambda t: max(0, t - 700)),
        (
            "begin=0.1s dur=200ms repeatCount=3 fill=freeze",
            lambda t: 0 if t < 100 else 5 * ((t - 100) % 200) if t < 700 else 1000,
        ),
        ("id=a dur=300ms repeatCount=indefinite", lambda t: t % 300 * 10 / 3),
        ("dur=1s begin=0.1s end=0.7s", lambda t: t - 100 if 100 <= t < 700 else 0),
    ],
)
def test_the_value_is_exact_in_every_frame(film, attributes: str, value) -> None:
    log, _ = sample(film, f"<animate attributeName=x from=0 to=1000 {attributes} />", 29)
    # The browser counts SMIL in whole microseconds.
    assert log == pytest.approx([value(round(k * FRAME, 6)) for k in range(30)], abs=0.02)


def test_nothing_is_drawn_between_two_frames(film) -> None:
    """A container that ran on the frozen timeline would ask the browser for frames without end."""
    page = film(
        "<svg><rect width=9 height=9><animate attributeName=x to=9 dur=1s repeatCount=indefinite /></rect></svg>"
    )
    page.run_to(2)
    session = page.browser.window.session

    async def styles() -> float:
        metrics = (await session.send("Performance.getMetrics"))["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "RecalcStyleCount")

    page.browser.run(session.send("Performance.enable"))
    before = page.browser.run(styles())
    for _ in range(100):
        page.ask("1")
    assert page.browser.run(styles()) - before < 10


def test_chains_of_begins_run_at_their_times(film) -> None:
    log, notes = sample(
        film,
        """<animate id=a attributeName=x from=0 to=100 begin=0s dur=0.1s />
        <animate id=b attributeName=x from=100 to=200 begin="a.end+0.1s" dur=0.1s />
        <animate id=c attributeName=x from=200 to=300 begin="b.endEvent" dur=0.1s fill=freeze />""",
        14,
    )
    third = 100 / 3
    assert log == pytest.approx(
        [
            0,
            third,
            2 * third,
            0,
            0,
            0,
            100,
            100 + third,
            100 + 2 * third,
            200,
            200 + third,
            200 + 2 * third,
            300,
            300,
            300,
        ],
        abs=0.01,
    )
    assert notes == [
        *(["a", "beginEvent", 0], ["a", "endEvent", 100], ["b", "beginEvent", 200]),
        *(["b", "endEvent", 300], ["c", "beginEvent", 300], ["c", "endEvent", 400]),
    ]


def test_repetitions_are_told_and_can_begin_others(film) -> None:
    log, notes = sample(
        film,
        """<animate id=a attributeName=y from=0 to=100 dur=0.1s repeatCount=3 />
        <set id=b attributeName=x to=7 begin="a.repeat(2)" dur=0.1s />
        <set id=c attributeName=x to=9 begin="a.repeatEvent+0.2s" dur=0.05s />""",
        15,
        what="rect.x.animVal.value",
    )
    assert [note for note in notes if note[0] == "a"] == [
        *(["a", "beginEvent", 0], ["a", "repeatEvent", 100], ["a", "repeatEvent", 200], ["a", "endEvent", 300])
    ]
    assert ["b", "beginEvent", 200] in notes
    assert log[6:9] == [7, 7, 7]
    assert [note[2] for note in notes if note[:2] == ["c", "beginEvent"]] == [300, 400]


def test_events_come_before_the_frames_callbacks(film) -> None:
    _, notes = sample(
        film,
        "<set id=a attributeName=x to=5 begin=0.1s />",
        4,
        "at(2, () => note('two')); at(3, () => note('three'))",
    )
    assert notes == [["two"], ["a", "beginEvent", 100], ["three"]]


def test_events_of_one_moment_come_in_the_order_of_the_document_ends_first(film) -> None:
    """The browser tells of a seek in an order that differs from run to run."""
    sets = "".join(f"<set id=a{k} attributeName=x to={k} begin=0.1s dur=0.1s />" for k in range(12))
    later = "".join(f"<set id=b{k} attributeName=y to={k} begin=0.2s />" for k in range(12))
    _, notes = sample(film, sets + later, 7)
    assert [name for name, _, _ in notes] == [
        *(f"a{k}" for k in range(12)),
        *(f"a{k}" for k in range(12)),
        *(f"b{k}" for k in range(12)),
    ]
    assert [time for *_, time in notes] == [100] * 12 + [200] * 24


def test_intervals_shorter_than_a_frame_begin_and_end_at_their_times(film) -> None:
    _, notes = sample(
        film,
        """<set id=a attributeName=x to=5 begin="0.01s;0.02s" dur=0.005s />
        <set id=b attributeName=x to=5 begin="a.end+0.001s" dur=0.002s />""",
        2,
    )
    assert notes == [
        *(["a", "beginEvent", 10], ["a", "endEvent", 15], ["b", "beginEvent", 16], ["b", "endEvent", 18]),
        *(["a", "beginEvent", 20], ["a", "endEvent", 25], ["b", "beginEvent", 26], ["b", "endEvent", 28]),
    ]


def test_cycles_go_round_at_their_own_pace(film) -> None:
    log, notes = sample(
        film,
        """<animate id=a attributeName=x from=0 to=10 begin="0s;c.end" dur=0.01s />
        <animate id=b attributeName=x from=10 to=20 begin="a.end" dur=0.01s />
        <animate id=c attributeName=x from=20 to=30 begin="b.endEvent" dur=0.01s />""",
        30,
    )
    assert log == pytest.approx([round(k * FRAME, 6) % 30 for k in range(31)], abs=0.01)
    begins = [(name, time) for name, what, time in notes if what == "beginEvent"]
    assert begins == [("abc"[k % 3], pytest.approx(10 * k, abs=0.01)) for k in range(101)]


def test_events_and_scripts_begin_and_end_at_the_time_of_the_call(film) -> None:
    log, notes = sample(
        film,
        """<animate id=a attributeName=x from=0 to=1000 begin="rect.click;rect.tick+0.02s" dur=1s end="rect.stop" />
        <animate id=b attributeName=y from=0 to=1000 begin=indefinite dur=1s />
        <set id=c attributeName=width to=9 begin="a.beginEvent+0.015s" dur=0.01s />""",
        8,
        """const tell = (time, type) => setTimeout(() => rect.dispatchEvent(new Event(type)), time);
        tell(50, 'click'); tell(110, 'tick'); tell(190, 'stop');
        setTimeout(() => { b.beginElement(); note(b.getStartTime(), svg.getCurrentTime()) }, 80);
        setTimeout(() => b.endElementAt(0.04), 90);""",
        "[rect.x.animVal.value, rect.y.animVal.value]",
    )
    times = [k * FRAME for k in range(9)]
    assert [x for x, _ in log] == pytest.approx(
        [0, 0, *(time - 50 for time in times[2:4]), *(time - 130 for time in times[4:6]), 0, 0, 0], abs=0.01
    )
    assert [y for _, y in log] == pytest.approx([0, 0, 0, 20, *[0] * 5], abs=0.01)
    assert [note for note in notes if len(note) == 2] == [[pytest.approx(0.08), pytest.approx(0.08)]]
    assert [note for note in notes if len(note) == 3] == [
        *(["a", "beginEvent", 50], ["c", "beginEvent", 65], ["c", "endEvent", 75], ["b", "beginEvent", 80]),
        *(["a", "endEvent", 130], ["b", "endEvent", 130], ["a", "beginEvent", 130]),
        *(["c", "beginEvent", 145], ["c", "endEvent", 155], ["a", "endEvent", 190]),
    ]


def test_repetitions_end_with_the_interval(film) -> None:
    _, notes = sample(
        film,
        """<animate id=a attributeName=x to=9 dur=0.02s repeatDur=0.05s />
        <animate id=b attributeName=x to=9 dur=0.02s repeatCount=indefinite end=0.05s restart=never />
        <animate id=c attributeName=x to=9 dur=0.02s min=0.05s />
        <animate id=d attributeName=x to=9 dur=0.02s repeatCount=2.5 />""",
        3,
    )
    for name, repeats in {"a": [20, 40], "b": [20, 40], "c": [], "d": [20, 40]}.items():
        assert [time for who, what, time in notes if (who, what) == (name, "repeatEvent")] == repeats, name
        assert [name, "endEvent", 50] in notes


def test_timers_and_smil_take_turns(film) -> None:
    _, notes = sample(
        film,
        "<set id=a attributeName=x to=5 begin=0.01s dur=0.01s />",
        1,
        """a.addEventListener('beginEvent', () => setTimeout(() => note('after begin', performance.now()), 5));
        a.addEventListener('endEvent', () => Promise.resolve().then(() => note('microtask')));
        for (const time of [5, 12, 17, 25]) setTimeout(() => note('timer', performance.now()), time);""",
    )
    assert notes == [
        *(["timer", 5], ["a", "beginEvent", 10], ["timer", 12], ["after begin", 15], ["timer", 17]),
        *(["a", "endEvent", 20], ["microtask"], ["timer", 25]),
    ]


def test_animations_that_begin_each_other_without_end_do_not_stop_the_video(film) -> None:
    log, _ = sample(
        film,
        """<set attributeName=x to=5 id=a begin="0.05s;b.beginEvent" dur=1s />
        <set attributeName=y to=5 id=b begin="a.beginEvent" dur=1s />""",
        3,
        "",
        "rect.x.animVal.value",
    )
    assert log == [0, 0, 5, 5]


def test_what_begins_in_a_frames_callback_is_in_its_picture(film) -> None:
    page = film("""<body style="margin: 0"><svg width=320 height=180><rect id=rect width=320 height=180 fill=red>
        <set id=a attributeName=fill to=blue begin=indefinite /></rect></svg><script>
        requestAnimationFrame(function f() { requestAnimationFrame(f); if (hframes.frame === 3) a.beginElement() })
    </script>""")
    page.run_to(3)
    assert (page.pixels()[90, 160, :3] == (255, 0, 0)).all()


def test_an_svg_added_later_begins_when_it_is_first_shown(film) -> None:
    for add in ("setTimeout(add, 50)", "at(2, add)"):
        log, _ = sample(
            film,
            "",
            6,
            f"""const add = () => document.body.insertAdjacentHTML('beforeend',
                '<svg><rect id=late width=1 height=1><animate attributeName=x from=0 to=1000 dur=1s /></rect></svg>');
            {add};""",
            "window.late && late.x.animVal.value",
        )
        assert log[2:] == pytest.approx([FRAME * k for k in range(5)], abs=0.02), add


def test_an_animation_added_to_a_running_svg_joins_its_time(film) -> None:
    log, _ = sample(
        film,
        "",
        8,
        "at(2, () => { rect.innerHTML = '<animate attributeName=x from=0 to=1000 begin=0.1s dur=1s />' });",
    )
    assert log[4:] == pytest.approx([FRAME, 2 * FRAME, 3 * FRAME, 4 * FRAME, 5 * FRAME], abs=0.02)


def test_begin_and_end_are_asked_for_by_scripts(film) -> None:
    log, _ = sample(
        film,
        "<animate id=a attributeName=x from=0 to=1000 begin=indefinite dur=1s />",
        8,
        "at(2, () => a.beginElement()); at(6, () => a.endElement())",
    )
    assert log[3:6] == pytest.approx([FRAME, 2 * FRAME, 3 * FRAME], abs=0.02)
    assert log[7:] == [0, 0]


def test_the_page_may_pause_and_set_the_time(film) -> None:
    log, notes = sample(
        film,
        "<animate attributeName=x from=0 to=1000 dur=1s />",
        10,
        """note(svg.animationsPaused());
        at(2, () => { svg.pauseAnimations(); note(svg.animationsPaused()) });
        at(4, () => { svg.unpauseAnimations(); note(svg.animationsPaused()) });
        at(7, () => svg.setCurrentTime(0.5));
        at(8, () => note(svg.getCurrentTime()));""",
    )
    assert log == pytest.approx([FRAME * k for k in (0, 1, 2, 2, 2, 3, 4, 15, 16, 17, 18)], abs=0.02)
    assert [note for note in notes if len(note) == 1] == [
        [False],
        [True],
        [False],
        [pytest.approx(0.5 + FRAME / 1000, abs=1e-5)],
    ]


def test_a_paused_svg_stays_where_it_was_set(film) -> None:
    log, _ = sample(
        film,
        "<animate attributeName=x from=0 to=1000 dur=1s />",
        5,
        "svg.pauseAnimations(); svg.setCurrentTime(0.2); at(3, () => svg.setCurrentTime(0.4))",
    )
    assert log == pytest.approx([200, 200, 200, 400, 400, 400], abs=0.02)


def test_motion_along_a_path_is_exact(film) -> None:
    log, _ = sample(film, "<animateMotion path='M0,0 H1000' dur=1s />", 10, what="rect.getCTM().e")
    assert log == pytest.approx([FRAME * k for k in range(11)], abs=0.05)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (
            "<svg><svg><rect id=rect width=1 height=1><animate attributeName=x from=0 to=1000 dur=1s "
            "/></rect></svg></svg>",
            "document.getElementById('rect')",
        ),
        (
            """<div id=box><template shadowrootmode=open><svg><rect width=1 height=1>
            <animate attributeName=x from=0 to=1000 dur=1s /></rect></svg></template></div>""",
            "box.shadowRoot.querySelector('rect')",
        ),
        (
            """<iframe id=box srcdoc="<svg><rect width=1 height=1><animate attributeName=x from=0 to=1000
                dur=1s /></rect></svg>"></iframe>""",
            "box.contentDocument.querySelector('rect')",
        ),
    ],
    ids=["nested", "shadow", "frame"],
)
def test_svgs_are_found_wherever_they_are(film, body: str, what: str) -> None:
    page = film(f"""{body}<script>var log = [];
        requestAnimationFrame(function f() {{ log.push({what}.x.animVal.value);
            requestAnimationFrame(f) }})</script>""")
    page.run_to(4)
    assert page.ask("log") == pytest.approx([FRAME * k for k in range(5)], abs=0.02)


def test_an_svg_document_is_filmed_itself(film, tmp_path) -> None:
    picture = tmp_path / "picture.svg"
    picture.write_text(
        """<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180"><style>@keyframes m { to {
            opacity: 0 } } #c { animation: m 1s linear }</style>
        <rect id="r" width="10" height="10"><animate attributeName="x" from="0" to="1000"
            dur="1s" /></rect><rect id="c" width="5" height="5" />
        <script>var log = [];
            requestAnimationFrame(function f() { log.push([document.getElementById('r').x.animVal.value,
                Number(getComputedStyle(document.getElementById('c')).opacity), Date.now() - performance.timeOrigin]);
                requestAnimationFrame(f) })</script></svg>""",
    )
    page = film(picture)
    page.run_to(3)
    assert page.ask("log")[3] == pytest.approx([100, 0.9, 100], abs=0.02)
