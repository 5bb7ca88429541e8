"""Writes docs/rules.md from the rules of the linter: `make docs`."""

from pathlib import Path

from hframes.lint.registry import all_rules
from hframes.lint.rules_page import rules_page

Path(__file__).with_name("rules.md").write_text(rules_page(all_rules()), encoding="utf-8")
