"""HF108."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hframes.lint.families.functions import contains, function_of
from hframes.lint.families.scripts import methods, short
from hframes.lint.families.signs import NEGATIVE, POSITIVE, ZERO, signs_of
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule
from hframes.lint.script import Script

if TYPE_CHECKING:
    from tree_sitter import Node

_HALVES = (frozenset({ZERO, POSITIVE}), frozenset({ZERO, NEGATIVE}), frozenset({POSITIVE}), frozenset({NEGATIVE}))

_NEVER_EQUAL = frozenset({NEGATIVE, POSITIVE})


def _check(project: Project) -> Iterator[Match]:
    for script in project.scripts:
        chances = [use.node for use in script.uses_of("Math.random", "hframes.random", "crypto.getRandomValues")]
        for use in methods(script, ("sort", "toSorted")):
            function = function_of(use.arguments[0]) if use.arguments else None
            if function is None:
                if use.arguments and any(chance == use.arguments[0] for chance in chances):
                    yield _by_chance(script, use.arguments[0])
            elif any(contains(function, chance) for chance in chances):
                yield _by_chance(script, use.arguments[0])
            else:
                yield from _compared(script, use.arguments[0], function)


def _by_chance(script: Script, given: Node) -> Match:
    hint = "Shuffle with a loop that swaps (Fisher and Yates), with `hframes.random()`"
    message = f"`{short(script.text(given))}` compares by chance: the order is the browser's, and not an even one"
    return Match(script.place(given), message, hint)


def _compared(script: Script, given: Node, function: Node) -> Iterator[Match]:
    signs = signs_of(function)
    text = short(script.text(given))
    if signs in _HALVES:
        message = f"`{text}` never says that the first comes before the second, or never that it comes after"
        yield Match(script.place(given), message)
    elif signs == _NEVER_EQUAL:
        message = f"`{text}` never says that two are equal"
        yield Match(script.place(given), message, severity=Severity.WARNING)


RULE = Rule(
    code="HF108",
    name="inconsistent-comparator",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="A comparator of `sort` or `toSorted` that asks chance, or that returns a comparison such as `a > b`.",
    why="The order that comes out then depends on how this browser happens to sort, which is no one's promise, and may "
    "change with its version or with one more element.",
    hint="Return a negative number, 0 or a positive number: `(a, b) => a - b`, `(a, b) => (a > b) - (a < b)`",
    bad="""\
const cards = [...document.querySelectorAll('.card')];
cards.sort((a, b) => Number(a.dataset.rank) > Number(b.dataset.rank));
document.querySelector('.deck').append(...cards);
""",
    good="""\
const cards = [...document.querySelectorAll('.card')];
cards.sort((a, b) => Number(a.dataset.rank) - Number(b.dataset.rank));
document.querySelector('.deck').append(...cards);
""",
    check=_check,
)
