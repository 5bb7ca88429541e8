"""What scripts and documents are served as."""

from __future__ import annotations

import re

import pytest

from hframes.held_scripts import has_hashes, held_document, held_script, original_column

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


@pytest.mark.parametrize(
    ("text", "is_document"),
    [
        ("x = 'ü😀'; await import('a'); here(); import(b); there()\nhere()", False),
        ("<p>\n<script async src=a></script><script>import('a'); here()</script>\n<script>here()</script>", True),
    ],
)
def test_places_in_what_is_served_are_found_in_what_lies_there(text: str, is_document: bool) -> None:
    served = (held_document if is_document else held_script)(text.encode()).decode()
    assert served != text

    def originally(at: int) -> int:
        return original_column(text.encode(), *_place(served, at), is_document=is_document)

    for word in ("here()", "there()", "\n"):
        for before, after in zip(re.finditer(re.escape(word), text), re.finditer(re.escape(word), served), strict=True):
            assert originally(after.start()) == _place(text, before.start())[1]
    assert originally(served.index("__hframesImport") + 3) == _place(text, text.index("import("))[1]
    assert original_column(text.encode(), 99, 5, is_document=is_document) == 5


def _place(text: str, at: int) -> tuple[int, int]:
    """Line and column, 1-based, in UTF-16 code units."""
    before = text[:at]
    return before.count("\n") + 1, len(before.rpartition("\n")[2].encode("utf-16-le")) // 2 + 1
