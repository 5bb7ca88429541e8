"""The values of a composition's params: defaults < file < `--set`, checked against the schema of the header."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hframes.composition.json_text import JsonTextError, copy_json, find_fault, parse_json
from hframes.composition.schema import ParamsSchema, Place, json_type
from hframes.composition.wording import DataPath, path_text, shown
from hframes.errors import CompositionError

MAX_PARAMS_BYTES = 64_000_000
MAX_STEPS = 32

_STEP = re.compile(r"\.?([^.\[\]=]+)|\[([0-9]{1,9})\]")
_NOT_DECLARED = "the composition declares no params"
_DECLARE = 'Give its header "params", a JSON Schema such as {"properties": {"title": {"type": "string"}}}'


@dataclass(frozen=True, slots=True)
class SetValue:
    """One `--set`: a place in the params and the value it gets."""

    path: DataPath
    value: Any


def load_params_file(path: Path | str) -> dict[str, Any]:
    """The object in a JSON file (UTF-8, a byte order mark is fine).

    Raises:
        CompositionError: missing, unreadable, over 64 MB, not UTF-8, not JSON (with line and column), not an object.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_PARAMS_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CompositionError(f"the params file cannot be read: {reason}", where=str(path)) from None
    if len(data) > MAX_PARAMS_BYTES:
        raise CompositionError(f"the params file is larger than {MAX_PARAMS_BYTES // 1_000_000} MB", where=str(path))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CompositionError("the params file is not UTF-8 text", where=f"{path}:{line}") from None
    try:
        value = parse_json(text)
    except JsonTextError as error:
        where = str(path)
        if error.offset is not None:
            column = error.offset - text.rfind("\n", 0, error.offset)
            where = f"{path}:{text.count(chr(10), 0, error.offset) + 1}:{column}"
        raise CompositionError(f"the params file is not valid JSON: {error.what}", where=where) from None
    if not isinstance(value, dict):
        raise CompositionError(f"the params file holds {shown(value)}, not an object", where=str(path))
    return value


def parse_set(text: str, schema: dict[str, Any] | None) -> SetValue:
    """Reads `a.b=3` or `items[2].price=9.5` by the type that the schema gives at that place.

    A string takes the text as it is; a number, boolean, array, object or null is JSON; where the schema allows
    several types, or says nothing, the text is JSON if it parses to an allowed type, else a string. A declared param
    whose own name is all of what stands before `=` (say, "a.b") is taken before the name is split.

    Args:
        text: one `--set`.
        schema: the header's params, or None (then `resolve_params` refuses the value).

    Raises:
        CompositionError: no `=`, a malformed name, a value that is not JSON where the type wants JSON.
    """
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise CompositionError(f"--set {shown(text)} has no name and value", hint="Write --set name=value")
    place = ParamsSchema(schema).root if schema is not None else None
    path = parse_path(name, place)
    if find_fault([name, value]) is not None:
        raise CompositionError(f"--set {shown(name)} holds bytes that are not UTF-8 text")
    for step in path:
        place = place.child(step) if place is not None else None
    return SetValue(path, _value_of(value, place.types if place is not None else frozenset(), path))


def parse_path(name: str, place: Place | None, option: str = "--set") -> DataPath:
    """The place that `title`, `style.color` or `items[2].price` names.

    Args:
        place: of the params as a whole; a name that it declares as it is written stays whole.
        option: for the error.

    Raises:
        CompositionError: a malformed name.
    """
    if place is not None and name in place.names:
        return (name,)
    path: list[str | int] = []
    position = 0
    while position < len(name):
        step = _STEP.match(name, position)
        if step is None or (position == 0 and name[0] in ".[") or len(path) >= MAX_STEPS:
            raise CompositionError(
                f"{option} cannot read the name {shown(name)}",
                hint="Write names such as title, style.color or items[2].price",
            )
        path.append(step[1] if step[1] is not None else int(step[2]))
        position = step.end()
    return tuple(path)


def _value_of(text: str, types: frozenset[str], path: DataPath) -> Any:
    if types == {"string"}:
        return text
    try:
        value = parse_json(text)
    except JsonTextError as error:
        if not types or "string" in types:
            return text
        wanted = " or ".join(sorted(types))
        takes_json = bool(types & {"array", "object"})
        raise CompositionError(
            f"{path_text(path)}: {shown(text)} is not of type {wanted}" + (f": {error.what}" if takes_json else ""),
            where="--set",
            hint="Quote JSON for the shell, as in --set 'list=[1, 2]'" if takes_json else None,
        ) from None
    fits = json_type(value) in types or (json_type(value) == "integer" and "number" in types)
    return text if "string" in types and not fits else value


def merge_params(
    values: Mapping[str, Any], set_values: Sequence[SetValue], schema: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The values with each `--set` applied in order; nothing is checked against the schema yet.

    Objects on the way are made where they are missing. An index must be in the array, or next after its end.

    Args:
        values: JSON data; stays as it is.
        set_values: from `parse_set`, the last one wins.
        schema: the header's params, if a `--set` shall reach into default values (`items[0].price`); the defaults are
            then part of the result.

    Raises:
        CompositionError: the way to a `--set` leads through something that is no object or array, or past its end.
    """
    merged: dict[str, Any] = copy_json(dict(values))
    if schema is not None and set_values:
        try:
            place = ParamsSchema(schema).root
            merged = _over(_default_object(place), merged, place)
        except RecursionError:
            raise _endless_schema() from None
    for item in set_values:
        _put(merged, item)
    return merged


def resolve_params(
    schema: dict[str, Any] | None,
    values: Mapping[str, Any] | None = None,
    set_values: Sequence[SetValue] = (),
) -> dict[str, Any]:
    """The params that the page gets: the schema's defaults, under `values`, under `set_values`, all checked.

    Defaults fill what is missing, in nested objects and in the objects of arrays, too (from `properties`, through
    `$ref` and `allOf`; not from branches such as `anyOf`). An object replaces its default key by key where the schema
    declares its properties, else as a whole. A name that the schema does not declare is an error, unless the author
    speaks of further names (`additionalProperties`, `patternProperties`, ...).

    Args:
        schema: the header's params as `check_schema` passed them, or None where the composition has none.
        values: from a params file or the caller; JSON data.
        set_values: from `parse_set`, the last one wins.

    Returns:
        New JSON data that shares nothing with the arguments.

    Raises:
        CompositionError: all faults at once, each with its path in the data.
    """
    values = dict(values or {})
    if schema is None:
        if values or set_values:
            first = next(iter(values), None) or set_values[0].path[0]
            raise CompositionError(f"{_NOT_DECLARED}, but {shown(first)} is given", hint=_DECLARE)
        return {}
    fault = find_fault(values)
    if fault is not None:
        raise CompositionError(f"{path_text(fault[0])}: {fault[1]}")
    from hframes.composition.validation import all_faults

    try:
        declared = ParamsSchema(schema)
        whole = _whole(declared, values, set_values)
        faults = all_faults(declared, whole)
    except RecursionError:
        raise _endless_schema() from None
    if faults:
        raise CompositionError("; ".join(faults))
    return whole


def check_params(
    schema: ParamsSchema, values: Mapping[str, Any], set_values: Sequence[SetValue] = ()
) -> tuple[dict[str, Any], list[tuple[DataPath, str]]]:
    """As `resolve_params`, for many values under one schema: the params, and every fault with its place.

    Raises:
        CompositionError: a `SetValue` that leads nowhere, a schema without end.
    """
    from hframes.composition.validation import placed_faults

    fault = find_fault(dict(values))
    if fault is not None:
        return {}, [fault]
    try:
        whole = _whole(schema, values, set_values)
        return whole, placed_faults(schema, whole)
    except RecursionError:
        raise _endless_schema() from None


def _whole(declared: ParamsSchema, values: Mapping[str, Any], set_values: Sequence[SetValue]) -> dict[str, Any]:
    whole = _over(_default_object(declared.root), dict(values), declared.root)
    whole = merge_params(whole, set_values)
    _fill(whole, declared.root, frozenset())
    return whole


def _endless_schema() -> CompositionError:
    return CompositionError("the params' schema refers to itself without end", hint="Break the loop of $ref")


def _default_object(place: Place) -> dict[str, Any]:
    """The object that stands where nothing is given, so that values and indexed `--set`s fall on the defaults."""
    default = place.default
    whole: dict[str, Any] = copy_json(default[0]) if default and isinstance(default[0], dict) else {}
    _fill(whole, place, frozenset())
    return whole


def _over(below: Any, above: Any, place: Place | None) -> Any:
    """`above` laid over `below`."""
    if not (isinstance(below, dict) and isinstance(above, dict) and place is not None and place.names):
        return copy_json(above)
    merged = dict(below)
    for key, value in above.items():
        merged[key] = _over(below.get(key), value, place.child(key))
    return merged


def _fill(value: Any, place: Place | None, above: frozenset[int]) -> None:
    """Puts defaults where an object lacks them; `above` are the schemas on the way, so that recursive types end."""
    if place is None:
        return
    above = above | place.schema_ids
    if isinstance(value, list):
        for index, item in enumerate(value):
            _fill(item, place.child(index), above)
    if not isinstance(value, dict):
        return
    for key in [*value, *place.sure_names]:
        child = place.child(key)
        if child is None:
            continue
        if key not in value:
            made = _made(child, above, is_required=key in place.required)
            if made is not None:
                value[key] = made[0]
        elif isinstance(value[key], dict | list):
            _fill(value[key], child, above)


def _made(place: Place, above: frozenset[int], is_required: bool) -> tuple[Any] | None:
    """What a missing key gets, in a tuple of one: its default, else an object that its own defaults make whole."""
    is_recursive = bool(place.schema_ids & above)
    if place.default:
        value = copy_json(place.default[0])
        if not is_recursive:
            _fill(value, place, above)
        return (value,)
    if is_recursive or not place.sure_names:
        return None
    value = {}
    _fill(value, place, above)
    return (value,) if value and (is_required or place.required <= value.keys()) else None


def _put(values: dict[str, Any], item: SetValue) -> None:
    container: Any = values
    for index, step in enumerate(item.path):
        is_last = index == len(item.path) - 1
        here = item.path[:index]
        where = f"--set {path_text(item.path, '')[1:]}"
        if isinstance(step, int) and not isinstance(container, list):
            raise CompositionError(f"{path_text(here)} is not an array", where=where)
        if isinstance(step, str) and not isinstance(container, dict):
            raise CompositionError(f"{path_text(here)} is not an object", where=where)
        if isinstance(step, int) and step > len(container):
            what = f"{path_text(here)} has {len(container)} items, so [{step}] is past its end"
            raise CompositionError(what, where=where)
        fresh = copy_json(item.value) if is_last else {}
        if isinstance(step, int):
            if step == len(container):
                container.append(fresh)
            elif is_last:
                container[step] = fresh
        elif is_last or step not in container:
            container[step] = fresh
        container = container[step]
