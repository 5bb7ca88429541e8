"""Animation loops that go by the frame: functions that ask for the next frame, and for no time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hframes.lint.families.functions import contains, function_of, mentions, parameter_names, text, within
from hframes.lint.script import Role, Script, Use

if TYPE_CHECKING:
    from tree_sitter import Node

_ASKED = frozenset({"requestAnimationFrame", "webkitRequestAnimationFrame"})
_REPEATED = frozenset({"setAnimationLoop"})
_CLOCKS = (
    ("Date", "now"),
    ("performance", "now"),
    ("hframes", "time"),
    ("hframes", "frame"),
    ("Temporal", "Now"),
    ("document", "timeline"),
)
_NAMES = frozenset(
    {"identifier", "property_identifier", "shorthand_property_identifier", "private_property_identifier"}
)
# Names, in lower case, that only time has.
TIME_NAMES = frozenset(
    {
        *("dt", "delta", "deltatime", "deltams", "deltaseconds", "timedelta", "elapsed", "elapsedtime", "elapsedms"),
        *("getdelta", "getelapsed", "getelapsedtime", "timestamp", "currenttime", "frametime", "timestep"),
    }
)
_MOST_FUNCTIONS = 50


def frame_loops(script: Script) -> Iterator[list[Node]]:
    """For each function that runs for every frame and knows no time: it, and those of the script that it calls."""
    seen: set[int] = set()
    for use in script.uses:
        is_repeated = _asks(use, _REPEATED)
        if not use.arguments or not (is_repeated or _asks(use, _ASKED)):
            continue
        callback = function_of(use.arguments[0])
        if callback is None or callback.id in seen:
            continue
        seen.add(callback.id)
        functions = _reached(callback)
        if (is_repeated or _goes_on(script, functions)) and not _knows_time(script, callback, functions):
            yield functions


def is_time_name(name: str) -> bool:
    """Whether a name says that its value is a time that passed."""
    return name.lstrip("_#$").replace("_", "").lower() in TIME_NAMES


def _asks(use: Use, names: frozenset[str]) -> bool:
    return use.role is Role.CALL and use.path[-1] in names and (len(use.path) == 1 or names is _REPEATED)


def _reached(callback: Node) -> list[Node]:
    """A function and all that it calls, as far as that stands in the same script."""
    functions, ids = [callback], {callback.id}
    for function in functions:
        for node in within(function):
            callee = node.child_by_field_name("function") if node.type == "call_expression" else None
            called = None if callee is None else function_of(callee)
            if called is not None and called.id not in ids and len(functions) < _MOST_FUNCTIONS:
                ids.add(called.id)
                functions.append(called)
    return functions


def _goes_on(script: Script, functions: list[Node]) -> bool:
    """Whether one of the functions asks for the next frame, for one of them or for what nobody can tell."""
    for use in script.uses:
        if use.arguments and _asks(use, _ASKED) and any(contains(function, use.node) for function in functions):
            following = function_of(use.arguments[0])
            if following is None or following in functions:
                return True
    return False


def _knows_time(script: Script, callback: Node, functions: list[Node]) -> bool:
    parameters = parameter_names(callback)
    body = callback.child_by_field_name("body")
    if body is not None and mentions(body, [*parameters, "arguments"]):
        return True
    for use in script.uses:
        if _is_clock(use) and any(contains(function, use.node) for function in functions):
            return True
    return any(node.type in _NAMES and is_time_name(text(node)) for function in functions for node in within(function))


def _is_clock(use: Use) -> bool:
    if use.path == ("Date",):
        return use.role is Role.CALL or (use.role is Role.NEW and not use.arguments)
    return any(use.path[: len(clock)] == clock for clock in _CLOCKS)
