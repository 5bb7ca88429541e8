"""Rows for tests: sources as files in the test's folder, and a template to check them against."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hframes.batch import DataSource, FrozenRow, Selection, Template, prepared_rows
from hframes.batch.rows import Row, RowFault
from hframes.batch.sources import open_rows
from hframes.composition.schema import check_schema
from hframes.errors import HframesError
from tests.batch.postgres import Postgres, running_postgres

SCHEMA: dict[str, Any] = check_schema(
    {
        "properties": {
            "title": {"type": "string"},
            "price": {"type": "number", "minimum": 0},
            "stock": {"type": "integer", "default": 1},
            "sale": {"type": "boolean", "default": False},
            "tags": {"type": "array", "items": {"type": "string"}},
            "style": {"type": "object", "properties": {"color": {"type": "string", "default": "red"}}},
        },
        "required": ["title"],
    }
)
TEMPLATE = Template(SCHEMA, {})


def read(source: DataSource, stdin: bytes | None = None) -> list[Row | RowFault]:
    """Everything a source gives."""
    with open_rows(source, io.BytesIO(stdin) if stdin is not None else None) as rows:
        return list(rows.items)


def values(source: DataSource, stdin: bytes | None = None) -> list[dict[str, Any]]:
    """The rows of a source without a fault."""
    found = read(source, stdin)
    assert all(isinstance(item, Row) for item in found), found
    return [item.values for item in found if isinstance(item, Row)]


def error(source: DataSource, stdin: bytes | None = None) -> str:
    """What a source that can't be read says."""
    with pytest.raises(HframesError) as caught:
        read(source, stdin)
    return str(caught.value)


def batch(source: DataSource, template: Template = TEMPLATE, **selection: Any) -> list[FrozenRow]:
    """The rows of a whole preparation."""
    with prepared_rows(source, template, Selection(**selection)) as prepared:
        return list(prepared.snapshot.rows())


def refusal(source: DataSource, template: Template = TEMPLATE, **selection: Any) -> str:
    """What a preparation that fails says."""
    with pytest.raises(HframesError) as caught, prepared_rows(source, template, Selection(**selection)):
        pass
    return str(caught.value)


@pytest.fixture
def data(tmp_path: Path) -> Callable[..., DataSource]:
    """Writes a file and gives the source that reads it; keyword arguments are those of `DataSource`."""

    def write(name: str, content: str | bytes, **options: Any) -> DataSource:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return replace(DataSource(str(file)), **options)

    return write


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running server; about two seconds, once."""
    with running_postgres() as server:
        yield server
