"""Findings as text: for people, for programs, and for what shows them beside the code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from hframes.lint.finding import Finding


class Format(StrEnum):
    """How findings are told."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def by_place(findings: Iterable[Finding]) -> list[Finding]:
    """By file, line and column."""
    return sorted(findings, key=lambda finding: (finding.span, finding.code, finding.message))


def formatted(findings: Sequence[Finding], form: Format) -> str:
    """All findings in one text, by place, without a last line end."""
    found = by_place(findings)
    if form is Format.JSON:
        from hframes.lint.formats.json_list import as_json

        return as_json(found)
    if form is Format.SARIF:
        from hframes.lint.formats.sarif import as_sarif

        return as_sarif(found)
    if form is Format.GITHUB:
        from hframes.lint.formats.github import as_github

        return as_github(found)
    from hframes.lint.formats.text import as_text

    return as_text(found)
