"""All rules: each module of `hframes/lint/rules/` holds one."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from hframes.lint.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    from hframes.lint import rules

    found: list[Rule] = []
    for module in pkgutil.iter_modules(rules.__path__, f"{rules.__name__}."):
        rule = import_module(module.name).RULE
        assert isinstance(rule, Rule), module.name
        found.append(rule)
    return tuple(sorted(found, key=lambda rule: rule.code))


def find_rule(code_or_name: str) -> Rule | None:
    """The rule of that code or name, in capitals or not; None where there is none."""
    wanted = code_or_name.casefold()
    return next((rule for rule in all_rules() if wanted in (rule.code.casefold(), rule.name)), None)
