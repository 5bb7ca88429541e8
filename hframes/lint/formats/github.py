"""Findings as orders to GitHub Actions, which shows them beside the changed lines."""

from __future__ import annotations

from collections.abc import Sequence

from hframes.lint.finding import Finding, Severity, times

_ORDERS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice", Severity.SILENT: "notice"}


def as_github(findings: Sequence[Finding]) -> str:
    """A line for each finding; nothing where there is none."""
    return "\n".join(_line(finding) for finding in findings)


def _line(finding: Finding) -> str:
    span = finding.span
    properties = {
        "file": span.file,
        "line": str(span.line),
        "endLine": str(span.end_line),
        "col": str(span.column),
        "title": f"{finding.code} {finding.name}",
    }
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = finding.message + times(finding.count) + (f"\n{finding.hint}" if finding.hint else "")
    return f"::{_ORDERS[finding.severity]} {told}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
