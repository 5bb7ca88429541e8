"""`import()` and `async` scripts: run and told of in the order of the page, within the frame, whenever they arrive.

The server answers what is called 1.* late and 2.* less so: by the network alone they would come in the order 3, 2, 1.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web

from hframes.serve import FolderServer
from tests import conftest

LATENESS = {"1": 0.3, "2": 0.15}
DEEP = 12  # modules that import one another: the browser takes a turn for each of them


class LateServer(FolderServer):
    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        await asyncio.sleep(LATENESS.get(request.path[1:2], 0))
        return await super()._handle(request)


@pytest.fixture
def late(film: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """`film`, with the late server; `log` is the page's, of which every module says that it runs."""
    monkeypatch.setattr(conftest, "FolderServer", LateServer)
    files = {f"{name}.js": f"log.push('run {name}'); export const v = {name};" for name in "123"}
    files |= {f"deep{i}.js": f"import './deep{i + 1}.js'" for i in range(DEEP)} | {f"deep{DEEP}.js": ""}

    def opened(script: str, more: dict[str, str] | None = None, begin: str = "<script>") -> Any:
        return film(f"<body><script>var log = [];</script>{begin}\n{script}</script>", {**files, **(more or {})})

    return opened


ALL = "for (var name of [1, 2, 3]) import(`./${name}.js`).then(m => log.push(m.v));"


def test_modules_run_and_are_told_of_in_the_order_in_which_they_were_asked_for(late) -> None:
    page = late(f"setTimeout(() => {{ {ALL} }}, 90); setTimeout(() => log.push('later'), 91)")
    page.run_to(3)
    told = page.ask("log")
    assert [entry for entry in told if isinstance(entry, int)] == [1, 2, 3]
    assert [entry for entry in told if isinstance(entry, str)] == ["run 1", "run 2", "run 3", "later"]


@pytest.mark.parametrize("begin", ["<script>", "<script type=module>"])
def test_modules_of_a_page_that_is_loading_come_in_its_order(late, begin: str) -> None:
    page = late(ALL, begin=begin)
    page.step(0)
    told = page.ask("log")
    assert [entry for entry in told if isinstance(entry, str)] == ["run 1", "run 2", "run 3"]
    assert [entry for entry in told if isinstance(entry, int)] == [1, 2, 3]


def test_a_module_is_there_before_the_callbacks_of_the_frame_however_much_it_imports(late) -> None:
    page = late(
        """requestAnimationFrame(function draw(now) { log.push(Math.round(now)); requestAnimationFrame(draw) });
        for (const at of [10, 60]) setTimeout(() => import('./deep0.js').then(() => log.push('deep')), at);"""
    )
    page.run_to(2)
    assert page.ask("log") == [0, "deep", 33, "deep", 67]


@pytest.mark.parametrize(
    "waits",
    [
        "await import('./3.js')",
        "await (await fetch('./3.js')).text()",
        "await new Promise(go => setTimeout(go, 20))",
        "await new Promise(go => requestAnimationFrame(go))",
    ],
    ids=["import", "fetch", "timer", "frame"],
)
def test_a_module_that_waits_for_the_page_itself_does_not_stop_it(late, waits: str) -> None:
    page = late(
        "setTimeout(() => import('./waits.js').then(m => log.push(m.v)), 10)",
        {"waits.js": f"{waits}; export const v = 'over'"},
    )
    page.run_to(3)
    assert page.ask("log.at(-1)") == "over"


def test_a_page_that_waits_for_a_module_as_it_is_loading_gets_ready(late) -> None:
    page = late(
        "import('./waits.js').then(m => log.push(m.v))",
        {"waits.js": "const {v} = await import('./1.js'); log.push(v); export {v}"},
    )
    page.step(0)
    assert page.ask("log") == ["run 1", 1, 1]


def test_what_is_given_to_an_import_is_that_of_the_moment_of_the_call(late) -> None:
    page = late(
        """async function all(names) {
            const first = import(`./${names.shift()}.js`), second = import('./' + names.shift() + '.js');
            const {v} = await import(await Promise.resolve(`./${(await first).v + 2}.js`));
            log.push(v, (await second).v);
        }
        all([1, 2]);
        import(null, undefined).catch(error => log.push(error instanceof TypeError));
        try { import(nothing.at.all) } catch (error) { log.push(error.name) }"""
    )
    page.step(0)
    assert [entry for entry in page.ask("log") if not str(entry).startswith("run")] == ["ReferenceError", True, 3, 2]


def test_modules_in_a_worker_come_in_order_and_may_wait_for_one_another(late) -> None:
    page = late(
        """const worker = new Worker('worker.js', {type: 'module'});
        worker.onmessage = ({data}) => log.push(...data);
        setTimeout(() => worker.postMessage(0), 50)""",
        {
            "worker.js": """import './none.js'; await import('./none.js'); globalThis.log = [];
                onmessage = async () => {
                    for (const name of [1, 2, 3]) import(`./${name}.js`).then(m => log.push(m.v));
                    const {v} = await import('./waits.js');
                    postMessage([...log.filter(Number), v, performance.now()]);
                }""",
            "none.js": "",
            "waits.js": "export const {v} = await import('./3.js')",
        },
    )
    page.run_to(3)
    assert page.ask("log") == [1, 2, 3, 3, 50]


def test_async_scripts_of_the_page_run_in_its_order(late) -> None:
    page = late(
        "",
        {f"{name}x.js": f"log.push('{name}')" for name in "123"},
        begin="".join(f"<script async src={name}x.js></script>" for name in "123") + "<script>",
    )
    page.step(0)
    assert page.ask("log") == ["1", "2", "3"]


def test_scripts_with_a_hash_are_served_as_they_are(late) -> None:
    import base64
    import hashlib

    script = "import('./3.js').then(m => log.push(m.v))"
    known = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page = late("", {"s.js": script}, begin=f"<script src=s.js integrity='sha256-{known}'></script><script>")
    page.step(0)
    assert page.ask("log") == ["run 3", 3]


def test_a_module_that_fails_is_told_of_in_its_turn(late) -> None:
    page = late(
        "import('./1.js').then(() => log.push('one'));"
        "import('./throws.js').catch(error => log.push(error)); import('./3.js').then(() => log.push('three'))",
        {"throws.js": "throw 'broken'"},
    )
    page.step(0)
    assert [entry for entry in page.ask("log") if not entry.startswith("run")] == ["one", "broken", "three"]
