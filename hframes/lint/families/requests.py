"""What scripts ask other hosts for while the page runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hframes.lint.families.foreign import Load, foreign_loads, is_among
from hframes.lint.families.values import beginning, imports, value_of
from hframes.lint.project import Place, Project
from hframes.lint.script import ANY, Role, Script, Use

if TYPE_CHECKING:
    from tree_sitter import Node

_ASKERS = {("fetch",), ("EventSource",), ("navigator", "sendBeacon")}
# Methods of libraries that ask for what they are given an address of.
_LOADERS = frozenset({"load", "loadAsync", "json", "csv", "tsv", "dsv", "getJSON", "ajax"})
_CLIENTS = frozenset({"axios", "$", "jQuery", "ky", "superagent"})
_VERBS = frozenset({"get", "post", "put", "request", "create", "extend"})
_ADDRESSES = ("baseURL", "prefixUrl", "url")


def foreign_requests(project: Project) -> Iterator[Load]:
    """Requests to other hosts whose address shows, each once."""
    seen: list[Place] = []
    for script in project.scripts:
        for node in _asked(script):
            begin, place = beginning(script, node), script.place(node)
            if begin is not None and begin.host is not None and not is_among(place, seen):
                seen.append(place)
                yield Load(begin.text, begin.host, place, begin.is_whole)
    for load in foreign_loads(project, ("fetch", "other")):
        if not is_among(load.place, seen):
            yield load


def _asked(script: Script) -> Iterator[Node]:
    """The addresses that a script asks for."""
    yield from imports(script)
    has_requests = bool(script.uses_of("XMLHttpRequest"))
    for use in script.uses:
        if use.role not in (Role.CALL, Role.NEW) or not use.arguments:
            continue
        if use.path in _ASKERS or _is_of_library(use):
            yield _address_in(script, use.arguments[0])
        elif has_requests and use.path in ((ANY, "open"), ("XMLHttpRequest", "prototype", "open")):
            yield from use.arguments[1:2]


def _address_in(script: Script, given: Node) -> Node:
    """`{ url: "..." }` of a library's options: the address."""
    options = given if given.type == "object" else value_of(script, given)
    for name in _ADDRESSES if options is not None and options.type == "object" else ():
        for part in options.named_children if options is not None else ():
            key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
            if key is not None and value is not None and script.text(key).strip("'\"") == name:
                return value
    return given


def _is_of_library(use: Use) -> bool:
    if use.path[-1] in _LOADERS:
        return len(use.path) > 1
    return use.path[0] in _CLIENTS and (len(use.path) == 1 or use.path[-1] in _VERBS)
