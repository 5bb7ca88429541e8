"""JSON is read strictly, and values from Python are held to the same."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hframes.composition.json_text import MAX_DEPTH, JsonTextError, copy_json, find_fault, parse_json

values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**80), 2**80)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(value=values)
def test_what_json_can_write_is_read_back(value: Any) -> None:
    assert parse_json(json.dumps(value)) == value
    assert find_fault(value) is None
    assert copy_json(value) == value


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(alphabet='[]{}",:0123456789.eE+-ntfulrsa\\ NaIniy\ud800'))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        value, offset = parse_json(text), None
    except JsonTextError as error:
        value, offset = None, error.offset
    assert find_fault(value) is None
    assert 0 <= (offset or 0) <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "-Infinity",
        "1e309",
        "-1e309",
        "9" * 310,
        "-" + "9" * 5000,
        '"\\ud800"',
        '{"\\udfff": 1}',
        '{"a": {"b": 1, "b": 1}}',
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "",
        "'a'",
        "[1,]",
        "// c\n1",
    ],
)
def test_what_a_page_could_not_receive_is_refused(text: str) -> None:
    with pytest.raises(JsonTextError):
        parse_json(text)


def test_the_depth_limit_is_a_limit_and_not_less() -> None:
    assert parse_json("[" * MAX_DEPTH + "]" * MAX_DEPTH)


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert parse_json('"\\ud83d\\ude00"') == "\N{GRINNING FACE}"


@pytest.mark.parametrize("value", [{1, 2}, (1, 2), {1: 2}, b"x", float("nan"), 10**400, "\ud800", object()])
def test_a_python_value_that_is_not_json_is_found(value: Any) -> None:
    path, what = find_fault({"a": [0, value]}) or ((), "")
    assert path == ("a", 1)
    assert what


def test_a_cycle_is_found() -> None:
    loop: list[Any] = []
    loop.append(loop)
    assert find_fault(loop) is not None


def test_a_copy_shares_nothing() -> None:
    value = {"a": [{"b": 1}]}
    copy = copy_json(value)
    copy["a"][0]["b"] = 2
    assert value == {"a": [{"b": 1}]}
