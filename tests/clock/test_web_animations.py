"""Web Animations: what a script does to an animation takes effect at virtual time, as a browser would have it."""

from __future__ import annotations

import pytest

FRAME = 1000 / 30


def film_animation(film, script: str, last: int, options: str = "1000", result: str = "log", before: str = ""):
    """`at(frame, action)` acts in that frame's callback; `log` has the left margin of the box of every frame."""
    page = film(f"""<style>@keyframes still {{ }}</style><div id=box></div><script>
        var log = [], notes = [], actions = {{}};
        const at = (frame, action) => {{ actions[frame] = action }};
        const note = (...words) => notes.push(words);
        {before}
        var animation = box.animate({{marginLeft: ['0px', '1000px']}}, {options});
        requestAnimationFrame(function f(now) {{
            actions[hframes.frame]?.();
            log.push(parseFloat(getComputedStyle(box).marginLeft)); requestAnimationFrame(f) }});
        {script}</script>""")
    page.run_to(last)
    return page.ask(result)


@pytest.mark.parametrize(
    ("script", "margins"),
    [
        ("at(3, () => animation.pause()); at(6, () => animation.play())", (0, 1, 2, 3, 3, 3, 3, 4, 5)),
        (
            "setTimeout(() => animation.pause(), 90); setTimeout(() => animation.play(), 190)",
            (0, 1, 2, 3, 3, 3, 3, 4, 5),
        ),
        ("at(3, () => { animation.pause(); animation.play() })", (0, 1, 2, 3, 4, 5, 6)),
        ("at(4, () => animation.reverse())", (0, 1, 2, 3, 4, 3, 2, 1, 0, 0)),
        ("setTimeout(() => animation.reverse(), 130)", (0, 1, 2, 3, 4, 3, 2, 1, 0, 0)),
        ("at(2, () => { animation.playbackRate = 3 })", (0, 1, 2, 5, 8, 11)),
        (
            "at(2, () => { animation.playbackRate = 0 }); at(4, () => { animation.playbackRate = 1 })",
            (0, 1, 2, 2, 2, 3, 4),
        ),
        ("at(2, () => animation.updatePlaybackRate(3))", (0, 1, 2, 5, 8, 11)),
        ("setTimeout(() => animation.updatePlaybackRate(3), 60)", (0, 1, 2, 5, 8, 11)),
        ("at(2, () => animation.updatePlaybackRate(-1))", (0, 1, 2, 1, 0, 0)),
        ("at(2, () => { animation.currentTime = 500 })", (0, 1, 15, 16, 17)),
        ("at(2, () => { animation.startTime = 0 })", (0, 1, 2, 3, 4)),
        ("at(2, () => { animation.startTime -= 500 })", (0, 1, 17, 18, 19)),
        ("at(2, () => { animation.startTime = document.timeline.currentTime })", (0, 1, 0, 1, 2)),
        ("at(2, () => { animation.startTime = null })", (0, 1, 2, 2, 2)),
        ("at(2, () => animation.finish())", (0, 1, 0, 0)),
        ("at(2, () => animation.cancel()); at(4, () => animation.play())", (0, 1, 0, 0, 0, 1, 2)),
        ("at(2, () => animation.effect.updateTiming({delay: 100}))", (0, 1, 0, 0, 1, 2)),
        ("at(2, () => animation.effect.updateTiming({duration: 500}))", (0, 1, 4, 6, 8)),
        ("at(2, () => { animation.currentTime = 5000 })", (0, 1, 0, 0, 0)),
        ("animation.startTime = -500", (15, 16, 17)),
        ("animation.currentTime = 500", (15, 16, 17)),
        ("animation.playbackRate = 2", (0, 2, 4)),
        ("animation.reverse()", (30, 29, 28)),
        ("animation.pause(); at(2, () => animation.play())", (0, 0, 0, 1, 2)),
        ("const other = new Animation(animation.effect); animation.cancel(); at(1, () => other.play())", (0, 0, 1, 2)),
    ],
)
def test_an_animation_does_as_it_is_told(film, script: str, margins: tuple[float, ...]) -> None:
    log = film_animation(film, script, len(margins) - 1)
    assert log == pytest.approx([FRAME * margin for margin in margins], abs=0.01)


@pytest.mark.parametrize(
    ("options", "margins"),
    [
        ("{duration: 1000, delay: 100}", (0, 0, 0, 0, 1, 2)),
        ("{duration: 1000, iterationStart: 0.5}", (15, 16, 17)),
        ("{duration: 200, iterations: Infinity}", (0, 5, 10, 15, 20, 25, 0, 5)),
        ("{duration: 200, iterations: Infinity, direction: 'alternate'}", (0, 5, 10, 15, 20, 25, 30, 25)),
        ("{duration: 100, fill: 'forwards'}", (0, 10, 20, 30, 30)),
        ("{duration: 100, endDelay: 100}", (0, 10, 20, 0, 0)),
        ("{duration: 1000, delay: 50, fill: 'both', direction: 'reverse'}", (30, 30, 29.5, 28.5)),
    ],
)
def test_the_value_is_exact_in_every_frame(film, options: str, margins: tuple[float, ...]) -> None:
    log = film_animation(film, "", len(margins) - 1, options)
    assert log == pytest.approx([FRAME * margin for margin in margins], abs=0.01)


@pytest.mark.parametrize(
    ("begin", "first"),
    [
        ("setTimeout(begin, 50)", 2),
        ("requestAnimationFrame(() => requestAnimationFrame(begin))", 1),
        ("box.animate({}, 100).onfinish = begin", 3),
        ("box.animate({}, 100).finished.then(begin)", 3),
        ("requestAnimationFrame(() => requestIdleCallback(begin))", 1),
    ],
)
def test_an_animation_begins_with_the_frame_that_first_shows_it(film, begin: str, first: int) -> None:
    page = film(f"""<div id=box></div><script>
        var log = [], begun;
        const begin = () => {{ begun = box.animate({{marginLeft: ['0px', '1000px']}}, 1000) }};
        {begin};
        requestAnimationFrame(function f() {{ requestAnimationFrame(f);
            if (begun) log.push([hframes.frame, parseFloat(getComputedStyle(box).marginLeft)]) }});
    </script>""")
    page.run_to(first + 4)
    log = [entry for entry in page.ask("log") if entry[0] >= first]
    assert log == [[first + k, pytest.approx(FRAME * k, abs=0.01)] for k in range(5)]
    assert page.ask("[begun.startTime, begun.currentTime]") == pytest.approx([FRAME * first, FRAME * 4])


def test_promises_and_events_come_in_the_browsers_order_at_the_frames_time(film) -> None:
    notes = film_animation(
        film,
        """animation.ready.then(() => note('ready', performance.now()));
        const second = box.animate({opacity: [0, 1]}, 190);
        for (const [name, one] of Object.entries({first: animation, second})) {
            one.finished.then(() => note(name, 'finished', performance.now(), one.currentTime, one.playState));
            one.onfinish = event => note(name, 'finish', event.timeStamp, event.currentTime, event.timelineTime);
        }
        animation.addEventListener('finish', () => note('frame', hframes.frame));
        at(6, () => note('callback'));""",
        7,
        "{duration: 200}",
        "notes",
    )
    assert notes == [
        ["ready", 0],
        ["first", "finished", 200, 200, "finished"],
        ["second", "finished", 200, 190, "finished"],
        ["first", "finish", 200, 200, 200],
        ["frame", 6],
        ["second", "finish", 200, 190, 200],
        ["callback"],
    ]


def test_cancelling_rejects_and_tells(film) -> None:
    notes = film_animation(
        film,
        """animation.finished.catch(error => note(error.name, performance.now()));
        animation.oncancel = event => note('cancel', event.currentTime, event.timeStamp);
        setTimeout(() => animation.cancel(), 50);""",
        4,
        result="notes",
    )
    assert notes[0] == ["AbortError", 50]
    assert notes[1][:2] == ["cancel", None]


def test_finished_can_be_awaited_in_a_chain(film) -> None:
    notes = film_animation(
        film,
        """(async () => { for (let n = 0; n < 4; n++) { await box.animate({opacity: [0, 1]}, 100).finished;
            note(performance.now()) } })();""",
        14,
        result="notes",
    )
    assert [time for (time,) in notes] == [100, 200, 300, 400]


def test_animations_without_a_place_in_the_page_run_too(film) -> None:
    """Some libraries use them as timers."""
    notes = film_animation(
        film,
        """const apart = new Animation(new KeyframeEffect(null, null, 100));
            apart.onfinish = () => note('apart', performance.now()); apart.play();
        const element = document.createElement('div');
        const loose = element.animate({marginLeft: ['0px', '1000px']}, 1000);
        at(3, () => document.body.append(element));
        at(5, () => note('loose', parseFloat(getComputedStyle(element).marginLeft), loose.currentTime));
        const own = new Animation(new KeyframeEffect(box, {opacity: [0, 1]}, 100), new DocumentTimeline());
        own.onfinish = () => note('own', performance.now()); own.play();""",
        6,
        result="notes",
    )
    assert sorted(notes[:2]) == [["apart", 100], ["own", 100]]
    assert notes[2] == ["loose", pytest.approx(FRAME * 5, abs=0.01), pytest.approx(FRAME * 5)]


def test_an_animation_that_was_lengthened_goes_on(film) -> None:
    log = film_animation(
        film, "at(5, () => animation.effect.updateTiming({duration: 1000}))", 8, "{duration: 100, fill: 'forwards'}"
    )
    assert log == pytest.approx(
        [0, *(10 * FRAME, 20 * FRAME, 1000, 1000), *(FRAME * k for k in (5, 6, 7, 8))], abs=0.01
    ) or log[6:] == pytest.approx([FRAME * k for k in (6, 7, 8)], abs=0.01)


def test_an_animation_set_beyond_its_end_stays_there(film) -> None:
    notes = film_animation(
        film,
        "at(2, () => { animation.currentTime = 5000 }); at(4, () => note(animation.currentTime, animation.playState))",
        4,
        "{duration: 1000, fill: 'both'}",
        result="notes",
    )
    assert notes == [[5000, "finished"]]


def test_an_animation_as_long_as_some_frames_ends_exactly(film) -> None:
    notes = film_animation(
        film,
        """for (let k = 1; k < 12; k++) at(k, () => {
            const own = document.body.animate({opacity: [0, 1]}, 7 * 1000 / 30), begun = hframes.frame;
            own.onfinish = event => note(hframes.frame - begun, event.currentTime, own.currentTime) });""",
        20,
        result="notes",
    )
    assert notes == [[7, 7000 / 30, 7000 / 30]] * 11


def test_the_timeline_and_the_animations_agree(film) -> None:
    log = film_animation(
        film,
        """at(3, () => { note(animation.startTime, animation.currentTime, document.timeline.currentTime) });
        setTimeout(() => note(animation.startTime, animation.currentTime, document.timeline.currentTime), 110);""",
        4,
        result="notes",
    )
    assert log == [[0, 100, 100], [0, 100, 100]]


def test_a_page_that_moves_its_animations_itself_is_left_alone(film) -> None:
    log = film_animation(
        film,
        "animation.pause(); for (let k = 0; k < 6; k++) at(k, () => { animation.currentTime = 1000 - 100 * k })",
        5,
        "{duration: 1001, fill: 'both'}",
    )
    assert log == pytest.approx([(1000 - 100 * k) / 1.001 for k in range(6)], abs=0.01)


def test_the_composition_can_be_described(film) -> None:
    from fractions import Fraction

    page = film("""<style>@keyframes m { to { opacity: 0 } } #a { animation: m 2s 500ms } #b {
        animation: m 1s infinite }</style>
        <div id=a></div><div id=b></div><script>document.body.animate({}, {duration: 3000}).id = 'mine';
            setTimeout(() => 0, 9)</script>""")
    described = page.browser.run(page.stage.describe())
    assert sorted(described.animations) == [
        ("m", "CSSAnimation", 2500),
        ("m", "CSSAnimation", float("inf")),
        ("mine", "Animation", 3000),
    ]
    assert described.length() == Fraction(3)
    assert (described.timers, described.frames) == (True, False)


def test_times_are_exact_wherever_they_are_read(film) -> None:
    notes = film_animation(
        film,
        """const read = () => { const {localTime, progress, currentIteration} = animation.effect.getComputedTiming();
            note(localTime === animation.currentTime, progress, currentIteration, animation.startTime) };
        for (const k of [1, 3, 6, 7, 9]) at(k, read);
        setTimeout(read, 210);
        at(10, () => animation.pause());
        at(12, () => { note(animation.currentTime, animation.startTime); animation.play() });
        at(14, () => note(animation.currentTime, animation.startTime));""",
        14,
        "{duration: 100, iterations: Infinity, direction: 'alternate'}",
        "notes",
    )
    third = pytest.approx(1 / 3, abs=1e-12)
    assert notes[:6] == [
        *([True, third, 0, 0], [True, 1, 1, 0], [True, 0, 2, 0], [True, 0, 2, 0]),
        *([True, third, 2, 0], [True, 1, 3, 0]),
    ]
    assert notes[6] == [pytest.approx(10 * FRAME, abs=1e-9), None]
    assert notes[7] == [pytest.approx(12 * FRAME, abs=1e-9), pytest.approx(2 * FRAME, abs=1e-9)]


def test_an_iteration_begins_at_exactly_its_first_value(film) -> None:
    page = film("""<body><script>
        var log = [];
        const boxes = [50, 100 / 3, 200, 700 / 3, 300].map(duration => {
            const box = document.body.appendChild(document.createElement('div'));
            box.animate({marginLeft: ['0px', '1000px']}, {duration, iterations: Infinity});
            return [box, duration] });
        requestAnimationFrame(function f(now) { requestAnimationFrame(f);
            for (const [box, duration] of boxes) {
                const passed = now / duration;
                if (Math.abs(passed - Math.round(passed)) < 1e-9)
                    log.push(parseFloat(getComputedStyle(box).marginLeft)) } })
    </script>""")
    page.run_to(90)
    log = page.ask("log")
    assert len(log) > 150
    assert max(log) < 1e-10


@pytest.mark.parametrize("origin", [0, 50, -500])
def test_a_timeline_of_the_pages_own_begins_at_its_origin(film, origin: int) -> None:
    notes = film_animation(
        film,
        f"""const timeline = new DocumentTimeline({{originTime: {origin}}});
        const own = new Animation(new KeyframeEffect(box, {{opacity: [0, 1]}}, 100), timeline);
        own.play();
        own.onfinish = event => note(event.timelineTime, event.currentTime);
        at(2, () => note(own.timeline === timeline, timeline.currentTime, own.startTime, own.currentTime));
        at(5, () => {{ own.timeline = document.timeline; own.effect.updateTiming({{duration: 5000}});
            note(own.timeline === document.timeline, own.startTime, own.currentTime) }});""",
        5,
        result="notes",
    )
    assert notes == [
        [True, pytest.approx(2 * FRAME - origin), -origin, pytest.approx(2 * FRAME)],
        [100 - origin, 100],
        [True, -origin, pytest.approx(5 * FRAME + origin)],
    ]


def test_an_events_timeline_time_is_when_it_was_asked_for(film) -> None:
    notes = film_animation(
        film,
        """animation.oncancel = event => note('cancel', event.timelineTime, event.currentTime);
        const other = box.animate({}, 1000);
        other.onfinish = event => note('finish', event.timelineTime, event.currentTime);
        setTimeout(() => { animation.cancel(); other.finish() }, 50);""",
        3,
        result="notes",
    )
    assert sorted(notes) == [["cancel", FRAME, None], ["finish", FRAME, 1000]]
