"""Adds what a run saw to what was found by reading: the same thing at the same place is one finding, with its count."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from hframes.lint.finding import Finding, Severity, Span
from hframes.lint.project import Place, Project, SourceFile
from hframes.lint.runtime.seen import At, Seen
from hframes.serve import page_address

_WORD = re.compile(r"[\w$]+")
# What is loaded: reading and running may differ in what for.
_LOADS = "HF2"

# Code, message and what it weighs at most -> a finding at no place, or None where no rule has the code.
Weigh = Callable[[str, str, Severity | None], Finding | None]


@dataclass(frozen=True)
class Merged:
    """A finding, and where a run saw it, if one did."""

    finding: Finding
    at: At | None = None


@dataclass(frozen=True)
class Page:
    """What is known of the page that was read and run.

    Attributes:
        project: as it was read.
        shown: what stands before the paths of its files where people read them.
        entry: the page's own path in the folder.
        read: gives a file of the folder.
    """

    project: Project
    shown: str
    entry: str
    read: Callable[[str], bytes | None]

    def references(self) -> dict[str, list[Place]]:
        """Where the page says that it loads something, by whole address."""
        found: dict[str, list[Place]] = {}
        for reference in self.project.references:
            own = reference.place.file.path.removeprefix(self.shown)
            for base in dict.fromkeys((own, self.entry)):  # a script's address counts from the page
                try:
                    address = urljoin(page_address(base), reference.address.strip()).partition("#")[0]
                except ValueError:
                    continue
                found.setdefault(address, []).append(reference.place)
        return found


def merged(found: Sequence[Finding], every: Iterable[Seen], page: Page, weigh: Weigh) -> list[Merged]:
    """The findings of both.

    Args:
        found: what was found by reading.
        every: what a run saw.
    """
    references = page.references()
    read = [Merged(finding) for finding in found]
    added: list[Merged] = []
    # Those without a place come last: then it is known what has one.
    for one in sorted(every, key=lambda seen: seen.at is None and seen.address is None):
        number = _same(read, one, page.shown, references)
        if number is not None:
            read[number] = _counted(read[number], one)
        elif one.at is None and one.count is None and any(one.code == other.finding.code for other in added):
            continue  # told of, and where
        elif (weighed := weigh(one.code, one.message, one.severity)) is not None:
            added.append(Merged(_placed(weighed, one, page, references), one.at))
    return [*read, *added]


def span_at(path: str, line: int, column: int, source: str) -> Span:
    """The word that begins at a place, in its line."""
    word = _WORD.match(source, min(column - 1, len(source)))
    return Span(path, line, column, line, column + (len(word[0]) if word else 1))


def line_of(data: bytes, number: int) -> str:
    """A line of a text, without its end; "" where it has no such line."""
    file = SourceFile("", data)
    return file.line(number) if 1 <= number <= data.count(b"\n") + 1 else ""


def _counted(known: Merged, one: Seen) -> Merged:
    count = known.finding.count if one.count is None else (known.finding.count or 0) + one.count
    return Merged(replace(known.finding, count=count), known.at or one.at)


def _same(read: list[Merged], one: Seen, shown: str, references: Mapping[str, list[Place]]) -> int | None:
    """The number of the finding that is about the same."""
    for place in references.get(one.address or "", ()):
        for number, other in enumerate(read):
            if other.finding.code.startswith(_LOADS) and _overlap(other.finding.span, place.span):
                return number
    if one.at is None and one.address is None:
        likely = (number for number, other in enumerate(read) if other.finding.code == one.code)
        return next((number for number in likely if one.count is None or _may_be(read[number].finding, one)), None)
    if one.at is None:
        return None
    at = one.at
    near: list[tuple[int, int]] = []
    for number, other in enumerate(read):
        span, code = other.finding.span, other.finding.code
        if span.file != shown + at.file:
            continue
        if code != one.code and not (one.address is not None and code.startswith(_LOADS)):
            continue
        # A call of `screen[name]` is, for the browser, where the bracket is.
        if (span.line, span.column) <= (at.line, at.column) <= (span.end_line, span.end_column):
            near.append((0, number))
        elif span.line == at.line and other.at is None and _may_be(other.finding, one):
            near.append((1 + abs(span.column - at.column), number))
    return min(near)[1] if near else None


def _may_be(finding: Finding, one: Seen) -> bool:
    """Whether what stands where a finding is may be what was seen a little beside it."""
    span = finding.span
    end = span.end_column - 1 if span.end_line == span.line else None
    return one.address is not None or (one.word or "") in finding.source[span.column - 1 : end]


def _overlap(one: Span, other: Span) -> bool:
    begins_before = (one.line, one.column) < (other.end_line, other.end_column)
    return one.file == other.file and begins_before and (other.line, other.column) < (one.end_line, one.end_column)


def _placed(finding: Finding, one: Seen, page: Page, references: Mapping[str, list[Place]]) -> Finding:
    """The finding where what was asked for stands, or where it was seen, or where the page begins."""
    place = next(iter(references.get(one.address or "", ())), None)
    if place is not None:
        return replace(finding, span=place.span, source=place.file.line(place.span.line), count=one.count)
    at = one.at or At(page.entry, 1, 1)
    source = line_of(page.read(at.file) or b"", at.line)
    return replace(
        finding, span=span_at(page.shown + at.file, at.line, at.column, source), source=source, count=one.count
    )
