"""Queries of a real SQLite file, which nothing can be written to."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from hframes.batch import DataSource, Limits
from hframes.batch.rows import Row, RowFault
from hframes.batch.sources import open_rows
from tests.batch.conftest import error, read, values


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A file whose name has what URLs would trip over."""
    file = tmp_path / "the shop 100%.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE products (sku TEXT, price REAL, stock INTEGER, picture BLOB, tags TEXT)")
        rows = [("A-1", 12.5, 3, None, '["new"]'), ("B-2", 0.1, None, b"\x89PNG", "[]")]
        connection.executemany("INSERT INTO products VALUES (?, ?, ?, ?, ?)", rows)
    connection.close()
    return file


def asked(file: Path, query: str, **options: object) -> DataSource:
    return DataSource(str(file), query=query, **options)  # type: ignore[arg-type]


def test_a_query_gives_rows_by_file_name_and_by_url(shop: Path) -> None:
    expected = [{"sku": "A-1", "price": 12.5, "stock": 3}, {"sku": "B-2", "price": 0.1, "stock": None}]
    assert values(asked(shop, "SELECT sku, price, stock FROM products ORDER BY sku")) == expected
    url = DataSource(f"sqlite:///{shop}", query="SELECT sku, price, stock FROM products ORDER BY sku")
    assert values(url) == expected


def test_colons_and_percent_signs_in_a_query_are_its_own(shop: Path) -> None:
    assert values(asked(shop, "SELECT ':x' AS a, '50%' AS b, 'a%(b)s' AS c")) == [
        {"a": ":x", "b": "50%", "c": "a%(b)s"}
    ]


def test_bytes_are_that_row_s_fault(shop: Path) -> None:
    first, second = read(asked(shop, "SELECT sku, picture FROM products ORDER BY sku"))
    assert first == Row(1, {"sku": "A-1", "picture": None})
    assert isinstance(second, RowFault)
    assert (second.number, second.column) == (2, "picture")


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM products",
        "INSERT INTO products (sku) VALUES ('C')",
        "DROP TABLE products",
        "CREATE TABLE x (a)",
        "PRAGMA journal_mode = WAL",
        "ATTACH '/tmp/hframes-never.db' AS other",
        "VACUUM INTO '/tmp/hframes-never.db'",
        "DELETE FROM products RETURNING sku",
    ],
)
def test_nothing_but_reading_is_allowed(shop: Path, query: str) -> None:
    before = shop.read_bytes()
    assert re.search("the query fails: (not authorized|authorization denied)", error(asked(shop, query)))
    assert shop.read_bytes() == before
    assert sorted(path.name for path in shop.parent.iterdir()) == [shop.name]
    assert not Path("/tmp/hframes-never.db").exists()


def test_a_query_that_fails_is_told_in_the_database_s_words(shop: Path) -> None:
    assert "no such table: product (" in error(asked(shop, "SELECT * FROM product"))
    assert 'near "SELEC": syntax error' in error(asked(shop, "SELEC 1"))
    assert 'have the name "sku"' in error(asked(shop, "SELECT sku, sku FROM products"))
    assert "needs a query" in error(DataSource(str(shop)))


def test_an_endless_query_ends(shop: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS c FROM n"
    assert "interrupted" in error(asked(shop, endless, limits=Limits(seconds=0.2)))
    rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    assert re.search("not done after 0.2 s|interrupted", error(asked(shop, rows, limits=Limits(seconds=0.2))))


def test_rows_come_as_they_are_asked_for(shop: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    with open_rows(asked(shop, endless)) as rows:
        assert next(rows.items) == Row(1, {"i": 1})


def test_a_file_that_is_missing_or_no_database_is_told(tmp_path: Path) -> None:
    assert "no such SQLite file" in error(asked(tmp_path / "none.db", "SELECT 1"))
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "text.db").write_text("this is no database, however long its text may be " * 20)
    assert "file is not a database" in error(asked(tmp_path / "text.db", "SELECT * FROM sqlite_master"))
    assert "names no file" in error(DataSource("sqlite://", query="SELECT 1"))


def test_a_damaged_file_fails_with_its_row(tmp_path: Path) -> None:
    file = tmp_path / "damaged.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE t (a TEXT)")
        connection.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 1000)
    connection.close()
    data = bytearray(file.read_bytes())
    data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
    file.write_bytes(data)
    assert "the database fails after row" in error(asked(file, "SELECT a FROM t"))
