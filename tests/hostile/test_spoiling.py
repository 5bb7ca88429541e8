"""Pages that spoil the ground they stand on: the film goes on as it should, or ends in an error that says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from hframes import RenderSettings, frames
from hframes.errors import HframesError
from tests.hostile.helpers import Film, assert_for_people, kinds, later, show

# The square moves 2 pixels a frame, whatever else the page does to itself.
SQUARE = """<style>body { margin: 0; background: #fff } #square { position: absolute; width: 20px; height: 20px;
  background: #f00; animation: go 1s linear } @keyframes go { to { transform: translateX(60px) } }</style>
  <div id=square></div>"""

HARMLESS = {
    "debugger": later("debugger; debugger"),
    "debugger while loading": "<script>for (let i = 0; i < 5; i++) debugger</script>",
    "beforeunload": "<script>onbeforeunload = (e) => { e.preventDefault(); return 'stay' }</script>",
    "stop": later("window.stop()"),
    "stop while loading": "<script>window.stop()</script>",
    "its own clock functions": "<script>requestAnimationFrame = setTimeout = () => 0; Date.now = () => 1</script>",
    "its promises": "<script>Promise.prototype.then = () => { throw 1 }; Promise = class {}</script>",
    "its objects": "<script>Object.defineProperty = Object.keys = Object.entries = () => { throw 1 }</script>",
    "our name": later("delete parent.__hframes; parent.__hframes = 1; delete window.hframes"),
    "frozen globals": "<script>try { Object.freeze(document); Object.freeze(window) } catch {}</script>",
    "a file picker": "<input type=file hidden>" + later("document.querySelector('input').click()"),
    "a blocking request": "<script>const x = new XMLHttpRequest; x.open('GET', 'a.txt', false); x.send()</script>",
    "fifty iframes": "<script>for (let i = 0; i < 50; i++) document.body.append("
    "Object.assign(document.createElement('iframe'), { hidden: true }))</script>",
    "no scripts allowed": "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\">",
    "javascript address": "<a href='javascript:void 0'></a>" + later("document.querySelector('a').click()"),
    "timers without end": "<script>(function again() { setTimeout(again, 0) })()</script>",
    "a hundred thousand timers": "<script>for (let i = 0; i < 1e5; i++) setTimeout(() => 0, 1e6 + i)</script>",
    "two thousand lines on the console": "<script>for (let i = 0; i < 2000; i++) console.log('line', { i })</script>",
}


@pytest.mark.parametrize("page", HARMLESS.values(), ids=HARMLESS)
def test_what_is_drawn_stays_right(film: Film, page: str) -> None:
    filming = show(film, SQUARE + page, files={"a.txt": "x"})
    red = (filming.pixels()[10, :, :3] == (0, 0, 255)).all(axis=1).nonzero()[0]
    assert (red.min(), red.max()) == (10, 29)
    assert kinds(filming) == []


EMPTYING = {
    "body": "document.body.remove()",
    "root": "document.documentElement.remove()",
    "all by writing": "document.open(); document.write('<body>'); document.close()",
    "all by a script address": "location = 'javascript:\"<body>\"'",
}


@pytest.mark.parametrize("script", EMPTYING.values(), ids=EMPTYING)
def test_an_emptied_page_is_filmed_empty(film: Film, script: str) -> None:
    filming = show(film, SQUARE + later(script))
    assert (filming.pixels()[:, :, :3] == 255).all()


RUINOUS = {
    "its arrays": "<script>Array.prototype.push = Array.prototype.filter = () => { throw 1 }</script>",
    "its collections": "<script>Map.prototype.get = Map.prototype.set = Set.prototype.add = () => { throw 1 }</script>",
    "the host's arrays": "<script>const a = parent.Array.prototype; a.push = a.shift = () => { throw 1 }</script>",
    "itself in itself": "<iframe src=index.html></iframe>",
    "its animations": "<script>document.getAnimations = () => { throw new Error('mine') }</script>",
    "its images": "<script>Object.defineProperty(document, 'images', { get() { throw 1 } })</script>",
    "its errors": "<script>Error = function () { throw 1 }</script>" + later("alert(1)"),
    "the strip": later("parent.document.getElementById('strip').remove()"),
    "our functions": later("parent.__hframes.step = () => new Promise(() => 0)"),
    "the size of its frame": later("frameElement.style.display = 'none'"),
    "a document that is never closed": later("document.write('<p>new')"),
}


@pytest.mark.parametrize("page", RUINOUS.values(), ids=RUINOUS)
def test_it_ends_in_a_picture_or_an_error_for_people(film: Film, page: str) -> None:
    try:
        show(film, page, patience=1.0)
    except HframesError as error:
        assert_for_people(error)


COVER = """const cover = parent.document.createElement('div');
  cover.style = 'position:fixed;inset:0;z-index:9;background:#f0f'; parent.document.body.append(cover)"""
REQUESTS = "const again = () => fetch('a.txt').then(again, again); again();"
IMAGES = (
    "const i = new Image; i.onload = () => (i.src = 'a.svg?' + Math.random()); document.body.append(i); i.onload();"
)
OBSERVER = """new ResizeObserver(() => { fetch('a.txt'); document.body.style.width = Math.random() * 99 + 'px' })
  .observe(document.body)"""

ENDLESS = {
    "a cover over the page": (later(COVER), "did not paint", "frame 2"),
    "requests without end while loading": (f"<script>{REQUESTS}</script>", "not ready", "while loading"),
    "requests without end": (later(REQUESTS), "not ready", "frame 2"),
    "images without end": (later(IMAGES), "not ready", "frame 2"),
    "a request whenever it is drawn": (later(OBSERVER), "not ready", "frame 2"),
}


@pytest.mark.parametrize(("page", "what", "when"), ENDLESS.values(), ids=ENDLESS)
def test_what_never_gets_ready_ends_in_an_error(tmp_path: Path, page: str, what: str, when: str) -> None:
    # In a browser of its own: what never ends is not to be cleared up after.
    (tmp_path / "index.html").write_text(f"<!doctype html><body>{page}")
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
    with pytest.raises(HframesError) as caught:
        list(frames(tmp_path, RenderSettings(width=320, height=180, duration="1", frame_timeout=1)))
    assert_for_people(caught.value)
    assert what in caught.value.what
    assert str(caught.value.where).startswith(when)


@pytest.mark.slow
@pytest.mark.parametrize(
    "script",
    [
        "for (let i = 0; i < 1e5; i++) console.log('line ' + i, { i })",
        "for (let i = 0; i < 2e4; i++) reportError(new Error('e' + i))",
        "for (let i = 0; i < 1e6; i++) setTimeout(() => 0, 1)",
        "for (let i = 0; i < 1e6; i++) setTimeout(() => 0, 1e6 + i)",
    ],
)
def test_a_flood_is_outlasted(film: Film, script: str) -> None:
    show(film, f"<script>{script}</script>", patience=120.0)
