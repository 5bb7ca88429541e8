"""Whatever the linter is given: it answers, in bounded time, and never with a traceback."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hframes.lint.options import LintOptions
from hframes.lint.run import lint_path, lint_text
from tests.lint.labelled_corpus import read_snippets

SNIPPETS = [snippet.text for snippet in read_snippets()]
HEADER = '<script type="application/json" id="hframes">{"duration": 1}</script>'
DEEP = 20_000


@pytest.mark.parametrize(
    "text",
    [
        "(" * DEEP,
        "[" * DEEP + "]" * DEEP,
        "{" * DEEP,
        "a." * DEEP + "b",
        "f(" * DEEP + ")" * DEEP,
        "x=>" * DEEP + "1",
        "a+" * DEEP + "1",
        "`${" * DEEP,
        "!" * DEEP + "a",
        "a.innerHTML = " + "'<b>' + " * DEEP + "1",
        "a.innerHTML = `<b>${" * 500 + "1" + "}`" * 500,
        "requestAnimationFrame(function f() { x += 2; " * 200 + "})" * 200,
        "requestAnimationFrame(function f(p) { p.step(); g.go(); " * 300,
        "requestAnimationFrame(function f() { n++; g(); function g() { m++; f(); } " * 300 + "n".ljust(9000, "+"),
        "let a0 = a1;" + "".join(f"let a{i} = a{i + 1} || a{i - 1};" for i in range(1, 2000)) + "a0()",
        "const {" + "a: {" * 500 + "b" + "}" * 500 + "} = window",
        "<div>" * DEEP,
        "<svg>" + "<g>" * DEEP,
        "<style>" + "a{" * DEEP + "</style>",
        "<style>a { width: " + "calc(" * DEEP + "</style>",
        "<" + "a" * 100_000,
        "<script>" * DEEP,
        "\0" * 1000,
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16") * 1000,
    ],
    ids=range(24),
)
def test_deep_and_odd_input_is_survived(text: str) -> None:
    began = time.process_time()
    lint_text(text, portable=True)
    assert time.process_time() - began < 20


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SNIPPETS), st.integers(0, 2**32), st.integers(1, 12))
def test_spoilt_snippets_are_survived(text: str, seed: int, times: int) -> None:
    chance = random.Random(seed)
    letters = list(text)
    for _ in range(times):
        at = chance.randrange(len(letters) + 1)
        what = chance.choice(
            ["(", ")", "{", "}", "`", "${", "'", "<", ">", "/*", "\\", "\n", "=>", "import(", "\0", ""]
        )
        letters[at : at + chance.randrange(4)] = what
    lint_text("".join(letters), portable=True)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("broken.js", b"let a = ;\nlet b", 1),
        ("binary.js", bytes(range(256)) * 10, 1),
        ("utf16.js", "let a = Date.now()".encode("utf-16"), 1),
    ],
)
def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path, name: str, content: bytes, line: int) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "index.html").write_text(f"<!doctype html>{HEADER}<script src={name}></script>")
    (finding,) = lint_path(tmp_path, LintOptions())
    assert (finding.code, finding.span.line) == ("HF001", line)
    assert finding.span.file.endswith(name)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.js").open("wb") as file:
        file.truncate(50_000_000)
    (tmp_path / "index.html").write_text(f"<!doctype html>{HEADER}<script src=huge.js></script>")
    began = time.process_time()
    (finding,) = lint_path(tmp_path, LintOptions())
    assert finding.code == "HF001"
    assert "larger than" in finding.message
    assert time.process_time() - began < 2


def test_nothing_outside_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.js").write_text("localStorage.getItem('x')")
    page = tmp_path / "page"
    page.mkdir()
    (page / "link.js").symlink_to(tmp_path / "secret.js")
    (page / "index.html").write_text(
        f"<!doctype html>{HEADER}<script src=../secret.js></script><script src=link.js></script>"
    )
    assert {finding.code for finding in lint_path(page, LintOptions())} == {"HF211", "HF212"}


def test_ten_thousand_lines_take_less_than_a_second() -> None:
    part = """function move{0}(item, step) {{
  const {{ x, y }} = item;
  const card = document.querySelector("#card-{0}");
  card.style.left = `${{x + step * {0}}}px`;
  if (card.dataset.kind === "wide") {{
    list.push([{0}, y - step, card.children.length]);
  }}
  return {{ x: x + step, y }};
}}
"""
    script = "\n".join(part.format(number) for number in range(1000))
    assert script.count("\n") >= 9_999
    lint_text("let warm = 1")
    began = time.process_time()
    lint_text(script, portable=True)
    assert time.process_time() - began < 1
