"""Checking the header's params: a JSON Schema, whole and self-contained."""

import re
import socket
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hframes.composition.schema import check_schema

GOOD: list[dict[str, Any]] = [
    {},
    {"type": "object"},
    {"properties": {"title": {"type": "string", "default": "Hello"}}, "required": ["title"]},
    {"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {}},
    {"$defs": {"c": {"type": "string"}}, "properties": {"a": {"$ref": "#/$defs/c"}}},
    {"$defs": {"c": {"$anchor": "colour"}}, "properties": {"a": {"$ref": "#colour"}}},
    {"$id": "https://example.invalid/params", "$defs": {"c": {}}, "properties": {"a": {"$ref": "#/$defs/c"}}},
    {"properties": {"tree": {"$ref": "#"}}},
    {"properties": {"$ref": {"type": "string"}}},
    {"properties": {"a": {"default": {"$ref": "http://example.invalid/"}}}},
    {"properties": {"a": True, "b": False}},
    {"properties": {}, "x-editor": {"order": ["a"]}},
]


@pytest.mark.parametrize("schema", GOOD)
def test_a_good_schema_passes_as_it_is(schema: dict[str, Any]) -> None:
    assert check_schema(schema) is schema


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, 'its type is "string"'),
        ({"type": ["object", "null"]}, "params are always an"),
        ({"title": {"type": "string"}}, 'params.title is a keyword here, put params under "properties"'),
        ({"properties": {"a": {"type": "int"}}}, 'params.properties.a.type: "int" is not a type, known are array'),
        ({"properties": {"a": {"minimum": "1"}}}, "params.properties.a.minimum"),
        ({"properties": []}, "params.properties"),
        ({"properties": {"a": {"pattern": "("}}}, "params"),
        ({"patternProperties": {"(": {}}}, "params"),
        ({"propertys": {}, "type": "object"}, '"propertys" is not a JSON Schema keyword, did you mean "properties"?'),
        ({"headline": {"type": "string"}}, 'put params under "properties"'),
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, "only https://json-schema.org/draft/2020-12/schema"),
        ({"properties": {"a": {"$ref": "#/$defs/none"}}}, "leads nowhere"),
        ({"properties": {"a": {"$ref": "#none"}}}, "leads nowhere"),
        ({"$defs": {"a": {"enum": [5]}}, "properties": {"a": {"$ref": "#/$defs/a/enum/0"}}}, "which is no schema"),
        ({"properties": {"a": {"$ref": "https://example.invalid/s.json"}}}, "leaves the schema"),
        ({"properties": {"a": {"$ref": "other.json"}}}, "leaves the schema"),
        ({"properties": {"a": {"$ref": "file:///etc/hostname"}}}, "leaves the schema"),
        ({"allOf": [{"items": {"not": {"$dynamicRef": "http://example.invalid"}}}]}, "leaves the schema"),
        ({"properties": {"a": {"default": float("nan")}}}, "not finite at params.properties.a.default"),
    ],
)
def test_a_wrong_schema_is_refused(schema: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)) as caught:
        check_schema(schema)
    assert len(str(caught.value)) < 500


def test_no_reference_opens_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("a schema reached for the network")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    with pytest.raises(ValueError, match="leaves the schema"):
        check_schema({"$ref": "http://localhost:9/schema.json"})


keywords = [
    "properties",
    "$ref",
    "$defs",
    "type",
    "items",
    "allOf",
    "default",
    "$id",
    "$anchor",
    "enum",
    "required",
    "a",
]
nodes: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["#", "#a", "#/$defs/a", "http://[", "string", "object"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(keywords), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(schema=nodes)
def test_any_schema_passes_or_is_refused_in_words(schema: Any) -> None:
    try:
        words = f"passes: {check_schema(schema)}"
    except ValueError as error:
        words = str(error)
    assert words
