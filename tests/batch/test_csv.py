"""CSV and TSV: what RFC 4180 allows is read exactly, all else is an error with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hframes.batch import DataSource, Limits
from hframes.batch.rows import Row, RowFault
from hframes.batch.sources import open_rows
from tests.batch.conftest import error, read, values

Write = Callable[..., DataSource]


def test_cells_are_text_as_they_stand(data: Write) -> None:
    source = data("a.csv", 'sku,title\n007," Chair, ""big"" "\r\n8,\n')
    assert values(source) == [{"sku": "007", "title": ' Chair, "big" '}, {"sku": "8", "title": ""}]


def test_a_row_has_the_number_of_the_line_it_begins_at(data: Write) -> None:
    source = data("a.csv", 'a,b\n1,"x\ny\nz"\n\n2,w\n')
    assert read(source) == [Row(2, {"a": "1", "b": "x\ny\nz"}), Row(6, {"a": "2", "b": "w"})]


def test_a_byte_order_mark_is_no_part_of_a_name(data: Write) -> None:
    assert values(data("a.csv", b"\xef\xbb\xbfa,b\n1,2\n")) == [{"a": "1", "b": "2"}]


def test_spaces_around_names_are_no_part_of_them(data: Write) -> None:
    assert values(data("a.csv", "a , b\n1 , 2\n")) == [{"a": "1 ", "b": " 2"}]


def test_tsv_and_other_delimiters(data: Write) -> None:
    assert values(data("a.tsv", "a\tb\n1,5\t2\n")) == [{"a": "1,5", "b": "2"}]
    assert values(data("a.csv", "a;b\n1,5;2\n", delimiter=";")) == [{"a": "1,5", "b": "2"}]


def test_a_ragged_row_is_that_line_s_fault_and_the_others_are_read(data: Write) -> None:
    assert read(data("a.csv", "a,b\n1\n2,3\n4,5,6\n")) == [
        RowFault(2, "it has 1 cell, and the line of names has 2"),
        Row(3, {"a": "2", "b": "3"}),
        RowFault(4, "it has 3 cells, and the line of names has 2"),
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"a,,c\n", "names no column 2 of 3"),
        (b"a,b,a\n", 'columns 1 and 3 have the same name "a"'),
        (b'a,b\n1,2\n3,"4\n5,6\n', "a.csv:3): a quoted cell"),
        (b'a,b\n1,"2"x\n', "follows the closing quote"),
        (b"a,b\n1,2\n\xe4,4\n", "a.csv:3"),
        (b"a,b\n1,2\n\xe4,4\n", "0xe4, is not UTF-8 text"),
        ("a,b\n1,2\n".encode("utf-16"), "is UTF-16 text"),
        (b"a,b\n1,\0\n", "zero byte"),
        (b"a,b\r1,2\r", "carriage return alone"),
        (b"a;b\n1;2\n", "--delimiter ';'"),
        (b"a\tb\n1\t2\n", "--format tsv"),
    ],
)
def test_what_is_no_csv_is_told_with_its_line(data: Write, content: bytes, told: str) -> None:
    message = error(data("a.csv", content))
    for part in told.split("): "):
        assert part in message


def test_a_line_over_the_limit_and_an_endless_quoted_cell_are_errors(data: Write) -> None:
    long = data("a.csv", "a\n" + "x" * 2000 + "\n", limits=Limits(row_bytes=1000))
    assert "a.csv:2" in error(long)
    assert "longer than 1,000 bytes" in error(long)
    endless = data("a.csv", 'a\n1\n"' + "x\n" * 100_000)
    assert "a.csv:3" in error(endless)
    assert 'a lone " from line 3 on' in error(endless)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    assert "No such file" in error(DataSource("nowhere.csv"))
    assert "Is a directory" in error(DataSource(str(tmp_path), format="csv"))


def test_memory_holds_one_row_of_a_long_file(data: Write) -> None:
    """The first row is there before the end is read."""
    source = data("a.csv", b"a,b\n1,2\n" * 100 + b"\xff" * 200_000)
    with open_rows(source) as rows:
        assert next(rows.items) == Row(2, {"a": "1", "b": "2"})
