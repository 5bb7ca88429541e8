"""HF308."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hframes.lint.families.scripts import match
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule
from hframes.lint.script import Role, Script, Use

if TYPE_CHECKING:
    from tree_sitter import Node

# Which argument says the locale.
_METHODS = {
    "toLocaleString": 0,
    "toLocaleDateString": 0,
    "toLocaleTimeString": 0,
    "toLocaleUpperCase": 0,
    "toLocaleLowerCase": 0,
    "localeCompare": 1,
}
_FORMATS = frozenset(
    {
        *("DateTimeFormat", "NumberFormat", "Collator", "PluralRules", "RelativeTimeFormat", "ListFormat"),
        *("DisplayNames", "Segmenter", "DurationFormat"),
    }
)


def _check(project: Project) -> Iterator[Match]:
    for script in project.scripts:
        for use in script.uses:
            place = _locale_argument(use)
            if place is not None and _is_implicit(script, use.arguments, place):
                message = "`{what}` goes by the locale of the browser"
                yield match(script, use, message, Severity.NOTE if use.is_logged_only else None)


def _locale_argument(use: Use) -> int | None:
    """Which argument says the locale, for what has one."""
    if use.path[0] == "Intl" and len(use.path) == 2 and use.path[1] in _FORMATS and use.role in (Role.CALL, Role.NEW):
        return 0
    is_method = use.role is Role.CALL and len(use.path) > 1
    return _METHODS.get(use.path[-1]) if is_method else None


def _is_implicit(script: Script, given: tuple[Node, ...], place: int) -> bool:
    if any(argument.type == "spread_element" for argument in given[: place + 1]):
        return False
    if len(given) <= place:
        return True
    # "default" is no language, so that the browser's is taken.
    return script.text(given[place]) in ("undefined", "[]", "void 0") or script.string(given[place]) == "default"


RULE = Rule(
    code="HF308",
    name="implicit-locale",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="`toLocaleString`, `toLocaleDateString`, `toLocaleTimeString`, `toLocaleUpperCase`, `localeCompare` and the "
    "formats of `Intl` without a locale.",
    why="The same number is 1,234.5 in one browser and 1.234,5 in another, and names are sorted otherwise.",
    hint="Name the locale: `toLocaleString('en-US')`, `a.localeCompare(b, 'en-US')`, `new Intl.NumberFormat('en-US')`",
    bad="""\
const price = document.querySelector('.price');
price.textContent = (1234.5).toLocaleString();
const names = ['Zoe', 'Ängström', 'Adam'].sort((a, b) => a.localeCompare(b));
document.querySelector('.names').textContent = new Intl.ListFormat(undefined, { type: 'unit' }).format(names);
""",
    good="""\
const price = document.querySelector('.price');
price.textContent = (1234.5).toLocaleString('en-US');
const names = ['Zoe', 'Ängström', 'Adam'].sort((a, b) => a.localeCompare(b, 'en-US'));
document.querySelector('.names').textContent = new Intl.ListFormat('en-US', { type: 'unit' }).format(names);
""",
    check=_check,
)
