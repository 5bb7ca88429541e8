"""Spoils pages, scripts and styles in ways that nobody thought of, and says what is wrong with the linter's answer.

    python -m tests.lint.fuzzing 600        # seconds; a case that is wrong is printed with its number, and kept

A case is made of its number alone, so that it can be made again.
"""

from __future__ import annotations

import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hframes.lint.finding import Finding, Span
from hframes.lint.fixing import mended
from hframes.lint.formats import Format, formatted
from hframes.lint.options import LintOptions
from hframes.lint.run import lint_path
from hframes.parsing import LanguageName, parse
from tests.lint.labelled_corpus import read_snippets

if TYPE_CHECKING:
    from tree_sitter import Node

PROJECT = Path(__file__).parents[2]
LONGEST = 30_000  # bytes of a case
SLOWEST = 4.0  # seconds of processor time for a case, however busy the machine is
LONGEST_WAIT = 60  # seconds, then a case is given up
_LANGUAGES: dict[str, LanguageName] = {
    ".html": "html",
    ".svg": "html",
    ".js": "javascript",
    ".css": "css",
    ".ts": "typescript",
}
_FOLDERS = ("compositions", "tests/corpus", "tests/hostile")
_HEADER = '<!doctype html><script type="application/json" id="hframes">{"duration": 1}</script>'
_LOADERS = {
    ".js": "<script src=case.js></script><script type=module src=case.js></script><script>Worker('case.js')</script>",
    ".css": "<link rel=stylesheet href=case.css>",
    ".ts": "<script type=module src=case.ts></script>",
    ".svg": "<img src=case.svg><iframe src=case.svg></iframe>",
}
_SPLINTERS = (
    *("(", ")", "{", "}", "[", "]", "`", "${", "'", '"', "<", ">", "</script>", "<script>", "<style>", "<!--", "-->"),
    *("/*", "*/", "//", "\\", "\n", "\r\n", "\0", "\u2028", "\ufeff", "é", "🎬", "&quot;", "&#0;", "=>", "...", "?."),
    *(";", ",", ":", "=", "+=", "async ", "await ", "yield ", "new ", "class A extends ", "get ", "static ", "#x"),
    *(
        "import(",
        "import ",
        "export * from './case.js';",
        "export default ",
        "with (Math) ",
        "let ",
        "const {",
        "for (",
    ),
    *("Math.random()", "Date.now()", "new Date", "requestAnimationFrame(f)", "setTimeout", "localStorage", "this."),
    *("https://unpkg.com/a@1/b.js", "//", "url(", "@import ", "random(", "integrity=", "src=", "onclick="),
    *("hframes: ignore[HF101]", "// hframes: ignore\n", "<!-- hframes: ignore[", "hframes: ignore-file"),
)


@dataclass(frozen=True)
class Source:
    """A text to begin with, and the ending that its file has."""

    ending: str
    data: bytes


@cache
def sources() -> tuple[Source, ...]:
    """The labelled snippets, and the project's own pages with what is beside them."""
    snippets = [snippet.text for snippet in read_snippets()]
    found = [Source(".html" if text.startswith("<") else ".js", text.encode()) for text in snippets]
    found += [Source(".ts", source.data) for source in found[::20] if source.ending == ".js"]
    for folder in _FOLDERS:
        for file in sorted((PROJECT / folder).rglob("*")):
            if file.suffix in _LANGUAGES and file.is_file() and file.stat().st_size <= LONGEST:
                found.append(Source(file.suffix, file.read_bytes()))
    return tuple(found)


def case(number: int) -> Source:
    """A spoilt text."""
    chance = random.Random(number)
    source = chance.choice(sources())
    data = source.data
    for _ in range(chance.randint(1, 6)):
        data = chance.choice(_WAYS)(data, source.ending, chance)[:LONGEST]
    return Source(source.ending, data)


def _bytes(data: bytes, _: str, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.randbytes(chance.randrange(4)) + data[at + chance.randrange(4) :]


def _splinter(data: bytes, _: str, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    times = chance.choice((1, 1, 1, 2, 300))
    return data[:at] + chance.choice(_SPLINTERS).encode() * times + data[at + chance.randrange(3) :]


def _slice(data: bytes, _: str, chance: random.Random) -> bytes:
    begin, end = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[begin : min(end, begin + 2000)] + data[at:] if chance.random() < 0.5 else data[:end]


def _without_node(data: bytes, ending: str, chance: random.Random) -> bytes:
    begin, end = _node(data, ending, chance)
    return data[:begin] + data[end:]


def _swapped_nodes(data: bytes, ending: str, chance: random.Random) -> bytes:
    (a, b), (c, d) = sorted((_node(data, ending, chance), _node(data, ending, chance)))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:] if b <= c else data


def _foreign_node(data: bytes, ending: str, chance: random.Random) -> bytes:
    begin, end = _node(data, ending, chance)
    other = chance.choice(sources())
    first, last = _node(other.data, other.ending, chance)
    return data[:begin] + other.data[first:last] + data[end:]


def _nested_node(data: bytes, ending: str, chance: random.Random) -> bytes:
    """A part in itself, again and again."""
    begin, end = _node(data, ending, chance)
    if end - begin < 3:
        return data
    cut = chance.randrange(begin + 1, end)
    times = min(200, LONGEST // (end - begin))
    return data[:begin] + data[begin:cut] * times + data[cut:end] * times + data[end:]


def _node(data: bytes, ending: str, chance: random.Random) -> tuple[int, int]:
    root = parse(data, _LANGUAGES[ending])
    node: Node = root
    while node.child_count and (node == root or chance.random() < 0.8):
        node = node.children[chance.randrange(node.child_count)]
    return node.start_byte, node.end_byte


_Way = Callable[[bytes, str, random.Random], bytes]
_WAYS: tuple[_Way, ...] = (
    _bytes,
    _splinter,
    _slice,
    _without_node,
    _swapped_nodes,
    _foreign_node,
    _nested_node,
)


def complaints(source: Source, folder: Path) -> list[str]:
    """What is wrong with what the linter says of a text; an error of its own comes through."""
    name = f"case{source.ending}"
    (folder / name).write_bytes(source.data)
    page = folder / name
    if source.ending != ".html":
        page = folder / "index.html"
        page.write_text(_HEADER + _LOADERS[source.ending])
    wrong: list[str] = []
    began = time.process_time()
    for portable in (True, False):
        findings = lint_path(page, LintOptions(portable=portable))
        for finding in findings:
            wrong += _misplaced(finding)
        for form in Format:
            formatted(findings, form).encode()
    took = time.process_time() - began
    if took > SLOWEST:
        wrong.append(f"it took {took:.1f} seconds for {len(source.data)} bytes")
    return wrong


def _misplaced(finding: Finding) -> list[str]:
    data = Path(finding.span.file).read_bytes().removeprefix(b"\xef\xbb\xbf")
    lines = data.decode(errors="replace").split("\n")
    wrong = [] if is_in(finding.span, lines) else [f"{finding.code} is at {finding.span}, outside of its file"]
    if finding.fix is not None:
        mine = Path(finding.fix.file).read_bytes().removeprefix(b"\xef\xbb\xbf")
        if mended(mine, [finding.fix])[1] != 1:
            wrong.append(f"{finding.code} has a mend outside of its file: {finding.fix}")
    return wrong


def is_in(span: Span, lines: list[str]) -> bool:
    begin, end = (span.line, span.column), (span.end_line, span.end_column)
    if not (1, 1) <= begin <= end or span.end_line > len(lines):
        return False
    return span.column <= len(lines[span.line - 1]) + 1 and span.end_column <= len(lines[span.end_line - 1]) + 1


def _too_long(*_: object) -> None:
    raise TimeoutError(f"it took longer than {LONGEST_WAIT} seconds")


def main(seconds: float, first: int) -> int:
    """Tries case after case; 1 if there was one that is wrong."""
    signal.signal(signal.SIGALRM, _too_long)
    until, number, bad = time.monotonic() + seconds, first, 0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < until:
            source = case(number)
            signal.alarm(LONGEST_WAIT)
            try:
                wrong = complaints(source, Path(folder))
            except Exception as error:
                wrong = [f"{type(error).__name__}: {error}"]
            if wrong:
                bad += 1
                kept = Path(tempfile.gettempdir()) / f"hframes-lint-case-{number}{source.ending}"
                kept.write_bytes(source.data)
                print(f"case {number}: {'; '.join(wrong[:3])} ({kept})", flush=True)
            number += 1
    print(f"{number - first} cases, {bad} wrong; the next one is {number}")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
