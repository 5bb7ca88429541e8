"""`--set name=value`: the name is a path, the value is read by the declared type."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hframes.composition import parse_set
from hframes.errors import CompositionError

SCHEMA: dict[str, Any] = {
    "$defs": {"colour": {"type": "string"}},
    "properties": {
        "text": {"type": "string"},
        "number": {"type": "number"},
        "integer": {"type": "integer"},
        "flag": {"type": "boolean"},
        "list": {"type": "array", "items": {"properties": {"price": {"type": "number"}, "name": {"type": "string"}}}},
        "pair": {"type": "array", "prefixItems": [{"type": "number"}, {"type": "string"}]},
        "style": {"type": "object", "properties": {"colour": {"$ref": "#/$defs/colour"}}},
        "nothing": {"type": "null"},
        "maybe": {"type": ["string", "null"]},
        "either": {"anyOf": [{"type": "number"}, {"type": "string"}]},
        "choice": {"enum": ["1", "2"]},
        "any": {},
        "dotted.name": {"type": "string"},
        "map": {"additionalProperties": {"type": "string"}},
    },
}


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("text=hello", ("text",), "hello"),
        ("text=3", ("text",), "3"),
        ("text=", ("text",), ""),
        ("text=a=b", ("text",), "a=b"),
        ('text="quoted"', ("text",), '"quoted"'),
        ("number=3.5", ("number",), 3.5),
        ("integer=-7", ("integer",), -7),
        ("flag=true", ("flag",), True),
        ('list=[{"price": 1}]', ("list",), [{"price": 1}]),
        ("list[2].price=9", ("list", 2, "price"), 9),
        ("list[0].name=9", ("list", 0, "name"), "9"),
        ("pair[0]=9", ("pair", 0), 9),
        ("pair[1]=9", ("pair", 1), "9"),
        ("style.colour=000", ("style", "colour"), "000"),
        ('style={"colour": "red"}', ("style",), {"colour": "red"}),
        ("nothing=null", ("nothing",), None),
        ("maybe=null", ("maybe",), None),
        ("maybe=5", ("maybe",), "5"),
        ("maybe=five", ("maybe",), "five"),
        ("either=5", ("either",), 5),
        ("either=five", ("either",), "five"),
        ("choice=1", ("choice",), "1"),
        ("any=5", ("any",), 5),
        ("any=five", ("any",), "five"),
        ("any.deep[0]=[1]", ("any", "deep", 0), [1]),
        ("unknown=NaN", ("unknown",), "NaN"),
        ("dotted.name=5", ("dotted.name",), "5"),
        ("map.x=5", ("map", "x"), "5"),
        ("mit Leerzeichen=ü", ("mit Leerzeichen",), "ü"),
    ],
)
def test_a_value_is_read_by_its_declared_type(text: str, path: tuple[str | int, ...], value: Any) -> None:
    read = parse_set(text, SCHEMA)
    assert (read.path, read.value) == (path, value)
    assert type(read.value) is type(value)


def test_without_params_the_text_is_json_or_a_string() -> None:
    assert parse_set("a=1", None).value == 1
    assert parse_set("a=one", None).value == "one"


@pytest.mark.parametrize(
    "text", ["number=abc", "integer=", "flag=yes", "list=1,2", "style=red", "nothing=", "number=NaN", "number=1e999"]
)
def test_a_value_that_is_no_json_where_json_is_wanted_is_an_error(text: str) -> None:
    with pytest.raises(CompositionError) as caught:
        parse_set(text, SCHEMA)
    assert caught.value.what.startswith(f"params.{text.partition('=')[0]}: ")
    assert "is not of type" in caught.value.what


@pytest.mark.parametrize(
    "text", ["", "text", "=5", ".a=1", "a.=1", "a..b=1", "[0]=1", "a[=1", "a[-1]=1", "a[x]=1", "a]=1", "a[0]]=1"]
)
def test_a_malformed_name_is_an_error(text: str) -> None:
    with pytest.raises(CompositionError, match="--set"):
        parse_set(text, SCHEMA)


def test_a_name_nested_beyond_measure_is_an_error() -> None:
    with pytest.raises(CompositionError):
        parse_set("a" + ".a" * 100_000 + "=1", SCHEMA)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    text=st.text(alphabet=st.sampled_from('ab.[]=0129"{}:,-\ud800 ütextlis')), schema=st.sampled_from([None, SCHEMA])
)
def test_any_text_is_read_or_refused(text: str, schema: dict[str, Any] | None) -> None:
    try:
        words = f"--set {parse_set(text, schema)}"
    except CompositionError as error:
        words = error.what
    assert words.startswith(("--set ", "params."))
