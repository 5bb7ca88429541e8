"""JSON and JSON Lines: strict, one row in memory, numbers kept exactly."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal

import pytest

from hframes.batch import DataSource, Limits
from hframes.batch.rows import Row, RowFault
from hframes.batch.sources import open_rows
from hframes.batch.sources.json_array import array_rows
from tests.batch.conftest import error, read, values

Write = Callable[..., DataSource]
KINDS = pytest.mark.parametrize(
    ("name", "text"),
    [("a.json", "[{}]"), ("a.jsonl", "{}")],
)


@KINDS
def test_values_are_what_they_are(data: Write, name: str, text: str) -> None:
    item = '{"a": 1, "b": 2.5, "c": "é\\ud83d\\ude00", "d": null, "e": [true, {"f": "x"}], "g": -0.0}'
    (row,) = values(data(name, text.format(item) if text != "[{}]" else f"[{item}]"))
    assert row == {"a": 1, "b": 2.5, "c": "é😀", "d": None, "e": [True, {"f": "x"}], "g": 0.0}
    assert type(row["a"]) is int
    assert type(row["b"]) is float


@KINDS
def test_a_number_that_no_double_holds_stays_a_decimal(data: Write, name: str, text: str) -> None:
    item = '{"a": 0.12345678901234567890, "b": 0.10000000000000001, "c": 1e400}'
    source = data(name, item.replace(', "c": 1e400', "") if text == "{}" else f"[{item}]".replace(', "c": 1e400', ""))
    (row,) = values(source)
    assert row == {"a": Decimal("0.12345678901234567890"), "b": 0.1}


def test_rows_of_json_have_their_index_and_rows_of_json_lines_their_line(data: Write) -> None:
    assert read(data("a.json", '[{"a":1},\n{"a":2}]')) == [Row(0, {"a": 1}), Row(1, {"a": 2})]
    assert read(data("a.jsonl", '{"a":1}\n\n{"a":2}\n')) == [Row(1, {"a": 1}), Row(3, {"a": 2})]


def test_an_item_that_is_no_object_is_that_row_s_fault(data: Write) -> None:
    assert read(data("a.json", '[3, {"a":1}, [{"a":2}]]')) == [
        RowFault(0, "it is 3, not an object"),
        Row(1, {"a": 1}),
        RowFault(2, "it is [an object with 1 key], not an object"),
    ]
    assert read(data("a.jsonl", '{"a":}\n"x"\n{"a":1}')) == [
        RowFault(1, "the line is not valid JSON at character 6: expecting value"),
        RowFault(2, 'the line holds "x", not an object'),
        Row(3, {"a": 1}),
    ]


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ('{"a":1,"a":2}', "appears twice"),
        ('{"a":"\\ud800"}', "surrogate"),
        ('{"a":1e400}', "too large"),
        ('{"a":NaN}', "NaN is not JSON"),
        ('{"a":' + "[" * 70 + "]" * 70 + "}", "64 levels deep"),
        ('{"a":%s}' % ("9" * 400), "too large"),
    ],
)
def test_what_a_page_could_misread_is_that_row_s_fault(data: Write, item: str, told: str) -> None:
    for name, text in (("a.json", f"[{item}]"), ("a.jsonl", item)):
        (fault,) = read(data(name, text))
        assert isinstance(fault, RowFault)
        assert told in fault.what


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "ends before it is whole"),
        ("[", "ends before it is whole"),
        ('[{"a":1},', "a.json:1:10): it ends"),
        ('[{"a":1},]', "a.json:1:10): expecting value"),
        ('[{"a":1}\n{"a":2}]', "a.json:2:1): '{' stands where ',' or ']'"),
        ('[{"a":1},\n {"b" 2}]', "a.json:2:7): expecting ':'"),
        ('[{"a":1},\n {"b":"', "ends before it is whole"),
        ('[{"a":1}', "ends before it is whole"),
        ('[{"a":1}] x', "a.json:1:11): something follows"),
        ('{"items":[{"a":1}]}', "--data-path items"),
        ("7", "is 7, not an array"),
        ('[{"a":' + "[" * 5000, "nested too deeply"),
    ],
)
def test_a_document_that_is_no_array_of_rows_is_an_error(data: Write, text: str, told: str) -> None:
    message = error(data("a.json", text))
    for part in told.split("): "):
        assert part in message


def test_bytes_that_are_not_utf8_are_an_error(data: Write) -> None:
    assert "0xff is not UTF-8 text" in error(data("a.json", b'[\n{"a":"\xff"}]'))
    assert "a.json:2" in error(data("a.json", b'[\n{"a":"\xff"}]'))
    assert "a.jsonl:2" in error(data("a.jsonl", b'{"a":1}\n{"a":"\xff"}\n'))


def test_a_data_path_leads_to_the_rows(data: Write) -> None:
    text = '{"skip": {"items": [1, {"x": [2]}]}, "result": {"n": 2, "items": [{"a": 1}, {"a": 2}]}, "more": []}'
    assert values(data("a.json", text, data_path="result.items")) == [{"a": 1}, {"a": 2}]
    assert 'no "result.rows"' in error(data("a.json", text, data_path="result.rows"))
    assert "result.n is 2" in error(data("a.json", text, data_path="result.n"))
    assert "leads nowhere" in error(data("a.json", text, data_path="result.n.x"))
    cut = data("a.json", text[:-1], data_path="result.items")
    assert "ends before it is whole" in error(cut)


def test_an_item_over_the_limit_is_an_error_with_its_index(data: Write) -> None:
    source = data("a.json", '[{"a":1},{"a":"' + "x" * 400_000 + '"}]', limits=Limits(row_bytes=100_000))
    assert "value is longer than 100,000 bytes" in error(source)


def test_memory_holds_one_row_of_a_long_array(data: Write) -> None:
    source = data("a.json", "[" + ",".join('{"a":1}' for _ in range(50_000)) + "oops")
    with open_rows(source) as rows:
        assert next(rows.items) == Row(0, {"a": 1})


def test_standard_input_is_told_by_how_it_begins() -> None:
    stdin = DataSource("-")
    assert values(stdin, b' [{"a": 1}]') == [{"a": 1}]
    assert values(stdin, b'{"a": 1}\n{"a": 2}\n') == [{"a": 1}, {"a": 2}]
    assert values(stdin, b"a,b\n1,2\n") == [{"a": "1", "b": "2"}]
    assert values(stdin, b"a\tb\n1\t2\n") == [{"a": "1", "b": "2"}]
    assert values(DataSource("-", data_path="x"), b'{"x": [{"a": 1}]}') == [{"a": 1}]
    assert values(DataSource("-", format="csv"), b"[a],b\n1,2\n") == [{"[a]": "1", "b": "2"}]
    assert "is empty" in error(stdin, b"")


def test_a_name_that_does_not_say_its_kind_is_an_error(data: Write) -> None:
    assert "--format" in error(data("rows.txt", "a,b\n"))
    assert "not a format" in error(data("a.csv", "a\n", format="xlsx"))
    assert "--query goes with a database" in error(data("a.csv", "a\n", query="SELECT 1"))
    assert "JSON document" in error(data("a.csv", "a\n", data_path="x"))


class _Dribbling(io.BytesIO):
    """Gives a few bytes at a time, as a pipe may."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(3, size) if size and size > 0 else 3)


def test_where_the_pieces_of_a_file_end_does_not_matter() -> None:
    text = '\ufeff{"n": -12.5e3, "é": [true, "a\\"]"], "items": [{"a": 12345}, {"b": "ü😀"}], "z": null}'
    rows = array_rows(_Dribbling(text.encode()), DataSource("-", data_path="items"), {"name": "-"})
    assert list(rows.items) == [Row(0, {"a": 12345}), Row(1, {"b": "ü😀"})]
