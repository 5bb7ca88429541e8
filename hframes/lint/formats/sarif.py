"""Findings as SARIF 2.1.0, which code hosts and editors read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from hframes.lint.finding import Finding, Severity, Span
from hframes.lint.registry import find_rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note", Severity.SILENT: "note"}


def as_sarif(findings: Sequence[Finding]) -> str:
    """One run, with what is to be known of the rules that found something."""
    codes = sorted({finding.code for finding in findings})
    names = {finding.code: finding.name for finding in findings}
    run = {
        "tool": {
            "driver": {
                "name": "hframes",
                "version": version("hframes"),
                "rules": [_rule(code, names[code]) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes.index(finding.code)) for finding in findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(code: str, name: str) -> dict[str, Any]:
    rule = find_rule(code)
    if rule is None:
        return {"id": code, "name": name}
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": _message(rule.finds),
        "fullDescription": _message(rule.why),
        "help": _message(f"{rule.hint}."),
        "defaultConfiguration": {
            "level": _LEVELS[rule.severity],
            "enabled": rule.severity is not Severity.SILENT,
        },
    }


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    hint = f" {finding.hint}." if finding.hint else ""
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": _message(f"{finding.message}.{hint}"),
    }
    if finding.span.file:
        region = {"region": _region(finding.span)} if finding.span.line > 0 else {}
        place = {"artifactLocation": {"uri": _uri(finding.span.file)}, **region}
        result["locations"] = [{"physicalLocation": place}]
    if finding.count is not None:
        result["occurrenceCount"] = finding.count
    if finding.fix is not None and finding.fix.span is not None:
        result["fixes"] = [_fix(finding.fix.file, finding.fix.span, finding.fix.text)]
    return result


def _fix(file: str, span: Span, text: str) -> dict[str, Any]:
    replacement = {"deletedRegion": _region(span), "insertedContent": {"text": text}}
    return {"artifactChanges": [{"artifactLocation": {"uri": _uri(file)}, "replacements": [replacement]}]}


def _message(text: str) -> dict[str, str]:
    """A text as the standard wants it: braces, which stand around a placeholder there, are doubled (3.11.5)."""
    plain = text.encode("utf-8", "replace").decode()
    return {"text": plain.replace("{", "{{").replace("}", "}}")}


def _uri(path: str) -> str:
    quoted = quote(path, safe="/~", errors="surrogateescape")
    return f"file://{quoted}" if path.startswith("/") else quoted


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
