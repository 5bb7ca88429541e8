"""`hframes rule`: prints what the rules of `hframes lint` are."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from hframes.cli.options import Json
from hframes.cli.speech import speaking
from hframes.errors import UsageError

if TYPE_CHECKING:
    from hframes.lint.rule import Rule


def rule(
    context: typer.Context,
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="A code or name, such as HF101.")] = None,
    as_json: Json = False,
) -> None:
    """Say what a rule of `hframes lint` finds, and why; or list all rules.

    Example:

        hframes rule HF101
    """
    with speaking(as_json=as_json, debug=bool(context.obj)):
        from hframes.lint.registry import all_rules

        if code is not None:
            chosen = _found(code)
            print(json.dumps(_as_object(chosen)) if as_json else told(chosen))
        elif as_json:
            print(json.dumps({"rules": [_as_object(one) for one in all_rules()]}))
        else:
            print("\n".join(listed(all_rules())))


def told(chosen: Rule) -> str:
    """A rule, for a person."""
    from hframes.lint.rules_page import weight

    parts = [
        f"{chosen.code} {chosen.name} ({weight(chosen)})",
        chosen.finds if chosen.check is not None else f"{chosen.finds} Only a run can tell.",
        chosen.why,
        f"Bad:\n\n{_indented(chosen.bad)}",
        f"{chosen.hint}:\n\n{_indented(chosen.good)}",
    ]
    return "\n\n".join(parts)


def listed(rules: tuple[Rule, ...]) -> list[str]:
    """A line for each rule."""
    from hframes.lint.rules_page import weight

    name_width = max((len(one.name) for one in rules), default=0)
    weight_width = max((len(weight(one)) for one in rules), default=0)
    return [f"{one.code}  {one.name:{name_width}}  {weight(one):{weight_width}}  {one.finds}" for one in rules]


def _found(code: str) -> Rule:
    from hframes.lint.registry import all_rules, find_rule

    found = find_rule(code)
    if found is None:
        known = [word for one in all_rules() for word in (one.code, one.name)]
        near = get_close_matches(code.upper(), known, n=1) or get_close_matches(code.lower(), known, n=1)
        hint = f"Is {near[0]} meant? `hframes rule` lists them all" if near else "`hframes rule` lists them all"
        raise UsageError(f"No rule has the code or name {code!r}", hint=hint)
    return found


def _as_object(one: Rule) -> dict[str, str]:
    return {
        "code": one.code,
        "name": one.name,
        "severity": one.severity.value,
        "portable": one.portable.value,
        "finds": one.finds,
        "why": one.why,
        "hint": one.hint,
        "bad": one.bad,
        "good": one.good,
    }


def _indented(example: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in example.strip("\n").splitlines())
