"""Writes docs/rules.md: what each rule finds, why, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hframes.lint.rule import Rule

_FAMILIES = {
    "HF0": "The linter itself",
    "HF1": "Time, chance and order",
    "HF2": "Network and files",
    "HF3": "The machine",
    "HF4": "Media and the page",
    "HF5": "What only a run tells (`--runtime`)",
}
_OTHER = "Other rules"
_HEAD = """# Rules of `hframes lint`

Written by `make docs` from the rules themselves. `hframes rule HF101` prints one of them.

A rule that is *silent* is told of only when it is selected by code or name: the clock makes what it finds
deterministic. With `--portable`, pages must be deterministic in a bare browser, too, and it counts.

To suppress a finding, write a comment at the end of its line, or alone on the line before it:

    // hframes: ignore[HF101] why that is fine      in scripts
    /* hframes: ignore[HF203, HF204] why */         in scripts and styles
    <!-- hframes: ignore[HF201] why -->             in pages

Without codes, it counts for every rule. `hframes: ignore-file[HF101]` in the first comment of a file counts for the
whole file. To leave out a rule everywhere, say `--ignore HF101`, or `ignore = ["HF101"]` in the table `[lint]` of
`hframes.toml` (`[tool.hframes.lint]` of `pyproject.toml`)."""


def rules_page(rules: Iterable[Rule]) -> str:
    """The page in Markdown, with a table of contents."""
    ordered = sorted(rules, key=lambda rule: rule.code)
    families: dict[str, list[Rule]] = {}
    for rule in ordered:
        families.setdefault(_FAMILIES.get(rule.code[:3], _OTHER), []).append(rule)
    parts = [_HEAD, "## Contents"]
    for family, members in families.items():
        parts.append("\n".join([f"**{family}**", "", *map(_entry, members)]))
    parts += [_section(rule) for rule in ordered]
    return "\n\n".join(parts) + "\n"


def weight(rule: Rule) -> str:
    """What findings of a rule weigh, in both modes: "error", or "silent; with --portable: error"."""
    if rule.severity is rule.portable:
        return rule.severity.value
    return f"{rule.severity}; with --portable: {rule.portable}"


def is_page(example: str) -> bool:
    """Whether an example is a page, not a script."""
    return example.lstrip().startswith("<")


def _entry(rule: Rule) -> str:
    return f"- [{rule.code} {rule.name}](#{_anchor(rule)}): {_marked_weight(rule)}"


def _marked_weight(rule: Rule) -> str:
    return weight(rule).replace("--portable", "`--portable`")


def _anchor(rule: Rule) -> str:
    return f"{rule.code}-{rule.name}".lower()


def _section(rule: Rule) -> str:
    lines = [f"## {rule.code} {rule.name}", "", rule.finds]
    if rule.check is None:
        lines += ["", "Only a run can tell."]
    lines += ["", f"**Why:** {rule.why}", "", f"**Severity:** {_marked_weight(rule)}"]
    lines += ["", "**Bad:**", "", *_fenced(rule.bad), "", f"**Good:** {rule.hint}.", "", *_fenced(rule.good)]
    return "\n".join([*lines, "", f"**To suppress it:** {_suppressing(rule)}"])


def _fenced(example: str) -> list[str]:
    text = example.strip("\n").rstrip()
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence + ("html" if is_page(text) else "js"), text, fence]


def _suppressing(rule: Rule) -> str:
    order = f"hframes: ignore[{rule.code}] why"
    in_page, in_script, in_style = f"`<!-- {order} -->`", f"`// {order}`", f"`/* {order} */`"
    if not is_page(rule.bad):
        return in_script
    forms = [in_page]
    forms += [f"{in_script} in a script"] if "<script" in rule.bad else []
    forms += [f"{in_style} in a style"] if "<style" in rule.bad else []
    return ", ".join(forms)
