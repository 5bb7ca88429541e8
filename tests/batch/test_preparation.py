"""From rows to params: mapping, exact conversion, filters, and every fault at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hframes.batch import DataSource, Limits, Selection, Template, pick, prepared_rows
from hframes.composition import SetValue
from tests.batch.conftest import SCHEMA, TEMPLATE, batch, refusal

Write = Callable[..., DataSource]


def of(values: dict[str, Any], **types: Any) -> Template:
    return Template({"properties": {name: {"type": kind} for name, kind in types.items()}}, values)


def test_columns_become_the_params_of_their_names(data: Write) -> None:
    text = 'sku,title,price,stock,sale,tags,style.color\nA,Chair,12.50,3,TRUE,"[""new""]",blue\nB,Table,,,,,\n'
    first, second = batch(data("a.csv", text))
    assert first.params == {
        "title": "Chair",
        "price": 12.5,
        "stock": 3,
        "sale": True,
        "tags": ["new"],
        "style": {"color": "blue"},
    }
    assert second.params == {"title": "Table", "stock": 1, "sale": False, "style": {"color": "red"}}
    assert (first.index, first.number, first.place) == (1, 2, "line 2")
    assert first.values["price"] == "12.50"


def test_map_says_otherwise(data: Write) -> None:
    source = data(
        "a.json", json.dumps([{"name": "Chair", "offer": {"price": 9.5}, "title": "x", "colors": ["a", "b"]}])
    )
    (row,) = batch(source, maps=["title=name", "price = offer.price", "style.color=colors.1", "sale="])
    assert row.params == {"title": "Chair", "price": 9.5, "stock": 1, "sale": False, "style": {"color": "b"}}


@pytest.mark.parametrize(
    ("maps", "told"),
    [
        (["titel=name"], "no param of the composition; known are price"),
        (["title=nme"], 'the column "nme", which the data lacks, did you mean "name"?'),
        (["title"], "--map param=column"),
        (["title=name", "title=name"], "twice"),
        (["style..color=name"], "--map cannot read"),
    ],
)
def test_a_wrong_map_is_told(data: Write, maps: list[str], told: str) -> None:
    for source in (data("a.csv", "name\nx\n"), data("a.jsonl", '{"name":"x"}')):
        assert told.rstrip("?") in refusal(source, maps=maps)


def test_values_for_every_row_lie_under_and_over_its_own(data: Write) -> None:
    template = Template(SCHEMA, {"title": "under", "stock": 7}, [SetValue(("sale",), True)])
    first, second = batch(data("a.csv", "title,sale\nChair,false\n,false\n"), template)
    assert first.params == {"title": "Chair", "stock": 7, "sale": True, "style": {"color": "red"}}
    assert second.params["title"] == "under"


@pytest.mark.parametrize(
    ("kind", "text", "made"),
    [
        ("number", "12.50", 12.5),
        ("number", " -3 ", -3),
        ("number", "1e3", 1000.0),
        ("number", "0.10000000000000001", 0.1),
        ("integer", "9007199254740992", 2**53),
        ("integer", "3.0", 3.0),
        ("boolean", "False", False),
        ("boolean", "1", True),
        ("string", " 007 ", " 007 "),
        (["string", "null"], "null", "null"),
        (["number", "null"], "null", None),
        ("array", "[1, 2.5]", [1, 2.5]),
        ("object", '{"a": null}', {"a": None}),
    ],
)
def test_text_becomes_exactly_what_the_schema_asks_for(data: Write, kind: Any, text: str, made: Any) -> None:
    cell = text.replace('"', '""')
    (row,) = batch(data("a.csv", f'x\n"{cell}"\n'), of({}, x=kind))
    assert row.params == {"x": made}
    assert type(row.params["x"]) is type(made)


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("number", "n/a", '"n/a" is not a number'),
        ("number", "1,000.50", "write it like 1234.5"),
        ("number", "0x10", "is not a number"),
        ("number", "NaN", "is not a number"),
        ("number", "1_000", "is not a number"),
        ("number", "١٢", "is not a number"),
        ("integer", "007", "a code is a param of type string"),
        ("integer", "2.5", '2.5 is not of type "integer"'),
        ("integer", "9007199254740993", "larger than a page's numbers hold exactly"),
        ("number", "999999999999999.99", "would be rounded in a page"),
        ("number", "1e400", "would be rounded in a page"),
        ("number", "1e-400", "would be rounded in a page"),
        ("boolean", "yes", "write true or false"),
        ("array", "[1", "is not an array in JSON"),
        ("array", "1;2", "is not an array"),
    ],
)
def test_what_would_be_lost_or_guessed_is_refused(data: Write, kind: Any, text: str, told: str) -> None:
    cell = text.replace('"', '""')
    message = refusal(data("a.csv", f'x\n"{cell}"\n'), of({}, x=kind))
    assert 'line 2, column "x", param x: ' in message
    assert told in message
    assert "has 1 fault in 1 of the 1 rows" in message


@pytest.mark.parametrize(
    ("kind", "value"), [("number", '"12.5"'), ("boolean", "1"), ("string", "12"), ("integer", "2.5")]
)
def test_what_has_a_type_keeps_it(data: Write, kind: str, value: str) -> None:
    assert "is not of type" in refusal(data("a.jsonl", f'{{"x": {value}}}'), of({}, x=kind))


def test_a_null_is_missing_unless_the_schema_has_nulls(data: Write) -> None:
    source = data("a.jsonl", '{"x": null, "y": null}')
    schema = {"properties": {"x": {"type": "integer", "default": 4}, "y": {"type": ["integer", "null"]}}}
    assert batch(source, Template(schema, {}))[0].params == {"x": 4, "y": None}


def test_columns_of_items_fill_an_array_without_gaps(data: Write) -> None:
    item = {"type": "object", "properties": {"name": {"type": "string"}, "price": {"type": "number"}}}
    template = Template({"properties": {"items": {"type": "array", "items": item}}}, {})
    text = "items[0].name,items[0].price,items[1].name\nA,1,B\nC,,\n"
    first, second = batch(data("a.csv", text), template)
    assert first.params == {"items": [{"name": "A", "price": 1}, {"name": "B"}]}
    assert second.params == {"items": [{"name": "C"}]}
    message = refusal(data("a.csv", "items[0].name,items[1].name\n,B\n"), template)
    assert 'line 2, column "items[1].name", param items[1].name: params.items has 0 items' in message


def test_all_faults_come_at_once_with_row_column_and_param(data: Write) -> None:
    text = "title,price,stock,style.color\nA,-1,x,red\n,5,2,\nC,5,2\nD,5,2,blue\n"
    message = refusal(data("a.csv", text))
    assert message.splitlines()[1:] == [
        '  line 2, column "stock", param stock: "x" is not an integer',
        '  line 2, column "price", param price: -1 is less than 0',
        '  line 3, column "title": the required "title" is missing',
        "  line 4: it has 3 cells, and the line of names has 4",
    ]
    assert "the data has 4 faults in 3 of the 4 rows that were read" in message


def test_many_faults_are_shown_in_part_and_counted(data: Write) -> None:
    message = refusal(data("a.csv", "title,price\n" + "A,x\n" * 1234))
    assert "1,234 faults in 1,234 of the 1,234 rows" in message
    assert len(message.splitlines()) == 52
    assert message.endswith("and 1,184 more")


def test_where_and_limit_choose_rows(data: Write) -> None:
    source = data("a.csv", "title,price\nA,1\nB,20\nC,30\nD,40\n")
    assert [row.values["title"] for row in batch(source, wheres=["price > 10"], limit=2)] == ["B", "C"]
    assert [row.values["title"] for row in batch(source, wheres=["price > 10", "title != 'C'"])] == ["B", "D"]
    assert "none of the 4 rows fits --where" in refusal(source, wheres=["price > 100"])
    assert 'column "pric", which the data lacks, did you mean "price"' in refusal(source, wheres=["pric > 1"])
    assert "line 2: --where can't compare title with 5" in refusal(source, wheres=["title > 5"])
    assert "--limit is 0" in refusal(source, limit=0)


def test_a_column_that_no_json_row_has_is_told_after_all_rows(data: Write) -> None:
    source = data("a.jsonl", '{"title":"A"}\n{"title":"B","price":3}\n')
    assert len(batch(source, wheres=["price == None or price > 1"])) == 2
    assert 'the column "pric"' in refusal(source, wheres=["pric == None"])


def test_a_limit_reads_no_further(data: Write) -> None:
    assert len(batch(data("a.csv", b"title\nA\nB\n" + b"\xff" * 100_000), limit=2)) == 2


def test_no_rows_too_many_rows_and_rows_without_params_are_errors(data: Write) -> None:
    assert "the data has no rows" in refusal(data("a.csv", "title\n"))
    assert "the data has no rows" in refusal(data("a.json", "[]"))
    many = data("a.csv", "title\n" + "A\n" * 20, limits=Limits(rows=10))
    assert "more than 10 rows" in refusal(many)
    assert len(batch(many, limit=10)) == 10
    assert 'columns are "name", params are "price", "sale"' in refusal(data("a.csv", "name\nA\n"))
    assert "declares no params" in refusal(data("a.csv", "name\nA\n"), Template(None, {}))


def test_columns_that_nothing_uses_are_named(data: Write) -> None:
    source = data("a.csv", "sku,titel,title,stock,region\n1,2,A,3,x\n")
    with prepared_rows(source, TEMPLATE, Selection(wheres=["region == 'x'"])) as prepared:
        assert prepared.unused_columns == ("sku", "titel")


def test_a_failure_leaves_nothing_behind(data: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = data("a.csv", 'title\nA\nB\n"C')
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert "not closed" in refusal(source)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_rows_by_chance_are_the_same_ones_for_the_same_seed(data: Write) -> None:
    source = data("a.csv", "title\n" + "".join(f"{number}\n" for number in range(100)))
    with prepared_rows(source, TEMPLATE) as prepared:
        five = [row.index for row in pick(prepared.snapshot, 5, seed=3)]
        assert five == [row.index for row in pick(prepared.snapshot, 5, seed=3)]
        assert five != [row.index for row in pick(prepared.snapshot, 5, seed=4)]
        assert five == sorted(set(five))
        assert len(five) == 5
        assert len(pick(prepared.snapshot, 500, seed=3)) == 100
