"""The linter against snippets that people have labelled: what it finds is wanted, and what is wanted it finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pytest

from hframes.lint.finding import Finding, Severity
from hframes.lint.run import lint_text
from tests.lint.labelled_corpus import Snippet, parse_snippets, read_snippets
from tests.lint.sarif_standard import sarif

ENOUGH = 0.97
FEWEST = 150


@dataclass(frozen=True)
class Answer:
    """What the linter said of a snippet."""

    snippet: Snippet
    findings: tuple[Finding, ...]

    @property
    def found(self) -> frozenset[str]:
        return frozenset(one.code for one in self.findings if one.severity.rank < Severity.NOTE.rank)

    @property
    def missed(self) -> frozenset[str]:
        return self.snippet.codes - self.found

    @property
    def made_up(self) -> frozenset[str]:
        return self.found - self.snippet.codes

    def __str__(self) -> str:
        parts = [f"misses {code}" for code in sorted(self.missed)] + [
            f"makes up {code}" for code in sorted(self.made_up)
        ]
        return f"{self.snippet.where}: {', '.join(parts)} ({self.snippet.words})"


@cache
def answers() -> tuple[Answer, ...]:
    return tuple(Answer(snippet, tuple(lint_text(snippet.text, portable=True))) for snippet in read_snippets())


def _count(sets: Iterable[frozenset[str]]) -> int:
    return sum(len(codes) for codes in sets)


def test_there_are_enough_of_both_kinds() -> None:
    snippets = read_snippets()
    positive = [snippet for snippet in snippets if snippet.codes]
    assert len(positive) >= FEWEST
    assert len(snippets) - len(positive) >= FEWEST
    assert len({snippet.text for snippet in snippets}) == len(snippets)


def test_precision_and_recall() -> None:
    right = _count(answer.found & answer.snippet.codes for answer in answers())
    made_up = _count(answer.made_up for answer in answers())
    missed = _count(answer.missed for answer in answers())
    precision, recall = right / max(1, right + made_up), right / max(1, right + missed)
    wrong = [str(answer) for answer in answers() if answer.missed or answer.made_up]
    told = "\n".join([f"precision {precision:.3f}, recall {recall:.3f}, {len(wrong)} wrong:", *wrong])
    print(told)
    assert precision >= ENOUGH, told
    assert recall >= ENOUGH, told


def test_all_that_is_found_can_be_told_as_sarif() -> None:
    sarif([finding for answer in answers() for finding in answer.findings])


@pytest.mark.parametrize("text", ["var a\n=== none | x\nb\n", "=== HF1 | x\nb\n", "=== none\nb\n", "=== none | x\n"])
def test_a_label_that_is_none_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="topic"):
        parse_snippets("topic", text)
