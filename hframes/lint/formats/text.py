"""Findings for a person: the place, the line of source with the span marked, and what to do."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from hframes.lint.finding import Finding, Severity, times

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan", Severity.SILENT: "cyan"}
_TAB = "    "
# Of a long line, as in a bundle, only this much is shown.
_WIDEST = 120
_BEFORE = 40


def as_text(findings: Sequence[Finding]) -> str:
    """Findings in the order in which they are given, and a last line with how many there are."""
    return styled(findings).plain


def styled(findings: Sequence[Finding]) -> Text:
    """The same with colours, for a terminal."""
    return Text("\n\n").join([*map(_block, findings), Text(_counts(findings))])


def _block(finding: Finding) -> Text:
    span, colour = finding.span, _COLOURS[finding.severity]
    block = Text()
    block.append(_printable(span.file), "bold")
    block.append(f":{span.line}:{span.column}: ")
    block.append(finding.code, f"bold {colour}")
    block.append(f" {_printable(finding.message)}{times(finding.count)}")
    indent = " " * len(str(span.line))
    if finding.source.strip():
        shown, before, width = _excerpt(finding)
        block.append(f"\n{indent} |\n{span.line} | ", "dim")
        block.append(shown)
        block.append(f"\n{indent} | ", "dim")
        block.append(f"{' ' * before}{'^' * width} {finding.severity}", f"bold {colour}")
    if finding.hint:
        block.append(f"\n{indent} = hint: ", "bold")
        block.append(_printable(finding.hint))
    return block


def _excerpt(finding: Finding) -> tuple[str, int, int]:
    """The line as it is shown, and where in it the marks begin and how many they are, in cells of a terminal."""
    span, source = finding.span, finding.source.rstrip()
    begin = min(span.column - 1, len(source))
    end = min(span.end_column - 1, len(source)) if span.end_line == span.line else len(source)
    first = max(0, begin - _BEFORE) if len(source) > _WIDEST else 0
    last = min(len(source), first + _WIDEST)
    opened = "…" if first else ""
    closed = "…" if last < len(source) else ""
    shown = f"{opened}{_printable(source[first:last])}{closed}"
    before = cell_len(opened + _printable(source[first:begin]))
    return shown, before, max(1, cell_len(_printable(source[begin : min(end, last)])))


def _printable(text: str) -> str:
    """What a terminal shows as it is: source can hold anything, such as orders to the terminal."""
    return "".join(_TAB if sign == "\t" else "\ufffd" if _is_hidden(sign) else sign for sign in text)


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _counts(findings: Sequence[Finding]) -> str:
    if not findings:
        return "No findings."
    weights = [Severity.NOTE if one.severity is Severity.SILENT else one.severity for one in findings]
    counted: Counter[Severity] = Counter(weights)
    parts = [f"{counted[one]} {one}{'s' if counted[one] > 1 else ''}" for one in Severity if counted[one]]
    return f"Found {', '.join(parts)}."
