"""Tasks without a delay: MessageChannel, postMessage, BroadcastChannel, scheduler, AbortSignal.timeout."""

from __future__ import annotations

import itertools

import pytest


def run(film, script: str, last: int, result: str = "log", **settings):
    page = film(f"<body><script>var log = [];\n{script}</script>", **settings)
    page.run_to(last)
    return page.ask(result)


def test_messages_take_their_turn_among_timers_at_the_time_at_which_they_were_posted(film) -> None:
    log = run(
        film,
        """const {port1, port2} = new MessageChannel();
        port1.onmessage = ({data}) => log.push(data, performance.now());
        setTimeout(() => { port2.postMessage('message'); log.push('timer');
            Promise.resolve().then(() => log.push('micro')) }, 5);
        setTimeout(() => log.push('same time'), 5);
        setTimeout(() => log.push('later'), 5);
        setTimeout(() => log.push('much later'), 6);""",
        1,
    )
    assert log == ["timer", "micro", "same time", "later", "message", 5, "much later"]


def test_a_loop_over_messages_does_all_its_work_in_the_frame_that_began_it(film) -> None:
    log = run(
        film,
        """const {port1, port2} = new MessageChannel();
        let left = 500;
        port1.onmessage = () => { if (--left > 0) port2.postMessage(null); else log.push(performance.now()) };
        setTimeout(() => port2.postMessage(null), 20);""",
        1,
    )
    assert log == [20]


def test_a_loop_over_messages_without_end_does_not_hold_the_time(film) -> None:
    log = run(
        film,
        """const {port1, port2} = new MessageChannel();
        var count = 0;
        port1.onmessage = () => { count += 1; port2.postMessage(null) };
        port2.postMessage(null);
        requestAnimationFrame(function f() { log.push(count); requestAnimationFrame(f) });""",
        3,
    )
    more = [after - before for before, after in itertools.pairwise(log)]
    assert [log[0], *more] == [10_000, 10_033, 10_033, 10_034]


def test_a_message_waits_for_a_port_that_was_not_started(film) -> None:
    log = run(
        film,
        """const {port1, port2} = new MessageChannel();
        port1.addEventListener('message', ({data}) => log.push(data, performance.now()));
        port2.postMessage('one'); port2.postMessage('two');
        setTimeout(() => port1.start(), 10);""",
        1,
    )
    assert log == ["one", 10, "two", 10]


def test_a_message_is_a_copy_made_when_it_was_posted_and_what_is_transferred_is_gone(film) -> None:
    log = run(
        film,
        """const {port1, port2} = new MessageChannel();
        const list = [1, new Date(0), new Map([[1, 2]])], bytes = new Uint8Array([7, 8]);
        port1.onmessage = ({data, ports, origin}) => log.push(data.list.length, data.list[1] instanceof Date,
            data.list[2].get(1), data.bytes[1], ports.length, origin);
        port2.postMessage({list, bytes}, [bytes.buffer]);
        list.push('late');
        log.push(bytes.length);
        try { port2.postMessage(() => 0) } catch (error) { log.push(error.name) }
        try { port2.postMessage(1, [port2]) } catch (error) { log.push(error.name) }
        try { port2.postMessage() } catch (error) { log.push(error.name) }""",
        0,
    )
    assert log == [0, "DataCloneError", "DataCloneError", "TypeError", 3, True, 2, 8, 0, ""]


def test_a_port_can_be_handed_on_and_still_speaks_with_its_other_end(film) -> None:
    log = run(
        film,
        """const outer = new MessageChannel(), inner = new MessageChannel();
        outer.port1.onmessage = ({ports: [port]}) => {
            port.onmessage = ({data}) => log.push(data); port.postMessage('back') };
        inner.port2.onmessage = ({data}) => log.push(data);
        inner.port2.postMessage('before');
        outer.port2.postMessage(null, [inner.port1]);
        inner.port2.postMessage('after');""",
        1,
    )
    assert sorted(log) == ["after", "back", "before"]
    assert log.index("before") < log.index("after")


def test_a_closed_port_hears_nothing_more(film) -> None:
    log = run(
        film,
        """const {port1, port2} = new MessageChannel();
        port1.onmessage = ({data}) => { log.push(data); port1.close() };
        port2.postMessage('one'); port2.postMessage('two');""",
        1,
    )
    assert log == ["one"]


def test_window_messages_come_in_order_with_their_origin_and_source(film) -> None:
    log = run(
        film,
        """addEventListener('message', ({data, origin, source}) => log.push(data, origin, source === window));
        setTimeout(() => log.push('timer'), 0);
        postMessage('one', '*'); postMessage('two'); postMessage('own', location.origin);
        postMessage('elsewhere', 'https://example.com');
        try { postMessage('wrong', 'no address') } catch (error) { log.push(error.name) }""",
        0,
    )
    here = ["http://hframes.localhost", True]
    assert log == ["SyntaxError", "timer", "one", *here, "two", *here, "own", *here]


def test_a_window_within_the_page_and_the_page_write_to_each_other(film) -> None:
    log = run(
        film,
        """addEventListener('message', ({data, source}) => { log.push(data, source === frames[0]); });
        addEventListener('load', () => frames[0].postMessage('hello', '*'));
        document.body.insertAdjacentHTML('beforeend', `<iframe srcdoc="<script>onmessage = e =>
            parent.postMessage([e.data, e.source === parent, performance.now()], '*')</` + `script>"></iframe>`);""",
        1,
    )
    assert log == [["hello", True, 0], True]


def test_a_broadcast_reaches_all_others_of_its_name(film) -> None:
    log = run(
        film,
        """const [a, b, c, d] = ['x', 'x', 'x', 'y'].map(name => new BroadcastChannel(name));
        for (const [name, channel] of Object.entries({a, b, c, d})) channel.onmessage = e => log.push(name, e.data);
        a.postMessage('one'); c.close(); b.postMessage('two');
        try { c.postMessage('three') } catch (error) { log.push(error.name) }""",
        0,
    )
    assert log == ["InvalidStateError", "b", "one", "a", "two"]


def test_scheduled_tasks_come_by_priority_then_order(film) -> None:
    log = run(
        film,
        """addEventListener('load', async () => {
            scheduler.postTask(() => log.push('background'), {priority: 'background'});
            scheduler.postTask(() => log.push('visible'));
            scheduler.postTask(() => log.push('blocking'), {priority: 'user-blocking'});
            scheduler.postTask(() => log.push('delayed', performance.now()), {delay: 12});
            scheduler.postTask(() => { throw Error('x') }).catch(error => log.push(error.message));
            const controller = new TaskController();
            scheduler.postTask(() => log.push('never'), {signal: controller.signal}).catch(e => log.push(e.name));
            controller.abort();
            scheduler.postTask(async () => { log.push('a'); await scheduler.yield(); log.push('b') });
            scheduler.postTask(() => log.push('c'));
            log.push(await scheduler.postTask(() => 'value'));
        })""",
        1,
    )
    assert log == ["AbortError", "blocking", "visible", "x", "a", "b", "c", "value", "background", "delayed", 12]


@pytest.mark.parametrize("delay", [0, 20])
def test_an_abort_signal_times_out_on_the_clock(film, delay: int) -> None:
    log = run(
        film,
        f"""const signal = AbortSignal.timeout({delay});
        signal.onabort = () => log.push(performance.now(), signal.reason.name, signal instanceof AbortSignal);""",
        1,
    )
    assert log == [delay, "TimeoutError", True]


@pytest.mark.parametrize(
    "post", ["setTimeout(show)", "port2.postMessage(0)", "scheduler.postTask(show)", "postMessage(0)"]
)
def test_a_frames_picture_has_what_tasks_without_a_delay_make_of_it(film, post: str) -> None:
    page = film(
        f"""<body><script>
        const {{port1, port2}} = new MessageChannel();
        const show = () => {{ document.body.style.background = `rgb(0 0 ${{hframes.frame * 40}})` }};
        port1.onmessage = onmessage = show;
        requestAnimationFrame(function f() {{ {post}; requestAnimationFrame(f) }})</script>"""
    )
    for frame in range(4):
        page.step(frame)
        assert page.pixels()[90, 160, :3].tolist() == [frame * 40, 0, 0]
