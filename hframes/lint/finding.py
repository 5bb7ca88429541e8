"""What the linter says: values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs; `SILENT` ones are told of only when they are selected by name."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    SILENT = "silent"

    @property
    def rank(self) -> int:
        """0 for the heaviest."""
        return list(Severity).index(self)


@dataclass(frozen=True, order=True)
class Span:
    """A place in a file.

    Attributes:
        file: POSIX path, as it is told to people.
        line, column, end_line, end_column: 1-based, in characters; the end is the first place after it.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Fix:
    """A safe mend: what to put in the place of a file's bytes `start` to `end`, counted without a byte order mark.

    Attributes:
        span: the same place as people count, where it is known.
    """

    file: str
    start: int
    end: int
    text: str
    span: Span | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that would make a render differ, or that a person should look at.

    Attributes:
        code, name: of the rule: "HF101", "wall-clock".
        message: what was found, a sentence without a final full stop.
        hint: what to write instead.
        source: the line of the file that it is in, for people; "" where there is none.
        count: how often it was seen, where the page was run.
        fix: a mend that is safe, where there is one.
    """

    code: str
    name: str
    severity: Severity
    message: str
    hint: str
    span: Span
    source: str = ""
    count: int | None = None
    fix: Fix | None = None


def times(count: int | None) -> str:
    """How often something was seen, as people read it after a message."""
    if count is None:
        return ""
    return " (seen once)" if count == 1 else f" (seen {count} times)"
