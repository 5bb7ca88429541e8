"""Animation loops that go by the frame: functions that ask for the next frame, and for no time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hframes.lint.families.functions import (
    bare,
    contains,
    declared,
    function_of,
    mentions,
    parameter_names,
    text,
    within,
)
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
_MOST_LOOPS = 100
# Of functions that are walked, one counted for each loop that it is in: this many, or so many times the script.
_MOST_BYTES = 500_000
_MOST_TIMES = 4


def frame_loops(script: Script) -> Iterator[list[Node]]:
    """For each function that runs for every frame and knows no time: it, and those of the script that it calls.

    Functions within these are not named again.
    """
    seen: set[int] = set()
    asking = [use for use in script.uses if use.arguments and _asks(use, _ASKED)]
    clocks = [use.node for use in script.uses if _is_clock(use)]
    known: dict[int, Node | None] = {}
    spent = 0
    for use in script.uses:
        is_repeated = _asks(use, _REPEATED)
        if not use.arguments or not (is_repeated or _asks(use, _ASKED)):
            continue
        callback = function_of(use.arguments[0])
        if callback is None or callback.id in seen or len(seen) >= _MOST_LOOPS:
            continue
        seen.add(callback.id)
        functions = _reached(script, callback, known)
        outer = [one for one in functions if not any(one != other and contains(other, one) for other in functions)]
        spent += sum(function.end_byte - function.start_byte for function in outer)
        if spent > max(_MOST_BYTES, _MOST_TIMES * script.root.end_byte):
            return
        if (is_repeated or _goes_on(asking, functions)) and not _knows_time(clocks, callback, outer):
            yield outer


def is_time_name(name: str) -> bool:
    """Whether a name says that its value is a time that passed."""
    return name.lstrip("_#$").replace("_", "").lower() in TIME_NAMES


def _asks(use: Use, names: frozenset[str]) -> bool:
    return use.role is Role.CALL and use.path[-1] in names and (len(use.path) == 1 or names is _REPEATED)


def _reached(script: Script, callback: Node, known: dict[int, Node | None]) -> list[Node]:
    """A function and all that it calls, as far as that stands in the same script; `known` is what is called where."""
    functions, ids = [callback], {callback.id}
    for place, function in enumerate(functions):
        if any(contains(outer, function) for outer in functions[:place]):
            continue
        for node in within(function):
            callee = node.child_by_field_name("function") if node.type == "call_expression" else None
            if callee is None:
                continue
            if callee.id not in known:
                known[callee.id] = function_of(callee) or _method(script, callee)
            called = known[callee.id]
            if called is not None and called.id not in ids and len(functions) < _MOST_FUNCTIONS:
                ids.add(called.id)
                functions.append(called)
    return functions


def _method(script: Script, callee: Node) -> Node | None:
    """The method of a class of the script that `particle.update` is, where no other one can be meant."""
    held, name = callee.child_by_field_name("object"), text(callee.child_by_field_name("property"))
    if held is None or held.type not in ("identifier", "subscript_expression"):
        return None
    found = declared(held) if held.type == "identifier" else None
    made = bare(found.value) if found is not None and found.value is not None else None
    methods = [method for method in script.tree.methods if text(method.child_by_field_name("name")) == name]
    if made is not None and made.type == "new_expression":
        made_of = made.child_by_field_name("constructor")
        owner = declared(made_of) if made_of is not None and made_of.type == "identifier" else None
        methods = [method for method in methods if owner is not None and contains(owner.node, method)]
    elif held.type == "identifier" and (found is None or found.kind not in ("each", "parameter")):
        is_part = made is not None and made.type in ("subscript_expression", "member_expression")
        methods = methods if is_part else []
    return methods[0] if len(methods) == 1 else None


def _goes_on(asking: list[Use], functions: list[Node]) -> bool:
    """Whether one of the functions asks for the next frame, for one of them or for what nobody can tell."""
    for use in asking:
        if any(contains(function, use.node) for function in functions):
            following = function_of(use.arguments[0])
            if following is None or following in functions:
                return True
    return False


def _knows_time(clocks: list[Node], callback: Node, functions: list[Node]) -> bool:
    parameters = parameter_names(callback)
    body = callback.child_by_field_name("body")
    if body is not None and mentions(body, [*parameters, "arguments"]):
        return True
    # A time that the callback is given and does not use is none.
    looked_at = [*([] if body is None else [body]), *(function for function in functions if function != callback)]
    if any(contains(function, clock) for clock in clocks for function in functions):
        return True
    return any(node.type in _NAMES and is_time_name(text(node)) for part in looked_at for node in within(part))


def _is_clock(use: Use) -> bool:
    if use.path == ("Date",):
        return use.role is Role.CALL or (use.role is Role.NEW and not use.arguments)
    return any(use.path[: len(clock)] == clock for clock in _CLOCKS)
