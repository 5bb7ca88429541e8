"""Parquet files: types as they are, and files that are none."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from hframes.batch import DataSource
from hframes.batch.rows import Row, RowFault
from hframes.errors import SetupError
from tests.batch.conftest import batch, error, read, values


def written(file: Path, **columns: pa.Array) -> DataSource:
    parquet.write_table(pa.table(columns), file)
    return DataSource(str(file))


def test_types_come_as_the_values_that_rows_hold(tmp_path: Path) -> None:
    source = written(
        tmp_path / "a.parquet",
        title=pa.array(["é", None]),
        price=pa.array([Decimal("12.50"), None]),
        count=pa.array([2**60, 1]),
        small=pa.array([0.5, 0.25], pa.float32()),
        on=pa.array([True, False]),
        day=pa.array([datetime.date(2026, 1, 31), None]),
        at=pa.array([datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC), None]),
        tags=pa.array([["a"], []]),
        style=pa.array([{"color": "red"}, None]),
        pairs=pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int64())),
        kind=pa.array(["x", "y"]).dictionary_encode(),
    )
    first, second = values(source)
    assert first == {
        "title": "é",
        "price": Decimal("12.50"),
        "count": 2**60,
        "small": 0.5,
        "on": True,
        "day": "2026-01-31",
        "at": "2026-01-31T12:00:00+00:00",
        "tags": ["a"],
        "style": {"color": "red"},
        "pairs": {"k": 1},
        "kind": "x",
    }
    assert second["title"] is None


def test_a_batch_from_a_file(tmp_path: Path) -> None:
    source = written(tmp_path / "a.pq", title=pa.array(["A", "B"]), price=pa.array([Decimal("1.50"), Decimal("2.00")]))
    assert [row.params["price"] for row in batch(source, wheres=["price > 1.5"])] == [2.0]


def test_values_that_are_no_json_are_that_row_s_fault(tmp_path: Path) -> None:
    source = written(tmp_path / "a.parquet", a=pa.array([1.0, float("nan")]), b=pa.array([b"\x00", None]))
    assert read(source) == [
        RowFault(1, "it holds bytes, not text; leave the column out, or make it text", "b"),
        RowFault(2, "nan is not a number that a page can be given", "a"),
    ]


def test_many_rows_in_their_order(tmp_path: Path) -> None:
    source = written(tmp_path / "a.parquet", n=pa.array(range(1000)))
    assert read(source) == [Row(number, {"n": number - 1}) for number in range(1, 1001)]


def test_damaged_files_are_told(tmp_path: Path) -> None:
    source = written(tmp_path / "a.parquet", n=pa.array([str(n) * 50 for n in range(5000)]))
    whole = Path(source.data).read_bytes()
    for broken in (b"", b"PAR1", b"title\nA\n", whole[: len(whole) // 2], whole[1000:]):
        Path(source.data).write_bytes(broken)
        assert re.search("can't be read as Parquet|the file is damaged", error(source))
    Path(source.data).write_bytes(whole[:2000] + bytes(len(whole) - 6000) + whole[-4000:])
    assert "damaged" in error(source)


def test_a_missing_library_is_an_error_with_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = written(tmp_path / "a.parquet", n=pa.array([1]))
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    with pytest.raises(SetupError, match=r"pip install 'hframes\[parquet\]'"):
        read(source)
