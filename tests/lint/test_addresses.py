"""Which host an address leads to, what it takes from a CDN, and what scripts and styles tell of either."""

from __future__ import annotations

import pytest
from tree_sitter import Node

from hframes.lint.families.addresses import (
    floating_package,
    foreign_host,
    is_bare,
    is_in_reach,
    packages_of,
    path_of,
    scheme_of,
)
from hframes.lint.families.elements import element_name
from hframes.lint.families.stylesheets import calls, has_ending
from hframes.lint.families.values import Beginning, beginning
from hframes.lint.project import Document, Element, Place, Project, ScriptKind, SourceFile
from hframes.lint.scopes import Tree
from hframes.lint.script import Script
from hframes.parsing import parse


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://unpkg.com/three@0.160.0/build/three.module.js", "unpkg.com"),
        ("//cdn.example.com/a.js", "cdn.example.com"),
        ("HTTPS://CDN.Example.com./a.js", "cdn.example.com"),
        ("https://user:secret@example.com:8443/a.js", "example.com"),
        ("  https://example.com/a.js\n", "example.com"),
        ("ht\ntps://example.com/a.js", "example.com"),
        ("https:\\\\example.com\\a.js", "example.com"),
        ("/\\example.com/a.js", "example.com"),
        ("https:///example.com/a.js", "example.com"),
        ("https://example.com?q=1", "example.com"),
        ("http://[::1]:3000/data.json", "[::1]"),
        ("http://localhost:3000/data.json", "localhost"),
        ("wss://stream.example.com", "stream.example.com"),
        ("http://hframes.localhost/a.js", None),
        ("//HFRAMES.localhost:80/a.js", None),
        ("a.js", None),
        ("/a.js", None),
        ("../a.js", None),
        ("?a=https://example.com/", None),
        ("#//example.com", None),
        ("", None),
        ("https://", None),
        ("data:text/css,@import 'https://example.com/a.css'", None),
        ("blob:https://example.com/0000", None),
        ("mailto:anna@example.com", None),
        ("file:///home/anna/a.js", None),
        ("javascript:void 0", None),
    ],
)
def test_the_host_of_an_address(address: str, host: str | None) -> None:
    assert foreign_host(address) == host


@pytest.mark.parametrize(
    ("address", "path", "reached"),
    [
        ("a/b.png?v=2#top", "a/b.png", True),
        ("../b.png", "../b.png", True),
        ("http://hframes.localhost/b.png?x", "/b.png", True),
        ("#top", "", False),
        ("?page=2", "", False),
        ("data:,x", ",x", False),
        ("https://example.com/b.png", "/b.png", False),
    ],
)
def test_what_the_folder_is_asked_for(address: str, path: str, reached: bool) -> None:
    assert (path_of(address), is_in_reach(address)) == (path, reached)


def test_names_that_an_import_map_knows() -> None:
    assert all(map(is_bare, ("three", "@scope/name/file.js")))
    assert not any(map(is_bare, ("./three.js", "../three.js", "/three.js", "https://esm.sh/three")))
    assert (scheme_of("FILE:///a"), scheme_of("a/b:c")) == ("file", "")


@pytest.mark.parametrize(
    "address",
    [
        "https://cdn.jsdelivr.net/npm/gsap@3.12.5/dist/gsap.min.js",
        "https://cdn.jsdelivr.net/npm/gsap@3.12.5",
        "https://cdn.jsdelivr.net/npm/@scope/name@1.0.0-beta.2/a.js",
        "https://cdn.jsdelivr.net/npm/%40scope/name%401.0.0/a.js",
        "https://fastly.jsdelivr.net/npm/d3@7.8.5/+esm",
        "https://cdn.jsdelivr.net/gh/mrdoob/three.js@1a2b3c4d5e6f/build/three.js",
        "https://cdn.jsdelivr.net/gh/owner/name@v1.2.3/a.js",
        "https://cdn.jsdelivr.net/combine/npm/a@1.0.0,npm/b@2.0.0/b.js",
        "//unpkg.com/three@0.160.0/build/three.module.js",
        "https://esm.sh/three@0.160.0",
        "https://esm.sh/v135/three@0.160.0/es2022/three.mjs",
        "https://esm.sh/*preact@10.19.3?dev",
        "https://esm.sh/gh/owner/name@0123456789abcdef",
        "https://esm.sh/jsr/@std/math@1.2.3",
        "https://esm.run/d3@7.8.5",
        "https://cdn.skypack.dev/three@0.132.2",
        "https://cdn.skypack.dev/pin/three@v0.132.2-Zz9/mode=imports/optimized/three.js",
        "https://ga.jspm.io/npm:three@0.160.0/build/three.module.js",
        "https://cdn.tailwindcss.com/3.4.1?plugins=forms",
        "https://ajax.googleapis.com/ajax/libs/jquery/3.7.1/jquery.min.js",
        "https://ajax.googleapis.com/ajax/libs/threejs/r84/three.min.js",
        "https://cdnjs.cloudflare.com/ajax/libs/gsap/3.12.5/gsap.min.js",
    ],
)
def test_exact_versions(address: str) -> None:
    assert packages_of(address)
    assert floating_package(address) is None


@pytest.mark.parametrize(
    ("address", "name", "version"),
    [
        ("https://cdn.jsdelivr.net/npm/gsap", "gsap", ""),
        ("https://cdn.jsdelivr.net/npm/gsap/dist/gsap.min.js", "gsap", ""),
        ("https://cdn.jsdelivr.net/npm/gsap@latest/dist/gsap.min.js", "gsap", "latest"),
        ("https://cdn.jsdelivr.net/npm/gsap@3", "gsap", "3"),
        ("https://cdn.jsdelivr.net/npm/@scope/name@1.2/a.js", "@scope/name", "1.2"),
        ("https://cdn.jsdelivr.net/gh/owner/name/a.js", "owner/name", ""),
        ("https://cdn.jsdelivr.net/gh/owner/name@main/a.js", "owner/name", "main"),
        ("https://cdn.jsdelivr.net/combine/npm/a@1.0.0,npm/b@2", "b", "2"),
        ("https://unpkg.com/three@^0.160.0/build/three.js", "three", "^0.160.0"),
        ("https://unpkg.com/three@0.160.x", "three", "0.160.x"),
        ("https://unpkg.com/three?module", "three", ""),
        ("https://esm.sh/react-dom@18/client", "react-dom", "18"),
        ("https://esm.sh/stable/react", "react", ""),
        ("https://esm.run/d3", "d3", ""),
        ("https://cdn.skypack.dev/three", "three", ""),
        ("https://ga.jspm.io/npm:three@0.160", "three", "0.160"),
        ("https://cdn.tailwindcss.com", "tailwindcss", ""),
        ("https://cdn.tailwindcss.com/3?plugins=forms@1.0.0", "tailwindcss", "3"),
        ("https://ajax.googleapis.com/ajax/libs/jquery/3/jquery.min.js", "jquery", "3"),
    ],
)
def test_versions_that_are_left_open(address: str, name: str, version: str) -> None:
    package = floating_package(address)
    assert package is not None
    assert (package.name, package.version) == (name, version)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/npm/gsap",
        "https://unpkg.com/",
        "https://cdn.jsdelivr.net/npm/",
        "npm/gsap@3",
        "three@latest",
    ],
)
def test_what_is_no_package(address: str) -> None:
    assert packages_of(address) == []


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'https://example.com/a'", Beginning("https://example.com/a", True)),
        ("`https://example.com/${id}`", Beginning("https://example.com/", False)),
        ("'https://example.com/?x=' + x + '&y=' + y", Beginning("https://example.com/?x=", False)),
        ("BASE", Beginning("https://api.example.com", True)),
        ("`${BASE}/prices/${id}`", Beginning("https://api.example.com", False)),
        ("BASE + '/prices'", Beginning("https://api.example.com", False)),
        ("new URL('prices', BASE)", Beginning("https://api.example.com", True)),
        ("new URL('https://example.com/a', location.href).href", Beginning("https://example.com/a", True)),
        ("new Request('https://example.com/a', {method: 'POST'})", Beginning("https://example.com/a", True)),
        ("(await 'data.json')", Beginning("data.json", True)),
        ("new URL('data.json', import.meta.url)", Beginning("data.json", True)),
        ("changed", None),
        ("`${unknown}/a`", None),
        ("f('https://example.com/')", None),
        ("-1", None),
    ],
)
def test_how_an_address_in_a_script_begins(expression: str, expected: Beginning | None) -> None:
    script = _script(f"const BASE = 'https://api.example.com'; let changed = 'a'; changed = 'b';\nask({expression});")
    assert beginning(script, _given(script, b"ask")) == expected


def test_a_host_of_which_only_a_part_is_known() -> None:
    assert Beginning("https://api-", False).host == ""
    assert Beginning("https://api.example.com/", False).host == "api.example.com"
    assert Beginning("https://api.example.com", True).host == "api.example.com"
    assert Beginning("https://", False).host is None


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("ask(document.querySelector('main > video.intro'))", "video"),
        ("ask(document.getElementById('clip'))", "video"),
        ("ask(document.querySelector('.voice'))", "audio"),
        ("const ID = 'clip'; const clip = document.getElementById(ID); ask(clip)", "video"),
        ("let clip; clip = document.createElement('VIDEO'); ask(clip)", "video"),
        ("ask(new Audio('a.mp3'))", "audio"),
        ("ask(document.querySelectorAll('video')[0])", "video"),
        ("for (const clip of document.querySelectorAll('video')) ask(clip)", "video"),
        ("document.querySelectorAll('video').forEach((clip) => { if (clip.paused) ask(clip) })", "video"),
        ("document.querySelectorAll('video').forEach(clip => ask(clip))", "video"),
        ("ask($('#clip'))", "video"),
        ("const flight = box.animate([], 1); ask(flight)", None),
        ("ask(timeline)", None),
        ("ask(document.querySelector('#nothing'))", None),
        ("let a = b, b = a; ask(a)", None),
    ],
)
def test_which_element_a_value_is(code: str, name: str | None) -> None:
    file = SourceFile("index.html", b"<video id=clip></video><audio class='voice loud'></audio>")
    place = Place(file, 0, 1)
    elements = (
        Element("video", {"id": ("clip", place)}, place),
        Element("audio", {"class": ("voice loud", place)}, place),
    )
    page = Document(file, elements, True)
    script = _script(code)
    assert element_name(Project(page, False, (page,)), script, _given(script, b"ask")) == name


@pytest.mark.parametrize(
    ("style", "ends"),
    [
        ("a { animation: rise 1s ease-out }", True),
        ("a { animation: turn 8s linear infinite }", False),
        ("a { animation: turn 8s infinite, rise .5s }", True),
        ("a { animation: turn 8s; animation-iteration-count: infinite }", False),
        ("a { animation: turn 8s infinite } b { transition: opacity 300ms }", True),
        ("a { animation: turn var(--pace) infinite, rise var(--pace) }", True),
        ("a { animation: turn 0s }", False),
        ("a { animation: none; transition: none 0s }", False),
        ("a { animation: steps(4) turn infinite 1s }", False),
        ("@media (width > 3px) { a { b { -webkit-animation: rise 1s 2 } } }", True),
        ("a { color: red; top: 1px }", False),
    ],
)
def test_styles_that_end(style: str, ends: bool) -> None:
    assert has_ending(parse(style.encode(), "css")) == ends


def test_calls_in_styles() -> None:
    style = b"a { width: calc(1px + RANDOM(1px, 2px)); /* random(1, 2) */ content: 'random(1)' }"
    assert [name for name, _ in calls(parse(style, "css"))] == ["calc", "random"]


def _script(code: str) -> Script:
    file = SourceFile("a.js", code.encode())
    root = parse(file.data, "javascript")
    return Script(file, ScriptKind.MODULE, root, Tree(root))


def _given(script: Script, function: bytes) -> Node:
    """The first argument of a function."""
    for node in script.tree.nodes:
        callee, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if callee is not None and callee.text == function and given is not None:
            return given.named_children[0]
    raise AssertionError(function)
