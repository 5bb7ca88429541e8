"""Snapshots: the same rows again after their source has moved on, and not one changed byte goes unnoticed."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hframes.batch import (
    DataSource,
    FrozenRow,
    Origin,
    Selection,
    Snapshot,
    Template,
    prepared_rows,
    publish,
    read_snapshot,
)
from hframes.batch.rows import Typing, Unit
from hframes.batch.snapshot import write_snapshot
from hframes.errors import SourceError, UsageError
from tests.batch.conftest import TEMPLATE, batch, error, refusal

Write = Callable[..., DataSource]
ORIGIN = Origin({"kind": "json", "name": "a.json"}, None, Typing.FULL, Unit.ITEM, {}, (), None)


def frozen(source: DataSource, target: Path, force: bool = False, **selection: Any) -> Snapshot:
    with prepared_rows(source, TEMPLATE, Selection(**selection)) as prepared:
        return publish(prepared.snapshot, target, force=force)


def test_a_snapshot_gives_the_same_rows_after_the_source_has_moved_on(data: Write, tmp_path: Path) -> None:
    source = data("a.csv", "sku,name,price\nA,Chair,1\nB,Table,20\nC,Lamp,30.50\n")
    target = tmp_path / "out" / "rows.jsonl"
    snapshot = frozen(source, target, maps=["title=name"], wheres=["price > 10"])
    before = list(snapshot.rows())
    Path(source.data).unlink()
    again = DataSource(str(target))
    assert batch(again) == before
    assert [row.place for row in before] == ["line 3", "line 4"]
    copy = frozen(again, tmp_path / "copy.jsonl")
    assert copy.path.read_bytes() == target.read_bytes()
    assert copy.sha256 == snapshot.sha256


def test_the_same_rows_give_the_same_bytes(data: Write, tmp_path: Path) -> None:
    source = data("a.csv", "title,price\nChair,1\n")
    first = frozen(source, tmp_path / "1.jsonl")
    second = frozen(source, tmp_path / "2.jsonl")
    assert first.path.read_bytes() == second.path.read_bytes()


def test_the_first_line_says_what_it_is(data: Write, tmp_path: Path) -> None:
    source = data("a.csv", "title,price\nChair,1\n")
    snapshot = frozen(source, tmp_path / "1.jsonl", wheres=["price == 1"], limit=5, maps=["stock=price"])
    header = json.loads(snapshot.path.read_text().splitlines()[0])
    assert {name: value for name, value in header.items() if not name.endswith("sha256")} == {
        "hframes_snapshot": 1,
        "rows": 1,
        "unit": "line",
        "typing": "text",
        "columns": ["title", "price"],
        "source": {"kind": "csv", "name": source.data},
        "map": {"stock": "price"},
        "where": ["price == 1"],
        "limit": 5,
    }


def test_some_rows_of_a_snapshot_can_be_taken_but_not_made_anew(data: Write, tmp_path: Path) -> None:
    target = tmp_path / "rows.jsonl"
    frozen(data("a.csv", "title,price\nA,1\nB,20\nC,30\n"), target, wheres=["price > 5"])
    again = DataSource(str(target))
    some = frozen(again, tmp_path / "some.jsonl", wheres=["title == 'C'"], limit=1)
    assert some.origin.wheres == ("price > 5", "title == 'C'")
    assert [row.params["title"] for row in some.rows()] == ["C"]
    assert "--map can't change a snapshot" in refusal(again, maps=["title=price"])
    assert "which the data lacks" in refusal(again, wheres=["pric == 1"])


def test_a_template_that_no_longer_fits_is_told_with_the_rows(data: Write, tmp_path: Path) -> None:
    target = tmp_path / "rows.jsonl"
    frozen(data("a.csv", "title\nA\n"), target)
    changed = Template({"properties": {"title": {"enum": ["B"]}}}, {})
    message = refusal(DataSource(str(target)), changed)
    assert 'line 2, param title: "A" is not one of "B"' in message


def test_any_changed_byte_is_noticed(data: Write, tmp_path: Path) -> None:
    target = tmp_path / "rows.jsonl"
    frozen(data("a.csv", "title,price\nChair,1\nTable,2\n"), target)
    whole = target.read_bytes()
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        target.write_bytes(changed)
        with pytest.raises(SourceError):
            read_snapshot(target)
    for shorter in (
        whole[:-1],
        whole[: whole.index(b"\n") + 1],
        b"",
        whole + b"\n",
        whole + whole.splitlines(True)[-1],
    ):
        target.write_bytes(shorter)
        with pytest.raises(SourceError):
            read_snapshot(target)
    target.write_bytes(whole)
    assert read_snapshot(target).count == 2


def test_a_snapshot_that_changes_while_it_is_used_is_noticed(data: Write, tmp_path: Path) -> None:
    snapshot = frozen(data("a.csv", "title\nA\nB\n"), tmp_path / "rows.jsonl")
    rows = snapshot.rows()
    next(rows)
    snapshot.path.write_bytes(snapshot.path.read_bytes().replace(b'"A"', b'"X"'))
    with pytest.raises(SourceError, match="hash does not fit"):
        list(snapshot.rows())


def test_a_snapshot_on_standard_input_is_refused(data: Write, tmp_path: Path) -> None:
    snapshot = frozen(data("a.csv", "title\nA\n"), tmp_path / "rows.jsonl")
    assert "given as a file" in error(DataSource("-"), snapshot.path.read_bytes())


def test_a_later_form_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"hframes_snapshot":2}\n')
    with pytest.raises(SourceError, match="has the form 2"):
        read_snapshot(tmp_path / "a.jsonl")


def test_another_snapshot_is_not_replaced_unless_told(data: Write, tmp_path: Path) -> None:
    target = tmp_path / "rows.jsonl"
    frozen(data("a.csv", "title\nA\n"), target)
    frozen(data("a.csv", "title\nA\n"), target)
    with pytest.raises(UsageError, match="holds other rows"):
        frozen(data("a.csv", "title\nB\n"), target)
    assert "A" in target.read_text()
    frozen(data("a.csv", "title\nB\n"), target, force=True)
    assert "B" in target.read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "rows.jsonl"]


CELLS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**300), 10**300)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False, allow_infinity=False, places=4)
    | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["decimal", "object", "a", ""]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.sampled_from(["decimal", "object", "x"]), CELLS), min_size=1, max_size=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_every_cell_comes_back_as_the_very_same_value(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    given_rows = [FrozenRow(index, index, Unit.ITEM, row, {}) for index, row in enumerate(rows, 1)]
    snapshot = write_snapshot(tmp_path / "rows.jsonl", ORIGIN, given_rows)
    back = [row.values for row in read_snapshot(snapshot.path).rows()]
    assert [_exactly(row) for row in back] == [_exactly(row) for row in rows]


def _exactly(value: Any) -> Any:
    """A form in which 1, 1.0, True, Decimal(1) and both zeros differ."""
    if isinstance(value, dict):
        return {key: _exactly(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_exactly(item) for item in value]
    if isinstance(value, float):
        return "float", value.hex(), math.copysign(1, value)
    return type(value).__name__, str(value.as_tuple() if isinstance(value, Decimal) else value)
