"""Queries of a real PostgreSQL server: types, reading only, and a server that goes away."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from hframes.batch import DataSource, Limits, prepared_rows
from hframes.batch.rows import Row
from hframes.batch.sources import open_rows
from hframes.errors import SourceError
from tests.batch.conftest import TEMPLATE, batch, error, refusal, values
from tests.batch.postgres import PASSWORD, PASSWORD_IN_URL, Postgres


@pytest.fixture
def products(postgres: Postgres) -> Iterator[Postgres]:
    """A server with one table."""
    with postgres.connect() as connection:
        connection.execute(
            "CREATE TABLE products (sku text, title text, price numeric(10,2), stock bigint, sale boolean, made date, "
            "at timestamptz, tags text[], style jsonb, id uuid, weight real)"
        )
        connection.execute(
            "INSERT INTO products VALUES ('A-1', 'Chair', 12.50, 3, true, '2026-01-31', '2026-01-31 12:00:00+02', "
            "'{new,red}', '{\"color\": \"blue\"}', '00000000-0000-0000-0000-000000000001', 0.1), "
            "('B-2', 'Table', 99.99, null, false, null, null, null, null, null, null)"
        )
    yield postgres
    with postgres.connect() as connection:
        connection.execute("DROP TABLE products")


def asked(server: Postgres, query: str, **options: object) -> DataSource:
    return DataSource(server.url, query=query, **options)  # type: ignore[arg-type]


def test_types_come_as_the_values_that_rows_hold(products: Postgres) -> None:
    first, second = values(asked(products, "SELECT * FROM products ORDER BY sku"))
    assert first == {
        "sku": "A-1",
        "title": "Chair",
        "price": Decimal("12.50"),
        "stock": 3,
        "sale": True,
        "made": "2026-01-31",
        "at": "2026-01-31T10:00:00+00:00",
        "tags": ["new", "red"],
        "style": {"color": "blue"},
        "id": "00000000-0000-0000-0000-000000000001",
        "weight": 0.1,
    }
    assert second["stock"] is None


def test_a_batch_from_the_server(products: Postgres) -> None:
    source = asked(products, "SELECT title, price, tags, style FROM products WHERE title LIKE 'C%'")
    (row,) = batch(source)
    assert row.params == {
        "title": "Chair",
        "price": 12.5,
        "stock": 1,
        "sale": False,
        "tags": ["new", "red"],
        "style": {"color": "blue"},
    }
    assert row.values["price"] == Decimal("12.50")


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM products",
        "INSERT INTO products (sku) VALUES ('C') RETURNING sku",
        "WITH gone AS (DELETE FROM products RETURNING sku) SELECT * FROM gone",
        "SELECT 1 AS a; DROP TABLE products",
        "SELECT 1 AS a; COMMIT; DROP TABLE products",
    ],
)
def test_nothing_but_reading_is_allowed(products: Postgres, query: str) -> None:
    assert "the query fails" in error(asked(products, query))
    assert len(values(asked(products, "SELECT sku FROM products"))) == 2


def test_a_query_that_fails_is_told_in_the_database_s_words(products: Postgres) -> None:
    assert 'relation "product" does not exist' in error(asked(products, "SELECT * FROM product"))
    assert "division by zero" in error(asked(products, "SELECT 1 / (3 - i) AS a FROM generate_series(1, 5) i"))


def test_a_query_that_takes_too_long_ends(postgres: Postgres) -> None:
    source = asked(postgres, "SELECT pg_sleep(60)", limits=Limits(seconds=0.2))
    assert "statement timeout" in error(source)


def test_rows_come_as_they_are_asked_for(postgres: Postgres) -> None:
    with open_rows(asked(postgres, "SELECT generate_series(1, 100000000) AS i")) as rows:
        assert [next(rows.items) for _ in range(300)][-1] == Row(300, {"i": 300})


def test_a_connection_that_goes_away_in_the_middle_is_told_with_its_row(postgres: Postgres) -> None:
    with open_rows(asked(postgres, "SELECT generate_series(1, 1000000) AS i")) as rows:
        for _ in range(50):
            next(rows.items)
        with postgres.connect() as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        with pytest.raises(SourceError, match="the database fails after row"):
            list(rows.items)


def test_a_server_that_goes_away_in_the_middle_leaves_no_rows(postgres: Postgres) -> None:
    with open_rows(asked(postgres, "SELECT generate_series(1, 1000000) AS i")) as rows:
        next(rows.items)
        postgres.stop()
        try:
            with pytest.raises(SourceError, match="the database fails after row"):
                list(rows.items)
        finally:
            postgres.start()


def test_passwords_are_in_no_message(postgres: Postgres) -> None:
    wrong = postgres.url.replace("hframes:", "nobody:")
    gone = postgres.url.replace(f":{postgres.port}/", ":1/")
    unknown = postgres.url.replace("postgresql:", "nosuchdb:")
    no_driver = postgres.url.replace("postgresql:", "oracle:")
    malformed = postgres.url.replace(f":{postgres.port}/", ":port/")
    option = f"postgresql://127.0.0.1:{postgres.port}/postgres?user=hframes&password={PASSWORD_IN_URL}x"
    for url in (wrong, gone, unknown, no_driver, malformed, option):
        message = error(DataSource(url, query="SELECT 1 AS a"))
        assert PASSWORD not in message
        assert PASSWORD_IN_URL not in message
    assert "authentication failed" in error(DataSource(wrong, query="SELECT 1 AS a"))
    assert "refused" in error(DataSource(gone, query="SELECT 1 AS a"))
    assert "pip install" in error(DataSource(no_driver, query="SELECT 1 AS a"))


def test_passwords_are_in_no_snapshot(products: Postgres) -> None:
    url = products.url + "?application_name=secretive"
    with prepared_rows(DataSource(url, query="SELECT title FROM products"), TEMPLATE) as prepared:
        text = prepared.snapshot.path.read_text()
    for secret in (PASSWORD, PASSWORD_IN_URL, "secretive"):
        assert secret not in text
    assert f"postgresql+psycopg://hframes:***@127.0.0.1:{products.port}/postgres" in text


def test_a_number_that_a_page_can_t_hold_is_refused_with_its_row(products: Postgres) -> None:
    query = "SELECT 'x' AS title, 12345678901234567.89 AS price"
    message = refusal(asked(products, query))
    assert 'row 1, column "price", param price' in message
    assert "would be rounded" in message
