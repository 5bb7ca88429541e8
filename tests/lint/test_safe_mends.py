"""What `hframes lint --fix` writes into a composition's files, and what it leaves alone."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hframes.cli.app import app
from hframes.lint.families.integrity import fits, integrity_of
from hframes.lint.finding import Finding
from hframes.lint.options import LintOptions
from hframes.lint.run import lint_path

HEADER = '<!doctype html>\n<script type="application/json" id="hframes">{"duration": 2}</script>\n'
CODE = b"/*!\n * gsap.js 3.12.5\n */\nvar gsap = {};\n"
HASH = "sha384-" + base64.b64encode(hashlib.sha384(CODE).digest()).decode()
GSAP = "https://cdn.jsdelivr.net/npm/gsap@3.12.5/dist/gsap.min.js"
MEND = f' integrity="{HASH}" crossorigin="anonymous"'


def composition(folder: Path, body: str, files: dict[str, bytes | dict[str, object]] | None = None) -> Path:
    page = folder / "index.html"
    page.write_bytes((HEADER + body).encode())
    for name, content in (files or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return page


def installed() -> dict[str, bytes | dict[str, object]]:
    package: dict[str, object] = {"name": "gsap", "version": "3.12.5"}
    return {"node_modules/gsap/package.json": package, "node_modules/gsap/dist/gsap.min.js": CODE}


def mended(page: Path) -> str:
    """The page's body after `--fix`, which then has no more to mend."""
    CliRunner().invoke(app, ["lint", str(page), "--fix"])
    once = page.read_bytes()
    again = CliRunner().invoke(app, ["lint", str(page), "--fix"])
    assert "Mended 0 places." in again.stderr
    assert page.read_bytes() == once
    return once.decode().removeprefix(HEADER)


def found(page: Path) -> list[Finding]:
    return lint_path(page, LintOptions())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f'<script src="{GSAP}"></script>', f'<script src="{GSAP}"{MEND}></script>'),
        (f"<script src='{GSAP}' defer></script>", f"<script src='{GSAP}'{MEND} defer></script>"),
        (f"<script src={GSAP}></script>", f"<script src={GSAP}{MEND}></script>"),
        (f'<SCRIPT SRC = "{GSAP}"\r\n></SCRIPT>', f'<SCRIPT SRC = "{GSAP}"{MEND}\r\n></SCRIPT>'),
        (
            f'<script crossorigin src="{GSAP}"></script>',
            f'<script crossorigin src="{GSAP}" integrity="{HASH}"></script>',
        ),
        (f'<link rel="modulepreload" href="{GSAP}">', f'<link rel="modulepreload" href="{GSAP}"{MEND}>'),
        (f'<link href="{GSAP}" rel=stylesheet>', f'<link href="{GSAP}"{MEND} rel=stylesheet>'),
        (
            '<script src="https://unpkg.com/gsap@3.12.5/dist/gsap.min.js"></script>',
            f'<script src="https://unpkg.com/gsap@3.12.5/dist/gsap.min.js"{MEND}></script>',
        ),
        (
            '<p>Grüße ✂</p>\r\n<script src="//unpkg.com/gsap@3.12.5/dist/gsap.min.js"></script>\r\n',
            f'<p>Grüße ✂</p>\r\n<script src="//unpkg.com/gsap@3.12.5/dist/gsap.min.js"{MEND}></script>\r\n',
        ),
    ],
)
def test_a_hash_is_written_for_a_file_that_is_there(tmp_path: Path, before: str, after: str) -> None:
    page = composition(tmp_path, before, installed())
    assert mended(page) == after
    assert {finding.severity for finding in found(page)} == {"warning"}


@pytest.mark.parametrize(
    "element",
    [
        '<script src="https://esm.sh/gsap@3.12.5/dist/gsap.min.js"></script>',
        '<script src="https://cdn.jsdelivr.net/npm/gsap@3.12.4/dist/gsap.min.js"></script>',
        '<script src="https://cdn.jsdelivr.net/npm/gsap@3.12.5/dist/gsap.js"></script>',
        '<script src="https://cdn.jsdelivr.net/npm/gsap@3.12.5"></script>',
        '<script src="https://cdn.jsdelivr.net/npm/gsap@3.12.5/dist/../package.json"></script>',
        '<script src="https://unpkg.com/gsap@3.12.5/dist/gsap.min.js?module"></script>',
        '<script src="https://example.com/gsap@3.12.5/dist/gsap.min.js"></script>',
        '<script src="https://cdn.jsdelivr.net/gh/x/gsap@3.12.5/dist/gsap.min.js"></script>',
        '<script src="https://cdn.jsdelivr.net/npm/../x@1.0.0/dist/gsap.min.js"></script>',
        f'<script src="{GSAP}" integrity=""></script>',
        f'<script src="{GSAP.replace("3.12.5", "3&#46;12.5")}"></script>',
        f"<script>document.write('<script src=\"{GSAP}\"><\\/script>')</script>",
        f'<svg><script href="{GSAP}"></script></svg>',
        f'<script type="module">import "{GSAP}";</script>',
    ],
)
def test_no_hash_is_written_where_the_file_may_be_another_one(tmp_path: Path, element: str) -> None:
    page = composition(tmp_path, element, installed())
    assert mended(page) == element
    assert "HF201" in {finding.code for finding in found(page)}


@pytest.mark.parametrize(
    ("name", "content", "is_copy"),
    [
        ("vendor/gsap.min.js", CODE, True),
        ("lib/gsap-3.12.5.min.js", CODE, True),
        ("gsap.min.js", CODE, True),
        ("vendor/gsap.min.js", b"\xef\xbb\xbf// GSAP v3.12.5\nvar gsap", True),
        ("vendor/gsap.min.js", CODE.replace(b"3.12.5", b"3.12.50"), False),
        ("vendor/gsap.min.js", CODE.replace(b"3.12.5", b"3.12.5-beta"), False),
        ("vendor/gsap.min.js", CODE.replace(b"gsap.js", b"other.js"), False),
        ("vendor/gsap.min.js", b"var gsap = '3.12.5' /* gsap 3.12.5 */", False),
        ("vendor/tween.min.js", CODE, False),
        ("deep/down/gsap.min.js", CODE, False),
    ],
)
def test_a_copy_says_itself_what_it_is(tmp_path: Path, name: str, content: bytes, is_copy: bool) -> None:
    page = composition(tmp_path, f'<script src="{GSAP}"></script>', {name: content})
    mend = f' integrity="{integrity_of(content)}" crossorigin="anonymous"' if is_copy else ""
    assert mended(page) == f'<script src="{GSAP}"{mend}></script>'


def test_of_two_copies_that_differ_none_is_taken(tmp_path: Path) -> None:
    element = f'<script src="{GSAP}"></script>'
    page = composition(tmp_path, element, {"vendor/gsap.min.js": CODE, "lib/gsap.min.js": CODE + b"\n"})
    assert mended(page) == element


def test_a_copy_that_a_link_brings_from_elsewhere_is_none(tmp_path: Path) -> None:
    folder = tmp_path / "page"
    folder.mkdir()
    (tmp_path / "gsap.min.js").write_bytes(CODE)
    page = composition(folder, f'<script src="{GSAP}"></script>')
    (folder / "vendor").mkdir()
    (folder / "vendor" / "gsap.min.js").symlink_to(tmp_path / "gsap.min.js")
    assert mended(page) == f'<script src="{GSAP}"></script>'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<script type="module">import "https://esm.sh/gsap";</script>', "https://esm.sh/gsap@3.12.5"),
        ('<script type="module">import "https://esm.sh/gsap@3?dev";</script>', "https://esm.sh/gsap@3.12.5?dev"),
        ("<script>import(`https://unpkg.com/gsap@latest/x.js`)</script>", "https://unpkg.com/gsap@3.12.5/x.js"),
        (
            '<script type="importmap">{"imports": {"g/": "https://unpkg.com/gsap@^3.1.0/"}}</script>',
            "https://unpkg.com/gsap@3.12.5/",
        ),
        (
            '<script src="https://cdn.jsdelivr.net/npm/gsap@~3.12/a.js"></script>',
            "https://cdn.jsdelivr.net/npm/gsap@3.12.5/a.js",
        ),
    ],
)
def test_a_version_is_pinned_to_the_one_that_is_there(tmp_path: Path, before: str, after: str) -> None:
    page = composition(tmp_path, before, installed())
    assert after in mended(page)
    assert "HF206" not in {finding.code for finding in found(page)}


def test_version_and_hash_are_written_in_one_go(tmp_path: Path) -> None:
    page = composition(
        tmp_path, '<script src="https://cdn.jsdelivr.net/npm/gsap@3/dist/gsap.min.js"></script>', installed()
    )
    assert mended(page) == f'<script src="{GSAP}"{MEND}></script>'


@pytest.mark.parametrize(
    "address",
    [
        "https://esm.sh/gsap@2",
        "https://esm.sh/gsap@3.11",
        "https://esm.sh/gsap@^3.13.0",
        "https://esm.sh/gsap@~3.11.0",
        "https://esm.sh/gsap@beta",
        "https://esm.sh/other",
        "https://cdn.jsdelivr.net/combine/npm/gsap@3,npm/d3@7",
        "https://cdn.jsdelivr.net/gh/x/gsap@main/a.js",
        "https://ajax.googleapis.com/ajax/libs/gsap/3/a.js",
    ],
)
def test_a_version_that_was_not_asked_for_is_not_written(tmp_path: Path, address: str) -> None:
    element = f'<script type="module" src="{address}"></script>'
    page = composition(tmp_path, element, installed())
    assert mended(page) == element
    assert "HF206" in {finding.code for finding in found(page)}


def test_a_version_is_not_pinned_beside_the_hash_of_another_file(tmp_path: Path) -> None:
    element = '<script src="https://unpkg.com/gsap@3/dist/gsap.min.js" integrity="{}"></script>'
    page = composition(tmp_path, element.format(integrity_of(b"other")), installed())
    assert mended(page) == element.format(integrity_of(b"other"))
    page = composition(tmp_path, element.format(HASH), installed())
    assert mended(page) == element.format(HASH).replace("gsap@3", "gsap@3.12.5")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("package-lock.json", {"lockfileVersion": 3, "packages": {"node_modules/gsap": {"version": "3.12.5"}}}),
        ("package-lock.json", {"lockfileVersion": 1, "dependencies": {"gsap": {"version": "3.12.5"}}}),
        ("yarn.lock", b'# yarn\n\ngsap@^3.0.0, gsap@^3.1.0:\n  version "3.12.5"\n  resolved "x"\n'),
        ("yarn.lock", b'"gsap@npm:^3.0.0":\n  version: 3.12.5\n  resolution: "gsap@npm:3.12.5"\n'),
    ],
)
def test_a_lock_file_says_which_version_is_meant(tmp_path: Path, name: str, content: bytes | dict[str, object]) -> None:
    page = composition(tmp_path, '<script type="module">import "https://esm.sh/gsap";</script>', {name: content})
    assert "https://esm.sh/gsap@3.12.5" in mended(page)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("package-lock.json", {"packages": {"node_modules/gsap": {"version": "3.12.4"}}}),
        ("yarn.lock", b'gsap@^3.0.0:\n  version "3.12.5"\n\ngsap@^2.0.0:\n  version "2.1.3"\n'),
    ],
)
def test_versions_that_do_not_agree_are_not_written(
    tmp_path: Path, name: str, content: bytes | dict[str, object]
) -> None:
    element = '<script type="module">import "https://esm.sh/gsap";</script>'
    page = composition(tmp_path, element, {**installed(), name: content})
    assert mended(page) == element


@pytest.mark.parametrize("content", [b"[1]", b"{", b"[" * 100_000, b'{"name": "gsap", "version": 3}', b"\xff"])
def test_a_package_file_that_is_odd_is_none(tmp_path: Path, content: bytes) -> None:
    files = {"node_modules/gsap/package.json": content, "package-lock.json": content, "yarn.lock": content}
    element = '<script type="module">import "https://esm.sh/gsap";</script>'
    assert mended(composition(tmp_path, element, {**files})) == element


def test_a_file_that_the_browser_refuses_is_an_error_and_left_as_it_is(tmp_path: Path) -> None:
    element = '<script src="a.js" integrity="{}"></script>'
    page = composition(tmp_path, element.format(integrity_of(b"old")), {"a.js": b"let a"})
    assert mended(page) == element.format(integrity_of(b"old"))
    (finding,) = found(page)
    assert (finding.code, finding.severity, finding.span.line) == ("HF213", "error", 3)
    composition(tmp_path, element.format(integrity_of(b"let a")))
    assert found(page) == []


def test_the_hash_in_an_import_map_counts(tmp_path: Path) -> None:
    body = '<script type="importmap">{{"integrity": {{"./a.js": "{}"}}}}</script><script type="module" src="./a.js">'
    page = composition(tmp_path, body.format(integrity_of(b"old")) + "</script>", {"a.js": b"let a"})
    assert [finding.code for finding in found(page)] == ["HF213"]


@pytest.mark.parametrize(
    ("integrity", "is_taken"),
    [
        (integrity_of(b"a"), True),
        (f"{integrity_of(b'b')} {integrity_of(b'a')}", True),
        (integrity_of(b"b"), False),
        ("", True),
        ("md5-abc nonsense", True),
        (f"sha512-AAAA {integrity_of(b'a')}", False),
        ("sha256-" + base64.b64encode(hashlib.sha256(b"b").digest()).decode() + " " + integrity_of(b"a"), True),
        (integrity_of(b"a") + "?ct=text/javascript", True),
        (integrity_of(b"a").replace("+", "-").replace("/", "_"), True),
        ("sha384-A", False),
    ],
)
def test_integrity_is_taken_as_browsers_do(integrity: str, is_taken: bool) -> None:
    assert fits(integrity, b"a") is is_taken


def test_marks_line_ends_and_other_bytes_are_left_alone(tmp_path: Path) -> None:
    page = composition(tmp_path, "")
    before = b"\xef\xbb\xbf" + HEADER.encode() + b"<p>\xe9\r\n\x0c</p><script>a = Math.random();\r\n</script>\r\n\r\n "
    page.write_bytes(before)
    CliRunner().invoke(app, ["lint", str(page), "--fix", "--portable"])
    assert page.read_bytes() == before.replace(b"Math.random", b"hframes.random")


@pytest.mark.parametrize(
    "script",
    [
        "const hframes = { random: () => 4 }; a = Math.random();",
        "function f(hframes) { return Math.random(); }",
        "a = Math['random']();",
        "const { random } = Math; a = random();",
        "a = [1, 2].map(Math.random);",
    ],
)
def test_chance_is_left_where_hframes_may_be_something_else(tmp_path: Path, script: str) -> None:
    page = composition(tmp_path, f"<script>{script}</script>")
    CliRunner().invoke(app, ["lint", str(page), "--fix", "--portable"])
    assert page.read_text() == f"{HEADER}<script>{script}</script>"


def test_a_page_that_is_a_link_to_elsewhere_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "links").mkdir()
    page = composition(tmp_path / "real", "<script>a = Math.random();</script>")
    (tmp_path / "links" / "index.html").symlink_to(page)
    result = CliRunner().invoke(app, ["lint", str(tmp_path / "links"), "--fix", "--portable"])
    assert "Mended 0 places." in result.stderr
    assert "Math.random" in page.read_text()


def test_a_script_that_two_pages_share_is_mended_once(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("a = Math.random() + Math.random();")
    for name in ("one.html", "two.html"):
        (tmp_path / name).write_text(f"{HEADER}<script src=a.js></script>")
    result = CliRunner().invoke(
        app, ["lint", str(tmp_path / "one.html"), str(tmp_path / "two.html"), "--fix", "--portable"]
    )
    assert "Mended 2 places." in result.stderr
    assert (tmp_path / "a.js").read_text() == "a = hframes.random() + hframes.random();"
