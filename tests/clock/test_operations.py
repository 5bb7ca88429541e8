"""What the browser does on other threads takes no virtual time, and comes in the order in which it was begun.

The server answers in the wrong order, and no test depends on how fast the machine is.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiohttp import web
from PIL import Image

from hframes.serve import FolderServer
from tests import conftest


class BackwardServer(FolderServer):
    """Answers files called 1.*, 2.*, 3.* in the order 3, 2, 1, once all three were asked for."""

    answered: dict[str, asyncio.Event]

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        name = request.path[1:2]
        if name in "12":
            await self.answered[str(int(name) + 1)].wait()
            await asyncio.sleep(0.02)  # of the three, the browser has the earlier answered one long before
        response = await super()._handle(request)
        if name in "123":
            await response.prepare(request)
            await response.write_eof()
            self.answered[name].set()
        return response


@pytest.fixture
def backward(film: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """`film`, with the backward server and the files that it answers backwards."""
    BackwardServer.answered = {name: asyncio.Event() for name in "123"}
    monkeypatch.setattr(conftest, "FolderServer", BackwardServer)
    picture = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(picture, "PNG")
    files = {f"{name}.json": name for name in "123"} | {f"{name}.png": picture.getvalue() for name in "123"}
    files |= {f"{name}.js": f"log.push('script {name}')" for name in "123"}

    def opened(script: str) -> Any:
        return film(f"<body><script>var log = [];\n{script}</script>", files)

    yield opened
    for event in BackwardServer.answered.values():
        event.set()


ALL = "for (const name of [1, 2, 3])"
AT_THREE = "setTimeout(() => {{ {0} }}, 90); setTimeout(() => log.push('later'), 91);"


@pytest.mark.parametrize(
    "begin",
    [
        f"{ALL} fetch(name + '.json').then(answer => log.push(name, performance.now()))",
        f"{ALL} {{ const r = new XMLHttpRequest(); r.open('GET', name + '.json'); "
        "r.onload = () => log.push(Number(r.response), performance.now()); r.send() }",
        f"{ALL} {{ const r = new XMLHttpRequest(); r.onreadystatechange = () => r.readyState === 4 && "
        "log.push(Number(r.response), performance.now()); r.open('GET', name + '.json'); r.send() }",
        f"{ALL} {{ const i = new Image(); i.onload = () => log.push(name, performance.now()); i.src = name + '.png' }}",
        f"{ALL} {{ const i = document.createElement('img'); i.src = name + '.png'; document.body.append(i); "
        "i.addEventListener('load', () => log.push(name, performance.now())) }",
        f"{ALL} {{ const i = new Image(); i.src = name + '.png'; "
        "i.decode().then(() => log.push(name, performance.now())) }",
    ],
    ids=["fetch", "request", "readystatechange", "image", "image in the page", "decode"],
)
def test_answers_come_in_the_order_of_the_requests_before_time_moves_on(backward, begin: str) -> None:
    page = backward(AT_THREE.format(begin))
    page.run_to(4)
    assert page.ask("log") == [1, 90, 2, 90, 3, 90, "later"]


def test_what_is_asked_for_while_loading_comes_once_the_page_is_loaded(backward) -> None:
    page = backward(
        f"""{ALL} fetch(name + '.json').then(answer => log.push(name, document.readyState));
        addEventListener('load', ({{target}}) => log.push('load', target === document));
        setTimeout(() => log.push('timer'), 0);
        for (let at = 0, until = 2e7; at < until; at++);  // the answers could have come by now"""
    )
    page.step(0)
    assert page.ask("log") == ["timer", 1, "complete", 2, "complete", 3, "complete", "load", True]


def test_scripts_that_a_script_brings_run_in_its_order(backward) -> None:
    page = backward(
        f"{ALL} {{ const s = document.createElement('script'); s.async = true; s.src = name + '.js'; "
        "document.head.append(s); log.push(s.async) }"
    )
    page.step(0)
    assert page.ask("log") == [True, True, True, "script 1", "script 2", "script 3"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("new Blob(['abc']).text().then(text => log.push(text, performance.now()))", ["abc", 90]),
        ("new Blob(['ab']).arrayBuffer().then(b => log.push(b.byteLength, performance.now()))", [2, 90]),
        ("new Response('{\"a\": 1}').json().then(({a}) => log.push(a, performance.now()))", [1, 90]),
        (
            "crypto.subtle.digest('SHA-256', new Uint8Array(1)).then(d => log.push(d.byteLength, performance.now()))",
            [32, 90],
        ),
        ("createImageBitmap(new ImageData(3, 2)).then(b => log.push(b.width, performance.now()))", [3, 90]),
        (
            "WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))"
            ".then(m => log.push(m instanceof WebAssembly.Module, performance.now()))",
            [True, 90],
        ),
        (
            "const r = new FileReader(); r.onload = e => log.push(r.result, e.loaded, performance.now()); "
            "r.onloadend = () => log.push('end'); r.readAsText(new Blob(['abc']))",
            ["abc", 3, 90, "end"],
        ),
        ("document.createElement('canvas').toBlob(blob => log.push(blob.type, performance.now()))", ["image/png", 90]),
        (
            "const c = new OffscreenCanvas(2, 2); c.getContext('2d'); "
            "c.convertToBlob().then(blob => log.push(blob.type, performance.now()))",
            ["image/png", 90],
        ),
        (
            "const open = indexedDB.open('d'); open.onupgradeneeded = () => open.result.createObjectStore('s'); "
            "open.onsuccess = () => { const store = open.result.transaction('s', 'readwrite').objectStore('s'); "
            "store.put('value', 'key').onsuccess = () => { store.get('key').onsuccess = e => "
            "log.push(e.target.result, performance.now()) } }",
            ["value", 90],
        ),
        (
            "caches.open('c').then(async c => { await c.put('/x', new Response('kept')); "
            "log.push(await (await c.match('/x')).text(), performance.now()) })",
            ["kept", 90],
        ),
        (
            "new Response(new Blob(['stream']).stream().pipeThrough(new TextDecoderStream())"
            ".pipeThrough(new TextEncoderStream())).text().then(text => log.push(text))",
            ["stream"],
        ),
        (
            "(async () => { const reader = (await fetch('data.txt')).body.getReader(); "
            "const first = await reader.read(); "
            "log.push(first.value.length, (await reader.read()).done, performance.now()) })()",
            [300_000, True, 90],
        ),
    ],
    ids=["text", "buffer", "json", "digest", "bitmap", "wasm", "reader", "toblob", "convert", "database", "cache",
         "streams", "body"],
)  # fmt: skip
def test_an_operation_takes_no_time(film, script: str, expected: list[object]) -> None:
    page = film(f"<script>var log = []; {AT_THREE.format(script)}</script>", {"data.txt": "x" * 300_000})
    page.run_to(4)
    assert page.ask("log") == [*expected, "later"]


def test_what_failed_is_told_in_its_turn_too(film) -> None:
    page = film(
        """<script>var log = [];
        const tell = name => error => log.push(name, error.name);
        setTimeout(() => {
            createImageBitmap(new Blob(['no picture'])).catch(tell('bitmap'));
            WebAssembly.compile(new Uint8Array(3)).catch(tell('wasm'));
            new Response('no json').json().catch(tell('json'));
            const image = new Image(); image.onerror = () => log.push('image'); image.src = 'data:image/png,nothing';
            const controller = new AbortController();
            fetch('x.txt', {signal: controller.signal}).catch(tell('fetch')); controller.abort();
            const request = new XMLHttpRequest(); request.open('GET', 'x.txt');
            request.onabort = () => log.push('abort'); request.send(); request.abort();
        }, 10)</script>""",
        {"x.txt": ""},
    )
    page.run_to(1)
    assert page.ask("log") == [
        *("abort", "bitmap", "InvalidStateError", "wasm", "CompileError", "json", "SyntaxError", "image"),
        *("fetch", "AbortError"),
    ]


def test_an_image_that_is_never_loaded_holds_nothing_up(film) -> None:
    page = film(
        """<template id=t><img></template><script>var log = [];
        setTimeout(() => {
            t.content.querySelector('img').src = 'a.png';
            new DOMParser().parseFromString('<img>', 'text/html').querySelector('img').src = 'b.png';
            const lazy = new Image(); lazy.loading = 'lazy'; lazy.src = 'c.png';
            const changed = new Image(); changed.src = 'd.png'; changed.src = '';
            fetch('x.txt').then(() => log.push(performance.now()));
        }, 10)</script>""",
        {"x.txt": "", "d.png": ""},
    )
    page.run_to(1)
    assert page.ask("log") == [10]


def test_fonts_are_ready_in_their_turn(film) -> None:
    from tests.clock.square_font import square_font

    page = film(
        """<style>@font-face { font-family: Square; src: url(square.ttf) }</style><p>x</p><script>var log = [];
        document.fonts.ready.then(fonts => log.push('at once', fonts === document.fonts));
        setTimeout(() => {
            document.querySelector('p').style.fontFamily = 'Square';
            document.fonts.load('10px Square').then(faces => log.push(faces.length, performance.now()));
            document.fonts.ready.then(() => log.push('ready', performance.now(), document.fonts.status));
        }, 90);
        setTimeout(() => log.push('later'), 91)</script>""",
        {"square.ttf": square_font()},
    )
    page.run_to(4)
    assert page.ask("log") == ["at once", True, 1, 90, "ready", 90, "loaded", "later"]
    assert page.ask("document.fonts.ready === document.fonts.ready")
