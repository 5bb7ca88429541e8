"""Every fault of the params at once, each in words with its path in the data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from hframes.composition.schema import ParamsSchema, Place
from hframes.composition.wording import DataPath, cut, did_you_mean, path_text, shown

MAX_SHOWN_FAULTS = 12
_MAX_COLLECTED = 1000


def all_faults(schema: ParamsSchema, params: dict[str, Any]) -> list[str]:
    """What is wrong with the params, sorted by path; empty where they are right. At most a dozen, and how many more.

    Names that no `properties` declares count as wrong even where JSON Schema would let them pass.
    """
    lines = list(dict.fromkeys(f"{path_text(path)}: {sentence}" for path, sentence in placed_faults(schema, params)))
    if len(lines) > MAX_SHOWN_FAULTS:
        more = len(lines) - MAX_SHOWN_FAULTS
        lines[MAX_SHOWN_FAULTS:] = [f"and {'more than ' if len(lines) >= _MAX_COLLECTED else ''}{more} more"]
    return lines


def placed_faults(schema: ParamsSchema, params: dict[str, Any]) -> list[tuple[DataPath, str]]:
    """As `all_faults`, each with its place apart from the sentence; up to some thousand."""
    unknown = dict(islice(_unknown_names(params, schema.root, ()), _MAX_COLLECTED))
    faults = list(unknown.items())
    try:
        for error in islice(schema.errors(params), _MAX_COLLECTED):
            path = tuple(error.absolute_path)
            # `false` as a schema gives errors without validator or full path; both kinds speak of names told already.
            if error.validator in ("additionalProperties", None) and any(name[:-1] == path for name in unknown):
                continue
            faults.extend((path, sentence) for sentence in _sentences(error))
    except (ArithmeticError, TypeError, ValueError, LookupError) as error:
        # jsonschema trips over some extreme numbers; a value it can't judge is not one we let pass.
        faults.append(((), f"the params cannot be checked: {cut(str(error), 120)}"))
    faults.sort(key=lambda fault: [str(step).zfill(9) if isinstance(step, int) else step for step in fault[0]])
    return list(dict.fromkeys(faults))


def _unknown_names(value: Any, place: Place | None, path: DataPath) -> Iterator[tuple[DataPath, str]]:
    if place is None:
        return
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unknown_names(item, place.child(index), (*path, index))
    if not isinstance(value, dict):
        return
    is_strict = not place.is_open and (bool(place.names) or not path)
    for key, item in value.items():
        child = place.child(key)
        if child is None and is_strict:
            yield (*path, key), _unknown_name(key, place)
        else:
            yield from _unknown_names(item, child, (*path, key))


def _unknown_name(key: str, place: Place) -> str:
    close = did_you_mean(key, place.names)
    if close:
        return f'the composition declares no such param, did you mean "{close}"?'
    if not place.names:
        return "the composition declares no such param"
    known = sorted(place.names)
    more = f" and {len(known) - 8} more" if len(known) > 8 else ""
    return f"the composition declares no such param, known are {', '.join(known[:8])}{more}"


def _sentences(error: Any) -> list[str]:
    """One jsonschema error in our words; those without words of ours keep jsonschema's."""
    # jsonschema gives one error for each missing name; they become equal sentences, which are then said once.
    if error.validator == "required":
        return [
            f"the required {shown(name)} is missing" for name in error.validator_value if name not in error.instance
        ]
    if error.validator is None:
        return [f"{shown(error.instance)} is not allowed"]
    words = _WORDS.get(error.validator)
    return [words(error) if words else cut(error.message, 200)]


def _type(error: Any) -> str:
    types = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    return f"{shown(error.instance)} is not of type " + " or ".join(json.dumps(name) for name in types)


def _one_of_values(error: Any) -> str:
    values = error.validator_value
    more = f" and {len(values) - 12} more" if len(values) > 12 else ""
    return f"{shown(error.instance)} is not one of " + ", ".join(shown(value) for value in values[:12]) + more


def _no_form(error: Any) -> str:
    if not error.context:
        return f"{shown(error.instance)} fits more than one of the forms that only one may fit"
    causes = dict.fromkeys(
        f"{path_text(cause.relative_path, '')}: {sentence}".lstrip(".: ")
        for cause in error.context[:20]
        for sentence in _sentences(cause)
    )
    more = f" and {len(causes) - 4} more" if len(causes) > 4 else ""
    return f"{shown(error.instance)} fits none of the allowed forms ({', '.join(list(causes)[:4])}{more})"


def _length(words: str) -> Callable[[Any], str]:
    return lambda error: f"{shown(error.instance)} {words} {error.validator_value}"


_WORDS: dict[str, Callable[[Any], str]] = {
    "type": _type,
    "enum": _one_of_values,
    "const": lambda error: f"{shown(error.instance)} is not {shown(error.validator_value)}",
    "minimum": _length("is less than"),
    "maximum": _length("is greater than"),
    "exclusiveMinimum": _length("is not greater than"),
    "exclusiveMaximum": _length("is not less than"),
    "multipleOf": _length("is not a multiple of"),
    "minLength": _length("is shorter in characters than"),
    "maxLength": _length("is longer in characters than"),
    "minItems": _length("has fewer items than"),
    "maxItems": _length("has more items than"),
    "uniqueItems": lambda error: f"{shown(error.instance)} holds the same item twice",
    "pattern": lambda error: f"{shown(error.instance)} does not match the pattern {shown(error.validator_value)}",
    "format": lambda error: f"{shown(error.instance)} is not of the format {shown(error.validator_value)}",
    "anyOf": _no_form,
    "oneOf": _no_form,
}
