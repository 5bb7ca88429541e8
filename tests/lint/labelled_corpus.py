"""Snippets that people have labelled with what the linter is to say of them, see `labelled/*.txt`.

A snippet begins with a line `=== HF101, HF104 | a few words`, or `=== none | a few words`, and goes on to the next such
line. The label is the set of codes that a careful reader wants told where a page must be deterministic in a bare
browser, too; notes do not count. A relative address leads to a file that is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "labelled"
_SIGN = "=== "
_NOTHING = "none"


@dataclass(frozen=True)
class Snippet:
    """A labelled page, or script where it does not begin with "<".

    Attributes:
        topic: its file's name, without the ending.
        line: where its label stands in the file, 1-based.
        codes: what is to be found, empty where nothing is.
        words: what it is.
    """

    topic: str
    line: int
    codes: frozenset[str]
    words: str
    text: str

    @property
    def where(self) -> str:
        """File and line, for people."""
        return f"{FOLDER.name}/{self.topic}.txt:{self.line}"


def read_snippets(folder: Path = FOLDER) -> list[Snippet]:
    """All of them, file by file."""
    return [snippet for file in sorted(folder.glob("*.txt")) for snippet in parse_snippets(file.stem, file.read_text())]


def parse_snippets(topic: str, text: str) -> list[Snippet]:
    """The snippets of one file.

    Raises:
        ValueError: for a label that is none, or text before the first.
    """
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith(_SIGN)]
    if any(line.strip() for line in lines[: starts[0] if starts else len(lines)]):
        raise ValueError(f"{topic}.txt: text before the first label")
    return [
        _snippet(topic, start + 1, lines[start], "\n".join(lines[start + 1 : end]).strip("\n") + "\n")
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]


def _snippet(topic: str, line: int, label: str, text: str) -> Snippet:
    codes, bar, words = label.removeprefix(_SIGN).partition(" | ")
    named = [] if codes == _NOTHING else codes.split(", ")
    if not (bar and words.strip() and text.strip() and all(_is_code(code) for code in named)):
        raise ValueError(f"{topic}.txt:{line}: not a labelled snippet: {label}")
    return Snippet(topic, line, frozenset(named), words.strip(), text)


def _is_code(word: str) -> bool:
    return len(word) == 5 and word.startswith("HF") and word[2:].isdigit()
