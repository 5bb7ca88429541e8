"""Params as CSS custom properties."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hframes.composition import css_properties
from hframes.composition.css import javascript_number
from hframes.errors import CompositionError


def test_scalars_at_the_top_become_properties_and_nothing_else_does() -> None:
    params = {"title": "Hello", "size": 12, "on": True, "off": False, "none": None, "list": [1], "style": {"a": 1}}
    assert css_properties(params) == {
        "--param-title": "Hello",
        "--param-size": "12",
        "--param-on": "true",
        "--param-off": "false",
    }


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-1.5, "-1.5"),
        (100, "100"),
        (0.1, "0.1"),
        (1e-6, "0.000001"),
        (1.5e-7, "1.5e-7"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1.25e300, "1.25e+300"),
        (5e-324, "5e-324"),
        (2**53 + 1, "9007199254740992"),
        (123456.789, "123456.789"),
    ],
)
def test_numbers_are_written_as_javascript_writes_them(number: float, text: str) -> None:
    assert javascript_number(number) == text


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_a_written_number_is_the_same_number(number: float) -> None:
    assert float(javascript_number(number)) == number


@pytest.mark.parametrize(
    "text",
    [
        "#f40",
        "12px",
        "Georgia, serif",
        '"Open Sans", serif',
        "rgb(1 2 3 / 50%)",
        "calc((1px + 2%) * 3)",
        "'a;b'",
        "日本",
    ],
)
def test_a_text_that_is_one_css_value_stays_as_it_is(text: str) -> None:
    assert css_properties({"x": text}) == {"--param-x": text}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "a;b",
        "red; } body { display: none",
        "(",
        ")",
        "[)",
        '"',
        "don't",
        "/* c",
        "\\",
        "red !important",
        "a\0b",
        "</style>",
    ],
)
def test_a_text_that_is_no_css_value_has_no_property(text: str) -> None:
    assert css_properties({"x": text}) == {}


@pytest.mark.parametrize(
    ("name", "css_name"),
    [
        ("barColor", "--param-barColor"),
        ("bar-color_2", "--param-bar-color_2"),
        ("bar.color", "--param-bar-color"),
        ("größe", "--param-größe"),
        ("a}b{c:d;", "--param-a-b-c-d-"),
        ("", "--param-"),
    ],
)
def test_a_name_becomes_a_valid_css_name(name: str, css_name: str) -> None:
    assert list(css_properties({name: 1})) == [css_name]


def test_two_params_of_one_css_name_are_an_error() -> None:
    with pytest.raises(CompositionError, match=r'"a b" and "a\.b" are both --param-a-b'):
        css_properties({"a b": 1, "a.b": 2})


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    params=st.dictionaries(
        st.text(max_size=6), st.text(max_size=20) | st.booleans() | st.integers() | st.floats(-1e9, 1e9)
    )
)
def test_no_param_can_leave_its_declaration(params: dict[str, Any]) -> None:
    try:
        properties = css_properties(params)
    except CompositionError:
        return
    for name, value in properties.items():
        assert re.fullmatch(r"--param-[\w-]*", name)
        outside = re.sub(r"\"[^\"]*\"|'[^']*'", "", value)
        assert not set(outside) & set(";\"'!\\<")
        assert all(outside.count(a) == outside.count(b) for a, b in ("()", "[]", "{}"))
