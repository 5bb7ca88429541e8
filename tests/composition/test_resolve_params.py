"""Params: defaults under the file under `--set`, and every fault at once with its path."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hframes.composition import SetValue, load_params_file, merge_params, parse_set, resolve_params
from hframes.composition.schema import check_schema
from hframes.errors import CompositionError

CHART: dict[str, Any] = {
    "type": "object",
    "properties": {
        "title": {"type": "string", "default": "Sales"},
        "style": {
            "type": "object",
            "properties": {"color": {"type": "string", "default": "red"}, "width": {"type": "number", "default": 2}},
        },
        "items": {
            "type": "array",
            "default": [{"name": "a", "price": 1}],
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "price": {"type": "number"},
                    "shown": {"type": "boolean", "default": True},
                },
                "required": ["name", "price"],
            },
        },
    },
}
DEFAULTS = {
    "title": "Sales",
    "style": {"color": "red", "width": 2},
    "items": [{"name": "a", "price": 1, "shown": True}],
}


def refusal(schema: dict[str, Any] | None, values: dict[str, Any], sets: tuple[SetValue, ...] = ()) -> str:
    with pytest.raises(CompositionError) as caught:
        resolve_params(schema, values, sets)
    return str(caught.value)


def with_property(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"properties": {"x": schema}, **more}


def test_defaults_fill_nested_objects_and_items() -> None:
    assert resolve_params(CHART) == DEFAULTS


def test_the_file_wins_over_defaults_and_set_wins_over_the_file() -> None:
    values = {"title": "File", "style": {"color": "blue"}}
    sets = [parse_set("style.color=green", CHART), parse_set("items[0].price=9.5", CHART)]
    assert resolve_params(CHART, values, sets) == {
        "title": "File",
        "style": {"color": "green", "width": 2},
        "items": [{"name": "a", "price": 9.5, "shown": True}],
    }


def test_the_last_set_wins() -> None:
    assert resolve_params(CHART, {}, [parse_set(f"title={text}", CHART) for text in "abc"])["title"] == "c"


def test_an_array_replaces_its_default_whole() -> None:
    assert resolve_params(CHART, {"items": []})["items"] == []


def test_null_is_a_value_and_not_a_gap() -> None:
    schema = with_property({"type": ["string", "null"], "default": "a"})
    assert resolve_params(schema, {"x": None}) == {"x": None}
    assert resolve_params(with_property({"default": None})) == {"x": None}


def test_an_object_of_free_names_replaces_its_default_whole() -> None:
    schema = with_property({"additionalProperties": {"type": "string"}, "default": {"a": "1"}})
    assert resolve_params(schema, {"x": {"b": "2"}}) == {"x": {"b": "2"}}


def test_an_objects_own_default_comes_before_those_of_its_properties() -> None:
    schema = with_property({"default": {"a": 5}, "properties": {"a": {"default": 1}, "b": {"default": 2}}})
    assert resolve_params(schema) == {"x": {"a": 5, "b": 2}}
    assert resolve_params(schema, {"x": {"b": 3}}) == {"x": {"a": 5, "b": 3}}


def test_an_optional_object_is_not_made_half() -> None:
    part = {"type": "object", "properties": {"a": {"default": 1}, "b": {}}, "required": ["b"]}
    assert resolve_params(with_property(part)) == {}
    assert resolve_params(with_property(part), {"x": {"b": 2}}) == {"x": {"a": 1, "b": 2}}
    assert 'params.x: the required "b" is missing' in refusal(with_property(part, required=["x"]), {})


def test_defaults_come_through_references_and_all_of() -> None:
    schema = {
        "$defs": {"c": {"type": "string", "default": "red"}},
        "allOf": [{"properties": {"b": {"default": 2}}}],
        "properties": {"a": {"$ref": "#/$defs/c"}},
    }
    assert resolve_params(schema) == {"a": "red", "b": 2}


def test_a_recursive_schema_ends() -> None:
    tree = {"properties": {"n": {"type": "integer", "default": 0}, "child": {"$ref": "#"}}}
    assert resolve_params(tree, {"child": {"child": {}}})["child"]["child"]["n"] == 0
    assert "params.child.child.n" in refusal(tree, {"child": {"child": {"n": "x"}}})


def test_a_schema_that_is_only_itself_is_refused() -> None:
    assert "refers to itself without end" in refusal({"$ref": "#", "properties": {"a": {}}}, {"a": 1})


def test_the_result_shares_nothing_with_schema_or_values() -> None:
    schema, values = copy.deepcopy(CHART), {"style": {"color": "blue"}}
    resolved = resolve_params(schema, values)
    resolved["style"]["color"] = resolved["items"][0]["name"] = "changed"
    assert schema == CHART
    assert values == {"style": {"color": "blue"}}


def test_every_fault_is_told_at_once_with_its_path() -> None:
    items = [{"name": "a", "price": 1}, {"name": 2, "price": 1}, {"name": "c", "price": "x"}, {}]
    message = refusal(CHART, {"title": 5, "items": items, "stlye": {}})
    for line in (
        'params.title: 5 is not of type "string"',
        'params.items[1].name: 2 is not of type "string"',
        'params.items[2].price: "x" is not of type "number"',
        'params.items[3]: the required "name" is missing',
        'params.items[3]: the required "price" is missing',
        'params.stlye: the composition declares no such param, did you mean "style"?',
    ):
        assert line in message
    assert "\n" not in message


def test_a_flood_of_faults_is_counted_not_printed() -> None:
    message = refusal(CHART, {"items": [{"name": 1, "price": 1}] * 5000})
    assert "and more than 988 more" in message
    assert len(message) < 1500


@pytest.mark.parametrize(
    ("schema", "values", "words"),
    [
        (
            CHART,
            {"style": {"colour": "x"}},
            'params.style.colour: the composition declares no such param, did you mean "color"?',
        ),
        (
            CHART,
            {"items": [{"name": "a", "price": 1, "pryce": 2}]},
            "params.items[0].pryce: the composition declares no such",
        ),
        (CHART, {"zzzzzz": 1}, "known are items, style, title"),
        ({}, {"a": 1}, "params.a: the composition declares no such param"),
        (with_property({}, additionalProperties=False), {"xx": 1}, 'did you mean "x"?'),
        (with_property({"anyOf": [{"properties": {"a": {}}}, {"type": "string"}]}), {"x": {"b": 1}}, "params.x.b: the"),
        (with_property({}), {"odd key": 1}, 'params["odd key"]: the composition declares no such param'),
    ],
)
def test_an_undeclared_name_is_an_error(schema: dict[str, Any], values: dict[str, Any], words: str) -> None:
    message = refusal(schema, values)
    assert words in message
    assert "Additional properties" not in message


@pytest.mark.parametrize(
    ("schema", "values"),
    [
        (with_property({}, additionalProperties=True), {"b": 1}),
        (with_property({}, additionalProperties={"type": "integer"}), {"b": 1}),
        (with_property({}, patternProperties={"^n[0-9]$": {}}), {"n1": 1}),
        (with_property({}, unevaluatedProperties=True), {"b": 1}),
        (with_property({"type": "object"}), {"x": {"anything": 1}}),
        (with_property(True), {"x": {"anything": 1}}),
        (with_property({"anyOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}]}), {"x": {"b": 1}}),
        ({"if": {"properties": {"k": {"const": 1}}}, "then": {"properties": {"b": {}}}}, {"k": 1, "b": 1}),
        ({"dependentSchemas": {"k": {"properties": {"b": {}}}}, "properties": {"k": {}}}, {"k": 1, "b": 1}),
    ],
)
def test_a_name_that_the_author_speaks_of_passes(schema: dict[str, Any], values: dict[str, Any]) -> None:
    assert resolve_params(check_schema(schema), values) == values


@pytest.mark.parametrize(
    ("schema", "value", "words"),
    [
        ({"type": "integer"}, True, 'true is not of type "integer"'),
        ({"type": ["string", "null"]}, 1.5, '1.5 is not of type "string" or "null"'),
        ({"enum": ["a", "b"]}, "c", '"c" is not one of "a", "b"'),
        ({"const": 1}, 2, "2 is not 1"),
        ({"minimum": 1}, 0, "0 is less than 1"),
        ({"maximum": 1}, 2, "2 is greater than 1"),
        ({"exclusiveMinimum": 1}, 1, "1 is not greater than 1"),
        ({"exclusiveMaximum": 1}, 1, "1 is not less than 1"),
        ({"multipleOf": 2}, 3, "3 is not a multiple of 2"),
        ({"minLength": 2}, "a", '"a" is shorter in characters than 2'),
        ({"maxLength": 2}, "abc", '"abc" is longer in characters than 2'),
        ({"minItems": 1}, [], "[] has fewer items than 1"),
        ({"maxItems": 1}, [1, 2], "[1, 2] has more items than 1"),
        ({"uniqueItems": True}, [1, 1], "[1, 1] holds the same item twice"),
        ({"pattern": "^#"}, "red", '"red" does not match the pattern "^#"'),
        ({"format": "date"}, "2025-02-30", '"2025-02-30" is not of the format "date"'),
        (
            {"anyOf": [{"type": "string"}, {"minimum": 9}]},
            1,
            'fits none of the allowed forms (1 is not of type "string", 1 is',
        ),
        ({"oneOf": [{}, {"minimum": 0}]}, 1, "1 fits more than one of the forms"),
        ({"not": {}}, 1, "params.x: "),
        (False, 1, "params.x: "),
        ({"type": "string"}, {"a": 1, "b": 2}, 'an object with 2 keys is not of type "string"'),
        ({"type": "string"}, list(range(99)), "an array of 99 items"),
    ],
)
def test_each_kind_of_fault_has_words(schema: Any, value: Any, words: str) -> None:
    message = refusal(with_property(schema), {"x": value})
    assert message.startswith("params.x: ")
    assert words in message


def test_a_wrong_default_is_found_too() -> None:
    assert 'params.x: "a" is not of type "number"' in refusal(with_property({"type": "number", "default": "a"}), {})


def test_a_missing_required_param_is_an_error() -> None:
    assert 'params: the required "x" is missing' in refusal(with_property({"type": "string"}, required=["x"]), {})


def test_params_for_a_composition_without_any_are_an_error() -> None:
    assert resolve_params(None) == {}
    assert 'declares no params, but "a" is given' in refusal(None, {"a": 1})
    assert 'declares no params, but "b" is given' in refusal(None, {}, (parse_set("b=1", None),))


@pytest.mark.parametrize("value", [{1, 2}, float("nan"), 10**400, "\ud800", b"x", {1: 2}])
def test_a_value_that_no_page_can_receive_is_an_error(value: Any) -> None:
    assert refusal(with_property({}), {"x": value}).startswith("params.x: ")


def test_values_nested_beyond_measure_are_an_error() -> None:
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    assert "nested more than 64 levels" in refusal(with_property({}), {"x": value})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("title.sub=1", "params.title is not an object"),
        ("style[0]=1", "params.style is not an array"),
        ("items.name=1", "params.items is not an object"),
        ("items[5].name=x", "params.items has 1 items, so [5] is past its end"),
    ],
)
def test_a_set_that_leads_nowhere_is_an_error(name: str, words: str) -> None:
    assert words in refusal(CHART, {}, (parse_set(name, CHART),))


def test_a_set_may_add_the_next_item_and_missing_objects() -> None:
    sets = [parse_set("items[1].name=b", CHART), parse_set("items[1].price=2", CHART)]
    assert resolve_params(CHART, {}, sets)["items"][1] == {"name": "b", "price": 2, "shown": True}
    assert merge_params({}, [SetValue(("a", "b"), 1)]) == {"a": {"b": 1}}


def test_merging_reaches_into_defaults_where_the_schema_is_given() -> None:
    merged = merge_params({"title": "File"}, [parse_set("items[0].price=9", CHART)], CHART)
    assert merged == {**DEFAULTS, "title": "File", "items": [{"name": "a", "price": 9, "shown": True}]}
    assert resolve_params(CHART, merged) == merged
    assert merge_params({"title": "File"}, [], CHART) == {"title": "File"}


def test_merging_leaves_the_values_alone() -> None:
    values: dict[str, Any] = {"a": {"b": 1}}
    assert merge_params(values, [SetValue(("a", "b"), 2)]) == {"a": {"b": 2}}
    assert values == {"a": {"b": 1}}


def test_a_params_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "params.json"
    path.write_text('\ufeff{"title": "Grüße"}', encoding="utf-8")
    assert load_params_file(path) == {"title": "Grüße"}


def test_a_params_file_of_ten_megabytes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "params.json"
    path.write_text(json.dumps({"rows": ["x" * 1000] * 10_000}))
    assert len(load_params_file(path)["rows"]) == 10_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{\n "a": 1,\n}', "params.json:3:1"),
        (b'{"a": 1, "a": 2}', 'the key "a" appears twice'),
        (b'{"a": NaN}', "NaN is not JSON"),
        (b"[1]", "holds [1], not an object"),
        (b"", "not valid JSON"),
        (b'{"a":\n "\xff"}', "not UTF-8 text"),
        (b"[" * 200_000, "nested more than 64 levels"),
    ],
)
def test_a_wrong_params_file_is_an_error(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "params.json"
    path.write_bytes(content)
    with pytest.raises(CompositionError) as caught:
        load_params_file(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("name", ["missing.json", ".", "a\0b"])
def test_a_params_file_that_cannot_be_read_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(CompositionError, match="params file cannot be read"):
        load_params_file(f"{tmp_path}/{name}")


texts = st.sampled_from(["a", "b", "c", "", "1", "x" * 80, "\ud800"])
leaves = st.none() | st.booleans() | st.integers() | st.floats() | texts
anything: st.SearchStrategy[Any] = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=8
)
simple = st.sampled_from(
    [{"type": name} for name in ("string", "number", "integer", "boolean", "array", "object", "null")]
    + [{"multipleOf": 1e-300}, {"multipleOf": 0.5}, {"enum": [1, "a"]}, {"format": "date-time"}, {"$ref": "#"}]
    + [{"uniqueItems": True}, {"const": None}, {"$ref": "#/$defs/d"}, {"pattern": "a+$"}, {"minimum": 1e308}]
)
parts: st.SearchStrategy[dict[str, Any]] = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from("abc"), inner, max_size=3).map(lambda names: {"properties": names}),
        st.builds(lambda part, default: {**part, "default": default}, inner, anything),
        inner.map(lambda part: {"items": part}),
        inner.map(lambda part: {"additionalProperties": part}),
        st.lists(inner, min_size=1, max_size=2).map(lambda branches: {"anyOf": branches}),
        st.lists(inner, min_size=1, max_size=2).map(lambda branches: {"allOf": branches}),
    ),
    max_leaves=6,
)
schemas = st.dictionaries(st.sampled_from("abc"), parts).map(
    lambda names: {"properties": names, "$defs": {"d": {"items": {"$ref": "#/$defs/d"}, "default": []}}}
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    schema=schemas,
    values=st.dictionaries(texts, anything, max_size=3),
    name=st.sampled_from(["a", "b.c", "c[0]"]),
    value=anything,
)
def test_any_params_are_resolved_or_refused(
    schema: dict[str, Any], values: dict[str, Any], name: str, value: Any
) -> None:
    try:
        check_schema(schema)
    except ValueError:
        return
    try:
        sets = [parse_set(f"{name}={value}", schema)]
        resolved = {"params": resolve_params(schema, values, sets)}
    except CompositionError as error:
        resolved = {"error": str(error)}
    assert json.loads(json.dumps(resolved)) == resolved
    assert len(resolved.get("error", "")) < 6000
