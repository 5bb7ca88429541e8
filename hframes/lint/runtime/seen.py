"""What a run saw: values only."""

from __future__ import annotations

from dataclasses import dataclass

from hframes.lint.finding import Severity


@dataclass(frozen=True, order=True)
class At:
    """A place in a file of the composition.

    Attributes:
        file: POSIX path in the folder.
        line, column: 1-based; the column in characters.
    """

    file: str
    line: int
    column: int


@dataclass(frozen=True)
class Seen:
    """One thing that a run saw and a rule is for.

    Attributes:
        code: of the rule.
        message: what was seen, a sentence without a final full stop.
        at: where; None where nobody knows.
        count: how often; None for what is not counted.
        severity: what it weighs at most; None for what the rule says.
        address: of what was asked for, where something was.
        word: what stands in the source of the same thing.
    """

    code: str
    message: str
    at: At | None = None
    count: int | None = None
    severity: Severity | None = None
    address: str | None = None
    word: str | None = None
