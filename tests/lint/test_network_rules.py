"""What the rules about network, media and the page's own window find in scripts, however it is written."""

from __future__ import annotations

import pytest

from hframes.lint.analysis import Analysis
from hframes.lint.finding import Severity
from hframes.lint.project import Document, Element, Place, Project, Reference, ScriptKind, SourceFile, Style
from hframes.lint.registry import find_rule
from hframes.lint.rule import Match
from hframes.lint.scopes import Tree
from hframes.lint.script import Script
from hframes.parsing import parse


@pytest.mark.parametrize(
    ("code", "rule", "found"),
    [
        ("const s = document.createElement('script'); s.src = '//a.b/c.js'", "HF201", ["'//a.b/c.js'"]),
        ("new Worker('https://a.b/w.js'); new Worker('w.js')", "HF201", ["'https://a.b/w.js'"]),
        ("const l = document.createElement('link'); l.href = 'https://a.b/c.css'", "HF202", ["'https://a.b/c.css'"]),
        ("new FontFace('A', 'url(https://a.b/c.woff2)')", "HF203", ["'url(https://a.b/c.woff2)'"]),
        ("new FontFace('A', \"url('c.woff2')\")", "HF203", []),
        ("const i = new Image(); i.src = `https://a.b/${k}.jpg`", "HF204", ["`https://a.b/${k}.jpg`"]),
        ("anything.src = 'https://a.b/c.webp?x'", "HF204", ["'https://a.b/c.webp?x'"]),
        ("function f() { var i, j; i.src = 'https://a.b/c.png'; j.src = k; }", "HF204", ["'https://a.b/c.png'"]),
        ("anything.href = 'https://a.b/c'; const s = 'https://a.b/c.png' // https://a.b/c.png", "HF204", []),
        ("new Audio('https://a.b/c.mp3')", "HF205", ["'https://a.b/c.mp3'"]),
        ("import('https://esm.sh/three@0.160')", "HF206", ["'https://esm.sh/three@0.160'"]),
        ("import('https://esm.sh/three@0.160.0'); import(`https://esm.sh/three@${V}`)", "HF206", []),
        ("import('https://esm.sh/three@0.160.0')", "HF207", ["'https://esm.sh/three@0.160.0'"]),
        ("const x = new XMLHttpRequest(); x.open('GET', 'https://a.b/c')", "HF207", ["'https://a.b/c'"]),
        ("new EventSource(`https://a.b/${c}`)", "HF207", ["`https://a.b/${c}`"]),
        ("navigator.sendBeacon('//a.b/c', '1')", "HF207", ["'//a.b/c'"]),
        ("new TextureLoader().load('https://a.b/c.png')", "HF207", ["'https://a.b/c.png'"]),
        ("d3.csv('https://a.b/c.csv').then(draw)", "HF207", ["'https://a.b/c.csv'"]),
        ("fetch('a.json'); fetch('/a.json'); fetch(unknown); fetch('data:,x'); map.get('https://a.b')", "HF207", []),
        ("fetch('http://hframes.localhost/a.json'); caches.open('https://a.b/c')", "HF207", []),
        ("document.createElementNS('http://www.w3.org/2000/svg', 'g')", "HF207", []),
        ("const S = window.WebSocket; new S('wss://a.b')", "HF208", ["new S('wss://a.b')"]),
        ("class Line extends WebSocket {}", "HF208", ["WebSocket"]),
        ("typeof WebSocket; x instanceof WebSocket", "HF208", []),
        ("document.querySelectorAll('video').forEach(v => v.play())", "HF401", ["v.play()"]),
        ("const v = document.createElement('video'); v.autoplay = true", "HF401", ["v.autoplay"]),
        ("const v = document.createElement('video'); v.autoplay = false", "HF401", []),
        ("new Audio('a.mp3').play()", "HF401", ["new Audio('a.mp3')"]),
        ("gsap.timeline().play(); h1.animate([], 1).play(); player.play()", "HF401", []),
        ("new (window.AudioContext || window.webkitAudioContext)()", "HF403", None),
        ("new OfflineAudioContext(1, 1, 1); if (window.AudioContext) f()", "HF403", []),
        ("navigator.serviceWorker?.register('w.js')", "HF404", ["navigator.serviceWorker?.register('w.js')"]),
        ("audio.audioWorklet.addModule('w.js')", "HF405", ["audio.audioWorklet.addModule('w.js')"]),
        ("window.alert('a'); const {confirm: ask} = window; ask('b')", "HF406", ["window.alert('a')", "ask('b')"]),
        ("function prompt() {} prompt('a'); print('in p5'); my.alert()", "HF406", []),
        ("location = 'a.html'", "HF407", ["location"]),
        ("const {location: l} = window; l.replace('b')", "HF407", ["l.replace('b')"]),
        ("document.location.search = '?a'; self.open('c'); close()", "HF407", None),
        ("location.hash = 'a'; f(location.href); indexedDB.open('a'); dialog.close()", "HF407", []),
    ],
)
def test_scripts(code: str, rule: str, found: list[str] | None) -> None:
    texts = [match.place.text for match in _matches(rule, _project(code))]
    assert texts if found is None else texts == found


@pytest.mark.parametrize(
    ("address", "attributes", "severity"),
    [
        ("https://unpkg.com/gsap@3.12.5", {}, Severity.ERROR),
        ("https://unpkg.com/gsap@3.12.5", {"integrity": "sha384-x"}, Severity.WARNING),
        ("https://unpkg.com/gsap@3", {"integrity": "sha384-x"}, None),
        ("https://unpkg.com/gsap@3", {}, Severity.ERROR),
        ("vendor/gsap.js", {}, None),
    ],
)
def test_a_hash_makes_a_script_a_warning(address: str, attributes: dict[str, str], severity: Severity | None) -> None:
    project = _project("", [("script", address, "script", attributes)])
    rule = find_rule("HF201")
    assert rule is not None
    assert [match.severity or rule.severity for match in _matches("HF201", project)] == ([severity] if severity else [])


def test_links_that_load_nothing() -> None:
    links = [
        ("link", "https://a.b/", "other", {"rel": "preconnect"}),
        ("link", "https://a.b/c", "other", {"rel": "canonical"}),
        ("a", "https://a.b/c", "other", {}),
    ]
    assert not _matches("HF207", _project("", links))
    assert _matches("HF207", _project("", [("link", "https://a.b/c", "other", {"rel": "prefetch"})]))


@pytest.mark.parametrize(
    ("address", "use", "outside"),
    [
        ("../a.png", "image", True),
        ("file:///a.png", "image", True),
        ("three", "module", False),
        ("#shape", "image", False),
        ("https://a.b/c.png", "image", False),
        ("data:,x", "image", False),
    ],
)
def test_what_is_outside_of_the_folder(address: str, use: str, outside: bool) -> None:
    assert bool(_matches("HF212", _project("", [("img", address, use, {})]))) == outside


@pytest.mark.parametrize(
    ("code", "style", "found"),
    [
        ("", "a { animation: turn 8s infinite }", True),
        ("", "a { animation: turn 8s }", False),
        ("box.style.left = '3px'", "", True),
        ("box.animate([], 800)", "", False),
        ("box.style.animation = 'turn 1s'", "", False),
        ("setTimeout(() => hframes.end(), 1000)", "", False),
        ("document.createElement('video')", "", False),
        ("const s = document.createElement('script'); s.src = 'https://a.b/c.js'", "", False),
    ],
)
def test_pages_that_do_not_say_how_long_they_are(code: str, style: str, found: bool) -> None:
    assert bool(_matches("HF402", _project(code, [("h1", "", "", {})], style))) == found


def _matches(code: str, project: Project) -> list[Match]:
    rule = find_rule(code)
    assert rule is not None
    assert rule.check is not None
    return list(rule.check(project))


def _project(code: str, given: list[tuple[str, str, str, dict[str, str]]] | None = None, style: str = "") -> Project:
    """A page with a script, a style sheet, and elements of (name, address, what for, attributes)."""
    file, page, sheet = (
        SourceFile("a.js", code.encode()),
        SourceFile("a.html", b"<>"),
        SourceFile("a.css", style.encode()),
    )
    root = parse(file.data, "javascript")
    uses = Analysis(Tree(root), lambda *_: None, is_module=False).uses()
    place = Place(page, 0, 2)
    elements, references = [], []
    for name, address, use, attributes in given or ():
        elements.append(Element(name, {key: (value, place) for key, value in attributes.items()}, place))
        if address:
            references.append(Reference(address, use, place, elements[-1]))
    entry = Document(page, tuple(elements), True)
    return Project(
        entry,
        False,
        (entry,),
        (Script(file, ScriptKind.CLASSIC, root, Tree(root), 0, uses),),
        (Style(sheet, parse(sheet.data, "css"), 0, False),),
        tuple(references),
    )
