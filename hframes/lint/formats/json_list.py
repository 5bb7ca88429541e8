"""Findings as a list in JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from hframes.lint.finding import Finding


def as_json(findings: Sequence[Finding]) -> str:
    """One object for each finding; lines and columns are 1-based, in characters, and the end is the first after it.

    What a run saw has a `count`.
    """
    return json.dumps([_told(finding) for finding in findings], indent=2)


def _told(finding: Finding) -> dict[str, str | int]:
    counted = {} if finding.count is None else {"count": finding.count}
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "hint": finding.hint,
        "file": finding.span.file,
        "line": finding.span.line,
        "column": finding.span.column,
        "end_line": finding.span.end_line,
        "end_column": finding.span.end_column,
        **counted,
    }
