"""The examples of the rules that only a run can tell."""

from __future__ import annotations

import pytest

from hframes.lint.finding import Severity
from hframes.lint.registry import all_rules
from hframes.lint.rule import Rule
from tests.lint.runtime.conftest import Run

RULES = [pytest.param(rule, id=rule.code) for rule in all_rules() if rule.check is None]


@pytest.mark.parametrize("rule", RULES)
def test_the_bad_example_is_found_and_the_good_one_is_not(rule: Rule, run: Run, inter: bytes) -> None:
    files: dict[str, str | bytes] = {"fonts/headline.ttf": inter}
    portable = rule.severity is Severity.SILENT
    assert {finding.code for finding in run(rule.bad, files, portable=portable)} == {rule.code}
    assert run(rule.good, files, portable=portable) == []
