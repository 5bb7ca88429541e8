"""What a page asks for and does not get: an error, or a warning under --best-effort; in the report in any case."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from tests.hostile.conftest import Outside
from tests.hostile.helpers import Film, kinds, later, refusal, show

MISSING = {
    "image": "<img src=none.png>",
    "lazy image": "<img loading=lazy src=none.png>",
    "background": "<style>body{background:url(none.png)}</style>",
    "script": "<script src=none.js></script>",
    "module": "<script type=module>import './none.js'</script>",
    "style": "<link rel=stylesheet href=none.css>",
    "font": "<style>@font-face{font-family:f;src:url(none.woff2)}body{font-family:f}</style>text",
    "fetch": "<script>fetch('none.json').catch(() => 0)</script>",
    "request": "<script>const x = new XMLHttpRequest; x.open('GET', 'none.json'); x.send()</script>",
    "blocking request": "<script>const x = new XMLHttpRequest; x.open('GET', 'none.json', false); x.send()</script>",
    "video": "<video src=none.mp4></video>",
    "iframe": "<iframe src=none.html></iframe>",
    "picture in SVG": "<svg><image href=none.png width=9 height=9 /></svg>",
    "object": "<object data=none.svg></object>",
}


@pytest.mark.parametrize("page", MISSING.values(), ids=MISSING)
def test_a_missing_file_is_an_error_that_names_it(film: Film, page: str) -> None:
    error = refusal(film, page)
    assert re.search(r"/none\.\w+ is missing", error.what)
    assert "--best-effort" in str(error.hint)


def test_a_file_that_is_missed_later_is_an_error_at_its_frame(film: Film) -> None:
    error = refusal(film, later("new Image().src = 'none.png'"))
    assert "/none.png is missing" in error.what
    assert "frame 2, 0:00.066" in str(error.where)


@pytest.mark.parametrize("page", MISSING.values(), ids=MISSING)
def test_best_effort_goes_on_without_it_and_says_so(film: Film, page: str) -> None:
    faults = show(film, page, best_effort=True).stage.report().of_kind("missing-file")
    assert len(faults) == 1
    assert "none." in faults[0].message


@pytest.mark.parametrize("path", ["..%2fsecret.png", "%2e%2e%2fsecret.png", "..%5csecret.png", "link.png", "a%00.png"])
def test_what_lies_outside_the_folder_is_an_error(film: Film, tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "index.html").write_text(f"<script>fetch('{path}').catch(() => 0)</script>")
    page = film(folder / "index.html", best_effort=True)
    page.finish()
    assert kinds(page) == ["refused-path"]


def test_what_lies_outside_the_folder_fails_without_best_effort(film: Film) -> None:
    error = refusal(film, "<img src='..%2fsecret.png'>")
    assert "outside the composition's folder" in error.what


# {u}: a server on this machine that the page must not reach. {p}: its port, TCP and UDP.
REQUESTS = {
    "image": "<img src='{u}/a.png'>",
    "background": "<style>body{{background:url({u}/a.png)}}</style>",
    "script": "<script src='{u}/a.js'></script>",
    "module": "<script type=module>import('{u}/a.js').catch(() => 0)</script>",
    "style": "<link rel=stylesheet href='{u}/a.css'>",
    "style that is imported": "<style>@import url({u}/a.css);</style>",
    "font": "<style>@font-face{{font-family:f;src:url({u}/f.woff2)}}body{{font-family:f}}</style>text",
    "fetch": "<script>fetch('{u}/a', {{ mode: 'no-cors' }}).catch(() => 0)</script>",
    "fetch that outlives": "<script>fetch('{u}/a', {{ keepalive: true, method: 'POST' }}).catch(() => 0)</script>",
    "request": "<script>const x = new XMLHttpRequest; x.open('GET', '{u}/a'); x.send()</script>",
    "beacon": "<script>navigator.sendBeacon('{u}/b', 'x')</script>",
    "web socket": "<script>new WebSocket('ws://127.0.0.1:{p}/')</script>",
    "stream of events": "<script>new EventSource('{u}/e')</script>",
    "iframe": "<iframe src='{u}/'></iframe>",
    "object": "<object data='{u}/a.svg'></object>",
    "video": "<video src='{u}/a.mp4'></video>",
    "sound": "<script>new Audio('{u}/a.mp3').play().catch(() => 0)</script>",
    "preload": "<link rel=preload as=image href='{u}/a.png'>",
    "ping": "<a ping='{u}/p' href=#x>x</a>"
    + later("document.querySelector('a').click()").replace("{", "{{").replace("}", "}}"),
    "localhost": "<img src='http://localhost:{p}/a.png'>",
    "another name of this machine": "<img src='http://a.localhost:{p}/a.png'>",
    "our name at another port": "<img src='http://hframes.localhost:{p}/a.png'>",
    "address as a number": "<img src='http://2130706433:{p}/a.png'>",
    "address in IPv6": "<img src='http://[::ffff:127.0.0.1]:{p}/a.png'>",
    "address of nothing": "<img src='http://0.0.0.0:{p}/a.png'>",
    "https": "<img src='https://127.0.0.1:{p}/a.png'>",
    "file": "<img src='file:///etc/passwd?{p}'>",
    "name without a scheme": "<img src='//example.com:{p}/a.png'>",
}


@pytest.mark.parametrize("page", REQUESTS.values(), ids=REQUESTS)
def test_a_request_to_another_host_is_blocked_and_an_error(film: Film, outside: Outside, page: str) -> None:
    error = refusal(film, page.format(u=f"http://127.0.0.1:{outside.port}", p=outside.port))
    assert str(outside.port) in error.what
    assert outside.callers == []


@pytest.mark.parametrize("page", REQUESTS.values(), ids=REQUESTS)
def test_best_effort_goes_on_without_it_and_does_not_let_it_out(film: Film, outside: Outside, page: str) -> None:
    filming = show(film, page.format(u=f"http://127.0.0.1:{outside.port}", p=outside.port), best_effort=True)
    faults = [fault for fault in filming.stage.report().faults if fault.kind in ("blocked-request", "failed-request")]
    assert str(outside.port) in faults[0].message
    assert outside.callers == []


# Ways out that are no requests, or not the page's own: they are closed, and what is drawn can't depend on them.
CONNECTIONS = {
    "preconnect": "<link rel=preconnect href='{u}'><link rel=dns-prefetch href='{u}'>",
    "STUN": """<script>const c = new RTCPeerConnection({{ iceServers: [{{ urls: 'stun:127.0.0.1:{p}' }}] }});
        c.createDataChannel('x'); c.onicegatheringstatechange = () => (document.title = c.iceGatheringState);
        c.createOffer().then((offer) => c.setLocalDescription(offer))</script>""",
    "TURN": """<script>const c = new RTCPeerConnection({{ iceTransportPolicy: 'relay', iceServers: [{{
        urls: ['turn:127.0.0.1:{p}?transport=tcp', 'turn:127.0.0.1:{p}'], username: 'u', credential: 'c' }}] }});
        c.createDataChannel('x'); c.onicegatheringstatechange = () => (document.title = c.iceGatheringState);
        c.createOffer().then((offer) => c.setLocalDescription(offer))</script>""",
    "web transport": """<script>new WebTransport('https://127.0.0.1:{p}/').closed
        .catch(() => 0).finally(() => (document.title = 'complete'))</script>""",
}


@pytest.mark.parametrize("page", CONNECTIONS.values(), ids=CONNECTIONS)
def test_no_other_connection_leaves_the_browser(film: Film, outside: Outside, page: str) -> None:
    filming = show(film, page.format(u=f"http://127.0.0.1:{outside.port}", p=outside.port))
    deadline = time.monotonic() + 10
    while "document.title" in page and filming.ask("document.title") != "complete":
        assert time.monotonic() < deadline
    filming.close()
    assert outside.callers == []


WORKERS = {
    "worker": "new Worker('w.js')",
    "worker of a blob": "new Worker(URL.createObjectURL(new Blob([code])))",
    "service worker": "navigator.serviceWorker.register('w.js')",
}


@pytest.mark.parametrize("script", WORKERS.values(), ids=WORKERS)
def test_what_a_worker_asks_for_is_blocked_and_reported(film: Film, outside: Outside, script: str) -> None:
    code = f"fetch('http://127.0.0.1:{outside.port}/w', {{ mode: 'no-cors' }}).catch(() => 0)"
    held = f"<script>const code = `{code}`; {script}</script>"
    page = film(held, files={"w.js": code}, best_effort=True)

    deadline = time.monotonic() + 10
    while not page.stage.report().of_kind("blocked-request"):
        assert time.monotonic() < deadline
        page.finish()
    assert outside.callers == []
