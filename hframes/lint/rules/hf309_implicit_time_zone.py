"""HF309."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hframes.lint.families.dates import is_date, is_made, option_names, receiver
from hframes.lint.families.functions import text
from hframes.lint.families.scripts import match
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule
from hframes.lint.script import ANY, Role, Script, Use

_ZONE = "timeZone"
_PARTS = ("FullYear", "Month", "Date", "Day", "Hours", "Minutes")
_LOCAL = frozenset(
    {*(f"get{part}" for part in _PARTS), *(f"set{part}" for part in _PARTS), "toString", "toDateString", "toTimeString"}
)
# Nothing but a date has these.
_OF_DATES_ONLY = _LOCAL - {"getDate", "getDay", "setDate", "setDay", "toString", "toDateString", "toTimeString"}
_WRITERS = frozenset({"toLocaleDateString", "toLocaleTimeString"})
_DATE_OPTIONS = frozenset(
    {"dateStyle", "timeStyle", "weekday", "era", "year", "month", "day", "hour", "minute", "second", "dayPeriod"}
)
# A date with a time, but without `Z` or `+02:00`.
_LOCAL_TEXT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?")


def _check(project: Project) -> Iterator[Match]:
    for script in project.scripts:
        for use in script.uses:
            message = _message(script, use)
            if message is not None:
                is_set = use.path[-1].startswith("set")
                severity = Severity.NOTE if use.is_logged_only and not is_set else None
                yield match(script, use, message, severity)


def _message(script: Script, use: Use) -> str | None:
    name = use.path[-1]
    if use.path == ("Intl", "DateTimeFormat") and use.role in (Role.CALL, Role.NEW):
        return "`{what}` writes in the time zone of the browser" if _lacks_zone(use) else None
    if (use.path == ("Date",) and use.role is Role.NEW) or (use.path == ("Date", "parse") and use.role is Role.CALL):
        return "`{what}` takes its date in the time zone of the browser" if _is_local(script, use) else None
    if use.role is not Role.CALL or len(use.path) < 2:
        return None
    if name == "getTimezoneOffset":
        return "`{what}` asks for the time zone of the browser"
    if name in _WRITERS or (name == "toLocaleString" and _is_of_date(use)):
        return "`{what}` writes in the time zone of the browser" if _lacks_zone(use) else None
    if name in _LOCAL and (is_date(receiver(use.call)) or _may_be_date(script, use)):
        return "`{what}` goes by the time zone of the browser"
    return None


def _may_be_date(script: Script, use: Use) -> bool:
    """Whether a method that only dates have is called on what nobody can tell: a parameter, a part of an object."""
    name = use.path[-1]
    if name not in _OF_DATES_ONLY or use.path[0] != ANY or is_made(receiver(use.call)):
        return False
    return not any(text(method.child_by_field_name("name")) == name for method in script.tree.methods)


def _is_local(script: Script, use: Use) -> bool:
    """Whether a date is given in parts, or as a text that names no zone."""
    if len(use.arguments) > 1:
        return True
    value = script.string(use.arguments[0]) if use.arguments else None
    return value is not None and _LOCAL_TEXT.fullmatch(value.strip()) is not None


def _lacks_zone(use: Use) -> bool:
    if any(argument.type == "spread_element" for argument in use.arguments):
        return False
    names = option_names(use.arguments[1] if len(use.arguments) > 1 else None)
    return names is not None and _ZONE not in names


def _is_of_date(use: Use) -> bool:
    """Whether `toLocaleString` is a date's, not a number's."""
    if is_date(receiver(use.call)):
        return True
    names = option_names(use.arguments[1]) if len(use.arguments) > 1 else None
    return names is not None and not names.isdisjoint(_DATE_OPTIONS)


RULE = Rule(
    code="HF309",
    name="implicit-time-zone",
    severity=Severity.WARNING,
    portable=Severity.ERROR,
    finds="Dates in the browser's time zone: `new Date(2024, 0, 1)`, `getHours()` and the like, `getTimezoneOffset()`, "
    "`toLocaleTimeString` and `Intl.DateTimeFormat` without `timeZone`.",
    why="The same moment is another hour, and often another day, where the machine's clock is set to another zone. In "
    "hframes the zone is a setting of the render.",
    hint="Say the zone: `Date.UTC(2024, 0, 1)`, `getUTCHours()`, `{ timeZone: 'UTC' }`",
    bad="""\
const start = new Date(2024, 5, 1, 20, 0);
document.querySelector('.hour').textContent = start.getHours();
document.querySelector('.date').textContent = start.toLocaleDateString('en-US', { dateStyle: 'long' });
""",
    good="""\
const start = new Date(Date.UTC(2024, 5, 1, 20, 0));
document.querySelector('.hour').textContent = start.getUTCHours();
const options = { dateStyle: 'long', timeZone: 'UTC' };
document.querySelector('.date').textContent = start.toLocaleDateString('en-US', options);
""",
    check=_check,
)
