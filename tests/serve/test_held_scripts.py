"""What scripts and documents are served as."""

from __future__ import annotations

import pytest

from hframes.held_scripts import has_hashes, held_document, held_script

HELD = "__hframesImport((a,b)=>import(a,b),"


@pytest.mark.parametrize(
    ("script", "held"),
    [
        ("import('a')", f"{HELD}'a')"),
        (
            "x = await import( `${y}`, {with: {type: 'json'}})",
            f"x = await {HELD} `${{y}}`, {{with: {{type: 'json'}}}})",
        ),
        ("import(/* chunk */ 'a').then(() => import('b'))", f"{HELD}/* chunk */ 'a').then(() => {HELD}'b'))"),
        ("import\n('a')", "__hframesImport\n((a,b)=>import(a,b),'a')"),
        ("import(import('a'))", f"{HELD}{HELD}'a'))"),
        ("`${import('a')} import('b')`", f"`${{{HELD}'a')}} import('b')`"),
        ("'ü'; import('ü')", f"'ü'; {HELD}'ü')"),
        ("if (a) import('b') else {", f"if (a) {HELD}'b') else {{"),
    ],
)
def test_every_import_call_is_handed_to_the_clock(script: str, held: str) -> None:
    assert held_script(script.encode()).decode() == held


@pytest.mark.parametrize(
    "script",
    [
        "import a from 'a'; import 'b'; export * from 'c'",
        "import.meta.resolve('a')",
        "// import('a')\n'import(1)'; /import(a)/; `import('b')`",
        "({import(a) {}}).import('a'); object.import('b')",
        "",
    ],
)
def test_what_is_no_import_call_stays_as_it_is(script: str) -> None:
    assert held_script(script.encode()).decode() == script


def test_a_file_without_the_word_is_not_even_read() -> None:
    script = b"function important() {}" * 1000
    assert held_script(script) is script


@pytest.mark.parametrize(
    ("document", "held"),
    [
        ("<script>import('a')</script>", f"<script>{HELD}'a')</script>"),
        ("<script type=module>import('a')</script>", f"<script type=module>{HELD}'a')</script>"),
        ("<script type='application/json'>import('a')</script>", None),
        ("<p>import('a')</p><!-- <script>import('a')</script> -->", None),
        ("<script async src=a.js></script>", "<script defer src=a.js></script>"),
        ("<script src=a.js ASYNC=''></script>", "<script src=a.js defer=''></script>"),
        ("<script type=module async>a()</script>", "<script type=module defer>a()</script>"),
        ("<script async>a()</script>", None),
        ("<p async>", None),
    ],
)
def test_the_scripts_of_a_document_are_held(document: str, held: str | None) -> None:
    assert held_document(document.encode()).decode() == (held or document)


def test_a_document_that_holds_hashes_keeps_its_scripts() -> None:
    document = b"<meta http-equiv=content-security-policy content=\"script-src 'sha256-x'\"><script>import(1)</script>"
    assert has_hashes(document)
    assert held_document(document) == document
