"""The optional header that a page carries: size, rate, duration, seed and the schema of its params."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, PlainValidator, ValidationError

from hframes.composition.header_script import HEADER_ID, HeaderScript
from hframes.composition.html_scan import UnclosedHeaderError, find_header_scripts
from hframes.composition.json_text import JsonTextError, parse_json
from hframes.composition.wording import did_you_mean, shown
from hframes.errors import CompositionError
from hframes.timebase import parse_rate, parse_seconds

MAX_SIZE = 16384
MAX_SEED = 2**53 - 1
HEADER_TYPE = "application/json"

_EXAMPLE = f'<script type="{HEADER_TYPE}" id="{HEADER_ID}">{{"width": 1920, "height": 1080, "fps": 30}}</script>'
_RATIO_TEXT = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?(/[0-9]{1,20})?")


def _whole(low: int, high: int, unit: str) -> Callable[[Any], int]:
    """Takes a JSON integer, which `1920.0` is, too; not `true`, not text."""

    def check(value: Any) -> int:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or value != value // 1 or not low <= value <= high:
            raise ValueError(f"{shown(value)} is not a whole number{unit} from {low} to {high}")
        return int(value)

    return check


def _rate(value: Any) -> Fraction:
    try:
        return parse_rate(_number_or_ratio(value))
    except ValueError as error:
        raise ValueError(f"{shown(value)} is not a frame rate: {error}") from None


def _length(value: Any) -> Fraction:
    try:
        seconds = parse_seconds(_number_or_ratio(value))
    except ValueError as error:
        raise ValueError(f"{shown(value)} is not a length in seconds: {error}") from None
    if seconds == 0:
        raise ValueError("0 is not a length: a video lasts longer than 0 seconds")
    return seconds


def _number_or_ratio(value: Any) -> int | float | str | Fraction:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Fraction):
        raise ValueError("it is neither a number nor a text such as 30000/1001")
    # Exponents in text are refused before they are computed: "1e999999999" would take all memory.
    if isinstance(value, str) and not _RATIO_TEXT.fullmatch(value.strip()):
        raise ValueError("text holds a number or a fraction such as 30000/1001")
    return value


def _schema(value: Any) -> dict[str, Any]:
    from hframes.composition.schema import check_schema

    return check_schema(value)


# The validators stand outside the `| None`: a null written into the page is a wrong value, not an absent one.
_Size = Annotated[int | None, PlainValidator(_whole(1, MAX_SIZE, " of CSS pixels"))]
_Rate = Annotated[Fraction | None, PlainValidator(_rate)]
_Length = Annotated[Fraction | None, PlainValidator(_length)]
_Seed = Annotated[int | None, PlainValidator(_whole(0, MAX_SEED, ""))]
_Params = Annotated[dict[str, Any] | None, PlainValidator(_schema)]


class Header(BaseModel):
    """What the page says about itself; None where it says nothing.

    Attributes:
        width, height: CSS pixels of the viewport, 1 to 16384.
        fps: frames per second, exact.
        duration: seconds, exact by the decimal form in the page, greater than 0.
        seed: 0 to 2**53 - 1.
        params: a JSON Schema (Draft 2020-12) of an object; its `default`s are the params' defaults.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    width: _Size = None
    height: _Size = None
    fps: _Rate = None
    duration: _Length = None
    seed: _Seed = None
    params: _Params = None


def read_html_header(text: str, name: str) -> Header:
    """The header of an HTML page; an empty one where the page has none.

    Args:
        text: the page, newlines normalised to `\\n`.
        name: the page's name in error messages.

    Raises:
        CompositionError: more than one header, one that is not closed, not JSON, or has a wrong field.
    """
    if HEADER_ID not in text:
        return Header()
    try:
        scripts = find_header_scripts(text)
    except UnclosedHeaderError as error:
        raise CompositionError(
            "the header's script element is not closed", where=f"{name}:{error.line}", hint="Add </script> after it"
        ) from None
    return _header_of(scripts, name)


def read_svg_header(data: bytes, name: str) -> Header:
    """The header of an SVG file; an empty one where it has none. The file is checked to be SVG on the way.

    Raises:
        CompositionError: as for HTML, and where the file is not well-formed SVG or has dangerous entities.
    """
    from hframes.composition.svg_scan import SvgFaultError, find_svg_header_scripts

    try:
        scripts = find_svg_header_scripts(data)
    except SvgFaultError as error:
        raise CompositionError(error.what, where=f"{name}:{error.line}:{error.column}", hint=error.hint) from None
    return _header_of(scripts, name)


def _header_of(scripts: list[HeaderScript], name: str) -> Header:
    if not scripts:
        return Header()
    script = scripts[0]
    where = f"{name}:{script.line}"
    if len(scripts) > 1:
        raise CompositionError(
            f"the page has two headers, the second one in line {scripts[1].line}", where=where, hint="Keep one of them"
        )
    if script.type != HEADER_TYPE:
        kind = "no type" if script.type is None else f"the type {shown(script.type)}"
        raise CompositionError(f'the script with id "{HEADER_ID}" has {kind}', where=where, hint=f"Write {_EXAMPLE}")
    if script.src is not None:
        raise CompositionError("the header is in another file", where=where, hint="Write its JSON into the page itself")
    return _validated(_json_of(script, name), where)


def _json_of(script: HeaderScript, name: str) -> Any:
    where = f"{name}:{script.line}"
    if "\ufffd" in script.text:
        raise CompositionError(
            "the header holds bytes that are not text in the page's encoding",
            where=where,
            hint="Save the page as UTF-8",
        )
    if not script.text.strip():
        raise CompositionError("the header is empty", where=where, hint=f"Write {_EXAMPLE}")
    try:
        return parse_json(script.text)
    except JsonTextError as error:
        if error.offset is not None:
            line, column = script.place(error.offset)
            where = f"{name}:{line}:{column}"
        raise CompositionError(
            f"the header is not valid JSON: {error.what}",
            where=where,
            hint="JSON wants double quotes around keys and texts, no comments and no comma before a closing bracket",
        ) from None


def _validated(value: Any, where: str) -> Header:
    if not isinstance(value, dict):
        raise CompositionError(f"the header is {shown(value)}, not an object", where=where, hint=f"Write {_EXAMPLE}")
    try:
        return Header.model_validate(value)
    except ValidationError as error:
        faults = [_field_fault(str(fault["loc"][0]), fault) for fault in error.errors()]
    raise CompositionError("; ".join(faults), where=where)


def _field_fault(field: str, fault: Any) -> str:
    name = f"header field {shown(field)}"
    if fault["type"] == "extra_forbidden":
        known: list[str] = list(Header.model_fields)
        close = did_you_mean(field, known)
        advice = f'did you mean "{close}"?' if close else "known are " + ", ".join(known)
        return f"{name} is not known, {advice}"
    return f"{name}: {fault.get('ctx', {}).get('error', fault['msg'])}"


Kind = Literal["html", "svg"]
"""What sort of page a composition is."""
