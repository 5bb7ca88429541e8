"""The header's fields: what each takes, and that every error names its field."""

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from hframes.composition.header import Header, read_html_header
from hframes.errors import CompositionError


def header(fields: str | dict[str, Any]) -> Header:
    text = fields if isinstance(fields, str) else json.dumps(fields)
    return read_html_header(f'<p>\n<script type="application/json" id="hframes">{text}</script>', "page.html")


def refusal(fields: str | dict[str, Any]) -> CompositionError:
    with pytest.raises(CompositionError) as caught:
        header(fields)
    return caught.value


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("width", "1", 1),
        ("width", "1920.0", 1920),
        ("width", "1.92e3", 1920),
        ("height", "16384", 16384),
        ("fps", "30", Fraction(30)),
        ("fps", "29.97", Fraction(2997, 100)),
        ("fps", '"30000/1001"', Fraction(30000, 1001)),
        ("fps", '" 23.976 "', Fraction(23976, 1000)),
        ("duration", "6", Fraction(6)),
        ("duration", "0.1", Fraction(1, 10)),
        ("duration", '"10/3"', Fraction(10, 3)),
        ("seed", "0", 0),
        ("seed", "9007199254740991", 2**53 - 1),
        ("params", "{}", {}),
    ],
)
def test_a_good_value_is_taken_exactly(field: str, text: str, value: object) -> None:
    taken = getattr(header(f'{{"{field}": {text}}}'), field)
    assert taken == value
    assert type(taken) is type(value)


SIZE_WORDS = "whole number of CSS pixels from 1 to 16384"


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        *[
            ("width", text, SIZE_WORDS)
            for text in ("0", "-1", "16385", "1e300", "1920.5", '"1920"', "true", "null", "[]")
        ],
        ("height", "0", SIZE_WORDS),
        ("height", "false", SIZE_WORDS),
        *[
            ("fps", text, "is not a frame rate")
            for text in ("0", "-30", "1001", '"fast"', '"1/0"', "true", "null", "[30]")
        ],
        ("fps", '"1e999999999"', "is not a frame rate"),
        ("fps", '"nan"', "is not a frame rate"),
        *[("duration", text, "is not a length") for text in ("0", "0.0", "-2", '"6s"', '"inf"', "true", "null", "{}")],
        ("duration", '"1e-999999999"', "is not a length"),
        ("duration", "1e300", "is not a length"),
        *[("seed", text, "whole number from 0") for text in ("-1", "9007199254740992", "1.5", '"7"', "true", "null")],
        *[("params", text, "is not a JSON Schema object") for text in ("null", "true", "[]", '"object"')],
    ],
)
def test_a_wrong_value_names_its_field_and_place(field: str, text: str, words: str) -> None:
    error = refusal(f'{{"{field}": {text}}}')
    assert error.what.startswith(f'header field "{field}": ')
    assert words in error.what
    assert error.where == "page.html:2"
    assert "\n" not in str(error)


def test_a_mistyped_field_gets_a_suggestion() -> None:
    assert refusal({"widht": 1}).what == 'header field "widht" is not known, did you mean "width"?'
    assert 'did you mean "fps"?' in refusal({"FPS": 30}).what


def test_an_unknown_field_lists_the_known_ones() -> None:
    assert "known are width, height, fps, duration, seed, params" in refusal({"zzz": 1}).what


def test_all_wrong_fields_are_told_at_once() -> None:
    what = refusal({"width": 0, "fps": "x", "hight": 2}).what
    assert all(f'header field "{name}"' in what for name in ("width", "fps", "hight"))


def test_a_header_does_not_change() -> None:
    with pytest.raises(ValidationError):
        header({"width": 5}).width = 6  # type: ignore[misc]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
names = st.sampled_from([*Header.model_fields, "x", ""])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(fields=st.dictionaries(names, json_values, max_size=4))
def test_any_fields_are_taken_or_named(fields: dict[str, Any]) -> None:
    text = json.dumps(fields).replace("<", "\\u003c")
    try:
        words = f"header field: duration {header(text).duration}"
    except CompositionError as error:
        words = error.what
    assert words.startswith("header field")
