"""Comments that tell the linter to be silent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hframes.lint.finding import Finding, Severity, Span
from hframes.lint.project import Document, Project, ScriptKind, SourceFile, Style
from hframes.lint.scopes import Tree
from hframes.lint.script import Script
from hframes.lint.suppression import Suppression, apply, find_suppressions
from hframes.parsing import parse


def finding(line: int, code: str = "HF101", name: str = "wall-clock", file: str = "a.js") -> Finding:
    return Finding(code, name, Severity.ERROR, "it is bad", "do better", Span(file, line, 1, line, 5))


def project(
    *, page: str = "", scripts: tuple[Script, ...] = (), styles: tuple[Style, ...] = (), name: str = "a.html"
) -> Project:
    document = Document(SourceFile(name, page.encode()), (), True)
    return Project(document, True, (document,), scripts, styles)


def script(text: str, file: str = "a.js") -> Script:
    root = parse(text.encode(), "javascript")
    return Script(SourceFile(file, text.encode()), ScriptKind.CLASSIC, root, Tree(root))


def style(text: str, file: str = "a.css") -> Style:
    return Style(SourceFile(file, text.encode()), parse(text.encode(), "css"), 0, False)


def in_script(text: str) -> tuple[Suppression, ...]:
    return find_suppressions(project(scripts=(script(text),)))


def in_style(text: str) -> tuple[Suppression, ...]:
    return find_suppressions(project(styles=(style(text),)))


def in_page(text: str) -> tuple[Suppression, ...]:
    return find_suppressions(project(page=text))


def inline(page: str) -> Project:
    """A page whose first `<script>` and first `<style>` are looked into."""
    data = page.encode()
    file = SourceFile("a.html", data)
    document = Document(file, (), True)
    scripts, styles = [], []
    if b"<script>" in data:
        begin = data.index(b"<script>") + len(b"<script>")
        text = data[begin : data.index(b"</script>")]
        root = parse(text, "javascript")
        scripts.append(Script(file, ScriptKind.CLASSIC, root, Tree(root), begin))
    if b"<style>" in data:
        begin = data.index(b"<style>") + len(b"<style>")
        styles.append(Style(file, parse(data[begin : data.index(b"</style>")], "css"), begin, False))
    return Project(document, True, (document,), tuple(scripts), tuple(styles))


@pytest.mark.parametrize(
    ("comment", "codes", "reason"),
    [
        ("// hframes: ignore[HF101] the log wants it", ("HF101",), "the log wants it"),
        ("/* hframes: ignore[HF101, HF102] */", ("HF101", "HF102"), ""),
        ("//hframes:ignore[ HF1 ,wall-clock]", ("HF1", "wall-clock"), ""),
        ("// hframes: ignore", None, ""),
        ("// hframes: ignore because", None, "because"),
        ("// hframes: ignore [HF101]", ("HF101",), ""),
        ("/** hframes: ignore[HF101]\n * two\n lines */", ("HF101",), "* two lines"),
        ("// hframes: ignore[]", (), ""),
        ("// hframes: ignore[HF101", (), "[HF101"),
    ],
)
def test_what_a_comment_says(comment: str, codes: tuple[str, ...] | None, reason: str) -> None:
    (found,) = in_script(f"x = 1; {comment}")
    assert (found.codes, found.reason) == (codes, reason)


@pytest.mark.parametrize(
    "text",
    [
        "x = '// hframes: ignore[HF101]'",
        "x = `\n// hframes: ignore[HF101]\n`",
        "x = /\\/\\/ hframes: ignore/",
        "// hframes: ignored",
        "// hframes: ignore-line[HF101]",
        "// see hframes: ignore[HF101]",
        "// hframes: something else",
        "// HFRAMES: ignore",
        "hframes: ignore",
    ],
)
def test_what_is_no_suppression_in_a_script(text: str) -> None:
    assert in_script(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "a { b: '/* hframes: ignore */' }",
        "a { b: url(/* hframes: ignore */); }",
        "a { b: c } // hframes: ignore",
    ],
)
def test_what_is_no_suppression_in_a_style(text: str) -> None:
    assert in_style(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "<p title='<!-- hframes: ignore -->'>",
        '<p title="<!-- hframes: ignore -->">',
        "<textarea><!-- hframes: ignore --></textarea>",
        "<TITLE><!-- hframes: ignore --></TITLE>",
        '<script type=application/json>{"a": "<!-- hframes: ignore -->"}</script>',
        "<p>// hframes: ignore</p>",
    ],
)
def test_what_is_no_suppression_in_a_page(text: str) -> None:
    assert in_page(text) == ()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a();\nb(); // hframes: ignore\nc();", range(2, 3)),
        ("a();\n/* hframes: ignore */ b();\nc();", range(2, 3)),
        ("a();\nb(/* hframes: ignore\n */);\nc();", range(2, 4)),
        ("a();\n// hframes: ignore\nb();", range(3, 4)),
        ("  \t// hframes: ignore \t\r\n\r\n \r\nb();\r\nc();", range(4, 5)),
        ("/* hframes: ignore\n\n*/\n\nb();", range(5, 6)),
        ("// hframes: ignore", range(0)),
        ("// hframes: ignore\n\n  \n", range(0)),
        ("\ufeff// hframes: ignore\nb();", range(2, 3)),
    ],
)
def test_the_lines_that_it_counts_for(text: str, lines: range) -> None:
    (found,) = in_script(text)
    assert found.lines == lines


def test_those_above_one_another_count_for_the_same_line() -> None:
    text = "// hframes: ignore[HF101]\n\n// hframes: ignore[HF102]\nsetTimeout(f, Date.now())\nDate.now()"
    left, unused = apply(
        [finding(4), finding(4, "HF102", "timer"), finding(4, "HF103", "animation-frame"), finding(5)], in_script(text)
    )
    assert [(one.code, one.span.line) for one in left] == [("HF103", 4), ("HF101", 5)]
    assert unused == []


def test_pages_and_styles_have_them_too() -> None:
    page = (
        "<!doctype html>\n<!-- hframes: ignore[HF201] pinned -->\n<link>\n"
        "<style>\n/* hframes: ignore[HF204] */\na { b: c }</style>\n"
        "<script>f(); // hframes: ignore[HF101]\nlet x = '<!-- hframes: ignore -->'</script>\n"
        "<p><!-- hframes: ignore -->"
    )
    found = find_suppressions(inline(page))
    assert [(one.codes, one.lines) for one in found] == [
        (("HF201",), range(3, 4)),
        (("HF204",), range(6, 7)),
        (("HF101",), range(7, 8)),
        (None, range(9, 10)),
    ]
    assert [one.place.text[:4] for one in found] == ["<!--", "/* h", "// h", "<!--"]


def test_a_file_of_two_pages_has_each_comment_once() -> None:
    one = script("f(); // hframes: ignore[HF101]")
    both = find_suppressions(project(scripts=(one, replace(one, kind=ScriptKind.WORKER), script("// x"))))
    assert len(both) == 1


@pytest.mark.parametrize("after", ["", "[HF101]", "[HF1] generated"])
def test_the_first_comment_may_speak_for_the_whole_file(after: str) -> None:
    found = in_script(f"'use strict';\n/*! hframes: ignore-file{after} */\n// more\nDate.now();\n\nDate.now()")
    left, unused = apply([finding(4), finding(6), finding(4, file="b.js")], found)
    assert [one.span.file for one in left] == ["b.js"]
    assert unused == []


def test_a_later_comment_does_not_speak_for_the_file() -> None:
    found = in_script("// first\n// hframes: ignore-file\nDate.now()")
    left, unused = apply([finding(3)], found)
    assert left == [finding(3)]
    assert unused == list(found)
    page = "<script>// first\n</script><!-- hframes: ignore-file -->"
    assert [one.lines for one in find_suppressions(inline(page))] == [range(0)]
    assert [one.lines for one in in_page("<title><!-- x --></title><!-- hframes: ignore-file -->")] == [None]


def test_only_what_is_meant_is_suppressed() -> None:
    found = in_script("f(); // hframes: ignore[HF101]\ng(); // hframes: ignore[timer]\nh(); // hframes: ignore[HF3]")
    given_findings = [finding(1), finding(1), finding(1, "HF102", "timer"), finding(2, "HF102", "timer"), finding(3)]
    left, unused = apply(given_findings, found)
    assert left == [finding(1, "HF102", "timer"), finding(3)]
    assert [one.codes for one in unused] == [("HF3",)]


def test_both_of_two_that_mean_it_are_used() -> None:
    found = in_script("// hframes: ignore-file[HF101]\nf(); // hframes: ignore")
    assert apply([finding(2)], found) == ([], [])


def test_a_broken_script_has_them_too() -> None:
    (found,) = in_script("f((; // hframes: ignore[HF101]\n}")
    assert found.lines == range(1, 2)


@given(st.text(alphabet="ab/*<!->[] \n\r'\"`hframes:ignore,HF1", max_size=120))
def test_no_text_breaks_it(text: str) -> None:
    data = f"// hframes: ignore\n{text}/* hframes: ignore[HF1] */{text}<!-- hframes: ignore-file -->{text}"
    find_suppressions(project(page=data, scripts=(script(data),), styles=(style(data),)))
