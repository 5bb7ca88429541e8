"""Findings as text."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from hframes.lint import registry
from hframes.lint.finding import Finding, Fix, Severity, Span
from hframes.lint.formats import Format, formatted
from hframes.lint.formats.text import styled
from hframes.lint.rule import Rule
from hframes.lint.rules_page import rules_page
from tests.lint.sarif_standard import sarif, standard

CLOCK = Finding(
    "HF101",
    "wall-clock",
    Severity.ERROR,
    "Date.now() reads the clock of the machine",
    "Use performance.now()",
    Span("card/b.js", 12, 9, 12, 19),
    "  let t=Date.now();",
)
STYLE = Finding(
    "HF313",
    "random-style",
    Severity.WARNING,
    "random() is another each time",
    "",
    Span("card/a.css", 3, 1, 4, 2),
    "a {",
)
NOWHERE = Finding(
    "HF402", "no-duration", Severity.NOTE, "No length", "Write a header", Span("card/a.css", 1, 1, 1, 1), "", 3
)
ALL = [CLOCK, STYLE, NOWHERE]

RULE = Rule(
    code="HF101",
    name="wall-clock",
    severity=Severity.SILENT,
    portable=Severity.ERROR,
    finds="The page reads the clock.",
    why="It shows another time in each render.",
    hint="Use the time of the frame",
    bad="<script>\nlet t = Date.now();\n</script>\n",
    good="requestAnimationFrame(t => draw(`${t}` + '```'));",
    check=None,
)


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "all_rules", lambda: (RULE,))


def marks(source: str, begin: int, end: int, end_line: int = 1) -> tuple[str, str]:
    """The line of source, and the one below it, without the gutter."""
    told = formatted([replace(CLOCK, source=source, span=Span("a.js", 1, begin, end_line, end))], Format.TEXT)
    lines = told.splitlines()
    return lines[2].removeprefix("1 | "), lines[3].removeprefix("  | ")


def test_text_is_by_file_with_the_span_marked() -> None:
    assert formatted(ALL, Format.TEXT) == "\n".join(
        [
            "card/a.css:1:1: HF402 No length (seen 3 times)",
            "  = hint: Write a header",
            "",
            "card/a.css:3:1: HF313 random() is another each time",
            "  |",
            "3 | a {",
            "  | ^^^ warning",
            "",
            "card/b.js:12:9: HF101 Date.now() reads the clock of the machine",
            "   |",
            "12 |   let t=Date.now();",
            "   |         ^^^^^^^^^^ error",
            "   = hint: Use performance.now()",
            "",
            "Found 1 error, 1 warning, 1 note.",
        ]
    )


def test_the_last_line_counts() -> None:
    assert formatted([], Format.TEXT) == "No findings."
    several = [CLOCK, replace(CLOCK, code="HF102"), replace(CLOCK, code="HF103"), STYLE]
    assert formatted(several, Format.TEXT).endswith("\nFound 3 errors, 1 warning.")
    assert formatted([replace(CLOCK, severity=Severity.SILENT)], Format.TEXT).endswith("\nFound 1 note.")


@pytest.mark.parametrize(
    ("source", "begin", "end", "shown", "below"),
    [
        ("\tf(1)", 2, 6, "    f(1)", "    ^^^^ error"),
        ("'日本' + f()", 8, 11, "'日本' + f()", "         ^^^ error"),
        ("'日本'", 2, 4, "'日本'", " ^^^^ error"),
        ("f()", 4, 4, "f()", "   ^ error"),
        ("f()", 90, 99, "f()", "   ^ error"),
        ("a\x1b[31mb", 1, 2, "a�[31mb", "^ error"),
        ("a\u202eb", 3, 4, "a�b", "  ^ error"),
    ],
)
def test_the_marks_stand_below_what_is_meant(source: str, begin: int, end: int, shown: str, below: str) -> None:
    assert marks(source, begin, end) == (shown, below)


def test_of_several_lines_the_first_is_marked_to_its_end() -> None:
    assert marks("while (x) {  ", 1, 2, end_line=3) == ("while (x) {", "^^^^^^^^^^^ error")


def test_a_long_line_is_shown_around_the_span() -> None:
    shown, below = marks("a" * 5000 + "f()" + "b" * 5000, 5001, 5004)
    assert shown == "…" + "a" * 40 + "f()" + "b" * 77 + "…"
    assert below == " " * 41 + "^^^ error"
    shown, below = marks("f" * 5000, 1, 5001)
    assert (shown, below) == ("f" * 120 + "…", "^" * 120 + " error")


def test_no_order_to_the_terminal_gets_through() -> None:
    evil = replace(CLOCK, message="a\x1b]0;b\x07", hint="c\x9b", span=replace(CLOCK.span, file="d\n.js"))
    told = formatted([evil], Format.TEXT)
    assert not {"\x1b", "\x07", "\x9b"} & set(told)
    assert told.splitlines()[0].startswith("d�.js:12:9: ")


def test_it_has_colours_on_a_terminal_and_is_not_folded() -> None:
    terminal = StringIO()
    wide = replace(CLOCK, message="x" * 300)
    Console(file=terminal, force_terminal=True, color_system="standard", width=40, _environ={}).print(
        styled([wide]), soft_wrap=True
    )
    assert "\x1b[1;31mHF101\x1b[0m" in terminal.getvalue()
    assert "x" * 300 in terminal.getvalue()


def test_json_has_these_keys_and_no_others() -> None:
    told = json.loads(formatted(ALL, Format.JSON))
    assert [one["code"] for one in told] == ["HF402", "HF313", "HF101"]
    assert told[2] == {
        "code": "HF101",
        "name": "wall-clock",
        "severity": "error",
        "message": "Date.now() reads the clock of the machine",
        "hint": "Use performance.now()",
        "file": "card/b.js",
        "line": 12,
        "column": 9,
        "end_line": 12,
        "end_column": 19,
    }
    assert told[0]["count"] == 3
    assert formatted([], Format.JSON) == "[]"


def test_sarif_is_as_the_standard_wants_it() -> None:
    run = sarif(ALL)
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["HF101", "HF313", "HF402"]
    assert rules[0]["shortDescription"]["text"] == RULE.finds
    assert rules[0]["defaultConfiguration"] == {"level": "note", "enabled": False}
    assert [result["level"] for result in run["results"]] == ["note", "warning", "error"]
    assert [result.get("occurrenceCount") for result in run["results"]] == [3, None, None]
    region = run["results"][2]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 12, "startColumn": 9, "endLine": 12, "endColumn": 19}
    assert run["results"][2]["message"]["text"] == f"{CLOCK.message}. Use performance.now()."


def test_the_schema_is_one_that_finds_faults() -> None:
    told = json.loads(formatted([CLOCK], Format.SARIF))
    told["runs"][0]["results"][0]["level"] = "dire"
    assert not standard().is_valid(told)


def test_sarif_without_findings_has_a_run() -> None:
    assert sarif([])["results"] == []


def test_sarif_of_many_findings_names_each_rule_once() -> None:
    codes = ["HF101", "HF402", "HF999"]
    many = [
        replace(CLOCK, code=codes[number % 3], span=Span(f"a{number}.js", number + 1, 1, number + 2, 1))
        for number in range(300)
    ]
    assert [rule["id"] for rule in sarif(many)["tool"]["driver"]["rules"]] == codes


def test_a_mend_in_sarif_says_what_to_put_where() -> None:
    span = Span("card/b.js", 12, 9, 12, 19)
    fix = Fix("card/b.js", 100, 110, "hframes.time", span)
    (result,) = sarif([replace(CLOCK, fix=fix)])["results"]
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "card/b.js"}
    region = {"startLine": 12, "startColumn": 9, "endLine": 12, "endColumn": 19}
    assert change["replacements"] == [{"deletedRegion": region, "insertedContent": {"text": "hframes.time"}}]


def test_a_finding_without_a_place_has_none_in_sarif() -> None:
    nowhere = replace(CLOCK, span=Span("", 0, 0, 0, 0))
    assert "locations" not in sarif([nowhere])["results"][0]
    whole_file = replace(CLOCK, span=Span("a.js", 0, 0, 0, 0))
    (location,) = sarif([whole_file])["results"][0]["locations"]
    assert location == {"physicalLocation": {"artifactLocation": {"uri": "a.js"}}}


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("`while (true) {` never ends", "`while (true) {{` never ends."),
        ("{0} is {x}", "{{0}} is {{x}}."),
        ("Zeit ⏱ 日本 🎬", "Zeit ⏱ 日本 🎬."),
        ("odd \udcff", "odd ?."),
        ('"\\\n\t\x00', '"\\\n\t\x00.'),
    ],
)
def test_any_text_may_be_in_sarif(message: str, told: str) -> None:
    (result,) = sarif([replace(CLOCK, message=message, hint="")])["results"]
    assert result["message"]["text"] == told


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("a b/ä#1?.js", "a%20b/%C3%A4%231%3F.js"),
        ("x:y.js", "x%3Ay.js"),
        ("../a.js", "../a.js"),
        ("/tmp/a.js", "file:///tmp/a.js"),
        ("\udcff.js", "%FF.js"),
        ("日本/🎬 a.js", "%E6%97%A5%E6%9C%AC/%F0%9F%8E%AC%20a.js"),
        ("a%20b[1].js", "a%2520b%5B1%5D.js"),
    ],
)
def test_a_path_in_sarif_is_an_address(file: str, uri: str) -> None:
    run = sarif([replace(CLOCK, span=replace(CLOCK.span, file=file))])
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == uri


def test_github_has_a_line_for_each() -> None:
    assert formatted(ALL, Format.GITHUB).splitlines() == [
        "::notice file=card/a.css,line=1,endLine=1,col=1,title=HF402 no-duration::"
        "No length (seen 3 times)%0AWrite a header",
        "::warning file=card/a.css,line=3,endLine=4,col=1,title=HF313 random-style::random() is another each time",
        "::error file=card/b.js,line=12,endLine=12,col=9,title=HF101 wall-clock::"
        "Date.now() reads the clock of the machine%0AUse performance.now()",
    ]
    assert formatted([], Format.GITHUB) == ""


def test_nothing_in_a_finding_ends_the_order_to_github() -> None:
    evil = replace(CLOCK, message="100%: a,b\r\n::error::x", hint="", span=replace(CLOCK.span, file="a,b:c%\n.js"))
    assert formatted([evil], Format.GITHUB) == (
        "::error file=a%2Cb%3Ac%25%0A.js,line=12,endLine=12,col=9,title=HF101 wall-clock::100%25: a,b%0D%0A::error::x"
    )


def test_the_page_of_the_rules_has_all_of_a_rule() -> None:
    other = replace(
        RULE,
        code="HF201",
        name="remote-script",
        severity=Severity.ERROR,
        check=lambda _: iter(()),
        bad="<script src=x>",
    )
    page = rules_page([other, RULE])
    assert "- [HF101 wall-clock](#hf101-wall-clock): silent; with `--portable`: error\n" in page
    assert page.index("\n## HF101 wall-clock\n") < page.index("\n## HF201 remote-script\n")
    for part in (RULE.finds, RULE.why, RULE.hint, "Only a run can tell", "\n```html\n<script>\nlet t"):
        assert part in page
    assert "\n````js\nrequestAnimationFrame(t => draw(`${t}` + '```'));\n````\n" in page
    assert "**Severity:** silent; with `--portable`: error" in page
    assert "`// hframes: ignore[HF101] why` in a script" in page
    assert page.endswith("\n")
    assert not page.endswith("\n\n")
