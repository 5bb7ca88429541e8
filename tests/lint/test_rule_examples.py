"""Every rule's own examples: the bad one is found, by this rule only; the good one is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from hframes.lint.finding import Severity
from hframes.lint.options import LintOptions
from hframes.lint.registry import all_rules
from hframes.lint.rule import Rule
from hframes.lint.run import lint_path, lint_text

HEADER = '<!doctype html><script type="application/json" id=hframes>{"duration": 2}</script>'
_RULES = [pytest.param(rule, id=rule.code) for rule in all_rules() if rule.check is not None]


@pytest.mark.parametrize("rule", _RULES)
def test_the_bad_example_has_findings_of_this_rule_only(rule: Rule, tmp_path: Path) -> None:
    # Moving by hand needs frames: silent rules, which would tell of that, speak only in examples of their own.
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "points.js").write_text("const points = [1, 2, 3];\n")  # what an example loads
    page = tmp_path / "page" / "index.html"
    page.write_text(rule.bad if rule.bad.startswith("<") else f"{HEADER}<script type=module>{rule.bad}</script>")
    found = lint_path(page, LintOptions(portable=rule.severity is Severity.SILENT))
    assert {finding.code for finding in found} == {rule.code}


@pytest.mark.parametrize("rule", _RULES)
def test_the_good_example_has_none(rule: Rule) -> None:
    assert not [finding for finding in lint_text(rule.good, portable=True) if finding.code == rule.code]


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.code) for rule in all_rules()])
def test_its_words_are_as_people_read_them(rule: Rule) -> None:
    assert rule.finds.endswith(".")
    assert rule.why.endswith(".")
    assert not rule.hint.endswith(".")


def test_codes_and_names_are_used_once() -> None:
    rules = all_rules()
    assert len({rule.code for rule in rules}) == len({rule.name for rule in rules}) == len(rules)
