"""Workers share the clock and the seed; messages to and from them come at virtual times."""

from __future__ import annotations

import pytest

WORKER = """
onmessage = ({data}) => {
    if (data === 'time') postMessage([performance.now(), Date.now(), self.name]);
    if (data === 'later') setTimeout(() => postMessage(performance.now()), 25);
    if (data === 'random') postMessage([Math.random(), crypto.randomUUID()]);
    if (data === 'throw') throw new Error('broken');
};
"""


def log_of(film, script: str, last: int, files: dict[str, str] | None = None, result: str = "log") -> object:
    page = film(f"<body><script>var log = [];\n{script}</script>", {"work.js": WORKER, **(files or {})})
    page.run_to(last)
    assert page.stage.report().of_kind("uncontrolled") == ()
    return page.ask(result)


@pytest.mark.parametrize(
    "made",
    [
        "new Worker('work.js', {name: 'own'})",
        "new Worker('work.js', {name: 'own', type: 'module'})",
        "new Worker(URL.createObjectURL(new Blob([code])), {name: 'own'})",
        "new Worker(URL.createObjectURL(new Blob([code])), {name: 'own', type: 'module'})",
        "new Worker('data:text/javascript,' + encodeURIComponent(code), {name: 'own'})",
        "new Worker('data:text/javascript;base64,' + btoa(code), {name: 'own'})",
        "new Worker(new URL('folder/imports.js', location), {name: 'own'})",
        "new Worker('folder/module.js', {name: 'own', type: 'module'})",
    ],
    ids=["classic", "module", "blob", "blob module", "data", "base64", "importScripts", "import"],
)
def test_a_worker_has_the_time_of_the_page_wherever_its_script_comes_from(film, made: str) -> None:
    log = log_of(
        film,
        f"""const code = `{WORKER}`;
        const worker = {made};
        worker.onmessage = ({{data}}) => log.push(performance.now(), data);
        setTimeout(() => worker.postMessage('time'), 50);
        setTimeout(() => worker.postMessage('later'), 70);""",
        3,
        {
            "folder/imports.js": "importScripts('../work.js')",
            "folder/module.js": "import '../work.js'; import {early} from './part.js'; if (early !== 0) throw early",
            "folder/part.js": "export const early = performance.now()",
        },
    )
    assert log == [50, [50, 1_735_689_600_050, "own"], 95, 95]


def test_a_message_and_its_answer_take_no_time_and_keep_their_order(film) -> None:
    log = log_of(
        film,
        """const workers = ['a', 'b', 'c'].map(name => {
            const worker = new Worker(URL.createObjectURL(new Blob([`onmessage = e => {
                let sum = 0;
                for (let at = 0; at < ${name === 'a' ? 3e7 : 10}; at++) sum += at;   // a is the slowest
                postMessage('${name}' + e.data);
            }`])));
            worker.onmessage = e => log.push(e.data, performance.now());
            return worker;
        });
        setTimeout(() => workers.toReversed().forEach((worker, at) => worker.postMessage(at)), 40);
        setTimeout(() => log.push('timer'), 41);""",
        2,
    )
    assert log == ["a2", 40, "b1", 40, "c0", 40, "timer"]


def test_a_worker_runs_its_own_timers_and_frames(film) -> None:
    log = log_of(
        film,
        """const worker = new Worker('clock.js');
        worker.onmessage = e => log.push([...e.data, performance.now()]);""",
        2,
        {
            "clock.js": "setInterval(() => postMessage(['interval', performance.now()]), 20);"
            "requestAnimationFrame(function f(t) { postMessage(['frame', t]); requestAnimationFrame(f) })"
        },
    )
    at = [0, 1000 / 30, 2000 / 30]
    assert log == [
        ["frame", 0, 0],
        ["interval", 20, 20],
        ["frame", at[1], at[1]],
        ["interval", 40, 40],
        ["interval", 60, 60],
        ["frame", at[2], at[2]],
    ]


def test_chance_in_a_worker_comes_from_the_seed_and_is_its_own(film) -> None:
    script = """for (const at of [1, 2]) {
            const worker = new Worker('work.js');
            worker.onmessage = e => log.push(e.data);
            worker.postMessage('random');
        }
        log.push([Math.random(), crypto.randomUUID()]);"""
    first, second = log_of(film, script, 1), log_of(film, script, 1)
    assert first == second
    assert len({number for number, _ in first}) == 3
    assert len({text for _, text in first}) == 3


def test_what_a_worker_waits_for_comes_before_time_moves_on(film) -> None:
    log = log_of(
        film,
        """const worker = new Worker('fetch.js');
        worker.onmessage = e => log.push(e.data, performance.now());
        setTimeout(() => worker.postMessage('go'), 40); setTimeout(() => log.push('later'), 41);""",
        2,
        {
            "fetch.js": "onmessage = async () => { const one = await (await fetch('one.txt')).text();"
            "const two = await crypto.subtle.digest('SHA-1', new Uint8Array(3)); postMessage([one, two.byteLength]) }",
            "one.txt": "text",
        },
    )
    assert log == [["text", 20], 40, "later"]


def test_workers_within_workers_are_on_the_clock(film) -> None:
    log = log_of(
        film,
        "const worker = new Worker('outer.js'); worker.onmessage = e => log.push(e.data, performance.now());",
        2,
        {
            "outer.js": "const inner = new Worker('inner.js'); inner.onmessage = e => postMessage(e.data + ' outer');"
            "setTimeout(() => inner.postMessage('hello'), 15)",
            "inner.js": "onmessage = e => setTimeout(() => postMessage(`${e.data} ${performance.now()}`), 15)",
        },
    )
    assert log == ["hello 30 outer", 30]


def test_a_channel_between_two_workers_and_broadcasts_are_on_the_clock(film) -> None:
    log = log_of(
        film,
        """const [a, b] = [1, 2].map(() => new Worker('peer.js'));
        a.onmessage = e => log.push('a', e.data, performance.now());
        b.onmessage = e => log.push('b', e.data, performance.now());
        const {port1, port2} = new MessageChannel();
        port1.postMessage('early');
        a.postMessage('port', [port1]); b.postMessage('port', [port2]);
        new BroadcastChannel('all').onmessage = e => log.push('page', e.data);
        setTimeout(() => a.postMessage('speak'), 50);""",
        2,
        {
            "peer.js": "let port; const all = new BroadcastChannel('all');"
            "all.onmessage = e => postMessage(['all', e.data]);"
            "onmessage = e => { if (e.ports[0]) { port = e.ports[0]; port.onmessage = e => postMessage(e.data) }"
            "if (e.data === 'speak') { port.postMessage('hello'); all.postMessage('everyone') } }"
        },
    )
    assert log[:3] == ["b", "early", 0]
    assert sorted(map(str, log[3:])) == sorted(
        map(str, ["b", "hello", 50, "b", ["all", "everyone"], 50, "page", "everyone"])
    )


def test_what_is_transferred_is_moved_and_what_cannot_be_copied_throws(film) -> None:
    log = log_of(
        film,
        """const worker = new Worker(URL.createObjectURL(new Blob([`onmessage = ({data}) => {
            const bytes = new Uint8Array(data); bytes[0] += 1; postMessage(bytes.buffer, [bytes.buffer]) }`])));
        worker.onmessage = ({data}) => log.push(data instanceof ArrayBuffer, [...new Uint8Array(data)]);
        const bytes = new Uint8Array([1, 2]);
        worker.postMessage(bytes.buffer, [bytes.buffer]);
        log.push(bytes.length);
        try { worker.postMessage(() => 0) } catch (error) { log.push(error.name) }""",
        0,
    )
    assert log == [0, "DataCloneError", True, [2, 2]]


def test_what_a_worker_throws_is_told_to_its_page_in_its_turn(film) -> None:
    log = log_of(
        film,
        """const worker = new Worker('work.js');
        worker.onerror = e => { log.push(e.message, e.filename, performance.now()); e.preventDefault() };
        setTimeout(() => worker.postMessage('throw'), 40);
        const missing = new Worker('broken.js'); missing.onerror = e => { log.push(e.message); e.preventDefault() }""",
        2,
        {"broken.js": "this is no script"},
    )
    assert log[0].startswith("Uncaught SyntaxError")
    assert log[1:] == ["Uncaught Error: broken", "http://hframes.localhost/work.js", 40]


def test_a_worker_that_was_ended_says_nothing_more(film) -> None:
    log = log_of(
        film,
        """const one = new Worker('tick.js'), two = new Worker('tick.js');
        one.onmessage = () => log.push('one'); two.onmessage = () => log.push('two');
        setTimeout(() => one.terminate(), 25);
        setTimeout(() => two.postMessage('close'), 45);""",
        3,
        {"tick.js": "setInterval(() => postMessage(0), 10); onmessage = () => close()"},
    )
    assert log == ["one", "two", "one", "two", "two", "two"]


@pytest.mark.parametrize("where", ["worker", "page"])
def test_a_canvas_that_was_handed_over_shows_what_was_drawn_for_the_frame(film, where: str) -> None:
    draw = """requestAnimationFrame(function f(t) {
        const g = canvas.getContext('2d');
        g.fillStyle = `rgb(${Math.round(t)} 0 255)`; g.fillRect(0, 0, 320, 180);
        requestAnimationFrame(f) })"""
    take = "const worker = new Worker('draw.js'); worker.postMessage({canvas}, [canvas]);"
    page = film(
        f"""<body style="margin: 0"><canvas id=c width=320 height=180></canvas><script>
        const canvas = c.transferControlToOffscreen(); {take if where == "worker" else draw}</script>""",
        {"draw.js": f"onmessage = ({{data: {{canvas}}}}) => {{ {draw} }}"},
    )
    for frame in range(5):
        page.step(frame)
        assert page.pixels()[90, 160, :3].tolist() == [255, 0, round(frame * 1000 / 30)], frame
    page.replay(5, 6)
    page.step(7)
    assert page.pixels()[90, 160, :3].tolist() == [255, 0, round(7000 / 30)]


def test_a_script_in_strict_mode_stays_so_and_places_in_it_are_its_own(film) -> None:
    log = log_of(
        film,
        """const worker = new Worker('strict.js'); worker.onmessage = e => log.push(e.data);
        worker.onerror = e => { log.push(e.lineno); e.preventDefault() }""",
        0,
        {
            "strict.js": "// a comment\n'use strict';\n"
            "postMessage((function () { return this === undefined })());\nnothing();"
        },
    )
    assert sorted(log, key=str) == [4, True]


def test_a_shared_worker_is_one_for_all_windows_and_on_the_clock(film) -> None:
    log = log_of(
        film,
        """const worker = new SharedWorker('shared.js', 'own');
        worker.port.onmessage = e => log.push('first', e.data, performance.now());
        setTimeout(() => worker.port.postMessage('early'), 20);
        setTimeout(() => {
            const other = new SharedWorker('shared.js', 'own');
            other.port.addEventListener('message', e => log.push('second', e.data, performance.now()));
            other.port.start();
            other.port.postMessage('late');
        }, 50);""",
        3,
        {
            "shared.js": "let pages = 0; onconnect = ({ports: [port]}) => { const page = ++pages;"
            "port.onmessage = e => setTimeout(() =>"
            "port.postMessage([e.data, page, self.name, performance.now()]), 5) }"
        },
    )
    assert log == ["first", ["early", 1, "own", 25], 25, "second", ["late", 2, "own", 55], 55]
