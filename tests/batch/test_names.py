"""Names of outputs: from the row, safe on every file system, no two alike; and the keys of rows."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hframes.batch import FrozenRow, fields_of, is_url, output_names, row_key
from hframes.batch.rows import Unit
from hframes.batch.safe_names import MAX_BYTES
from hframes.errors import DataError


def row(index: int = 1, **values: Any) -> FrozenRow:
    return FrozenRow(index, index + 1, Unit.LINE, values, {})


def name(template: str, **values: Any) -> str:
    return output_names(template, [FrozenRow(1, 2, Unit.LINE, values, {})])[0].name


def refusal(template: str, *rows: FrozenRow) -> str:
    with pytest.raises(DataError) as caught:
        output_names(template, rows)
    return str(caught.value)


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        ("out/{platform}/{sku}.mp4", {"platform": "tiktok", "sku": "A-1"}, "out/tiktok/A-1.mp4"),
        ("../{offer.id}-{index:04}.mp4", {"offer": {"id": 7}}, "../7-0001.mp4"),
        ("{index}.mp4", {"index": "mine"}, "mine.mp4"),
        ("{price:.2f}.mp4", {"price": "12.5"}, "12.50.mp4"),
        ("{price}.mp4", {"price": Decimal("12.50")}, "12.50.mp4"),
        ("{n:03d}.mp4", {"n": "7"}, "007.mp4"),
        ("{sku:>6}.mp4", {"sku": "ab"}, "ab.mp4"),
        ("{on}.mp4", {"on": True}, "true.mp4"),
        ("{{x}}{sku}.mp4", {"sku": "a"}, "{x}a.mp4"),
        ("s3://bucket/{sku}/{sku}.mp4", {"sku": "a:b"}, "s3://bucket/a_b/a_b.mp4"),
        ("gs://b/out/{sku}.mp4", {"sku": ".."}, "gs://b/out/_..mp4"),
        ("/data/out/{sku}.mp4", {"sku": "é"}, "/data/out/é.mp4"),
    ],
)
def test_names_from_rows(template: str, values: dict[str, Any], expected: str) -> None:
    assert name(template, **values) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("../../etc/passwd", "_._.._etc_passwd"),
        ("..", "_"),
        ("a/b\\c:d", "a_b_c_d"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("COM1", "_COM1"),
        ("console", "console"),
        (".hidden", "_hidden"),
        ("trailing. . ", "trailing"),
        ("tab\tnew\nline\0", "tab_new_line_"),
        ("right\u202eleft\u200b", "right_left_"),
        ("e\u0301", "é"),
        ('%d*?"<>|', "_d______"),
        ("\ud800", "_"),
    ],
)
def test_what_comes_from_data_is_made_safe(value: str, expected: str) -> None:
    assert name("out/{x}/v.mp4", x=value) == f"out/{expected}/v.mp4"


def test_long_names_are_cut_and_stay_apart() -> None:
    rows = [row(1, x="ü" * 400 + "a"), row(2, x="ü" * 400 + "b")]
    first, second = (output.name for output in output_names("out/{x}.mp4", rows))
    assert first != second
    for made in (first, second):
        part = made.removeprefix("out/")
        assert len(part.encode()) <= MAX_BYTES
        assert part.endswith(".mp4")
    assert output_names("out/{x}.mp4", rows)[0].name == first


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("out/{sku.mp4", "can't be read"),
        ("out/sku}.mp4", "can't be read"),
        ("out/{}.mp4", "no column"),
        ("out/{sku!r}.mp4", "no column"),
        ("out/{sku:999999999}.mp4", "has the format"),
        ("out/{sku:{sku}}.mp4", "has the format"),
        ("s3://{sku}/a.mp4", "scheme or host"),
        ("out/all.mp4", "the same for every row"),
        ("", "no name"),
        ("out/{sku}/../a.mp4", 'goes back by ".."'),
        ("out/{skuu}.mp4", "no column for {skuu}, did you mean {sku}; known are sku, title, index"),
        ("out/{sku.__class__}.mp4", "no column"),
        ("out/{title}.mp4", "{title} is empty"),
        ("out/{sku:04d}.mp4", 'line 2: {sku} is "A", no number for the format 04d'),
    ],
)
def test_a_template_that_can_t_name_is_told(template: str, told: str) -> None:
    assert told in refusal(template, row(sku="A", title=" "))


def test_values_without_a_text_are_told() -> None:
    assert "no part of a name" in refusal("{x}.mp4", row(x=[1]))
    assert "{x} is empty" in refusal("{x}.mp4", row(x=None))
    assert "no whole number" in refusal("{x:02d}.mp4", row(x="1.5"))


def test_two_rows_with_one_name_are_refused_with_both() -> None:
    same = refusal("out/{x}.mp4", row(1, x="a"), row(2, x="b"), row(3, x="a"), row(4, x="B"), row(5, x="e\u0301"))
    assert "2 rows can't have an output" in same
    assert 'line 4 and line 2 have the same name "out/a.mp4"' in same
    assert 'line 5 and line 3 have the same name "out/B.mp4"' in same
    assert "line 3 and line 2" in refusal("{x}.mp4", row(1, x="é"), row(2, x="E\u0301"))
    assert "line 3 and line 2" in refusal("{x}.mp4", row(1, x="a/b"), row(2, x="a_b"))
    assert "line 3 and line 2" in refusal("./out//{x}.mp4", row(1, x="straße"), row(2, x="STRASSE"))


def test_fields_and_urls_of_a_template() -> None:
    assert fields_of("s3://b/{a}/{offer.id:04}-{a}.mp4") == ("a", "offer.id")
    assert is_url("s3://b/x")
    assert not is_url("out/x")


@given(st.text(st.characters(exclude_categories=[]), min_size=1, max_size=300))
def test_no_value_leaves_its_folder_or_breaks_a_file_system(text: str) -> None:
    try:
        made = name("out/{x}.mp4", x=text)
    except DataError:
        assert not text.strip()
        return
    path = PurePosixPath(made)
    assert (path.parts[0], len(path.parts)) == ("out", 2)
    part = path.parts[1]
    assert part not in (".", "..")
    assert len(part.encode()) <= MAX_BYTES
    assert part == unicodedata.normalize("NFC", part)
    assert not set(part) & set('/\\:*?"<>|%\0\n')
    assert not part.startswith(".")
    assert not part.endswith((".", " "))


def test_the_key_of_a_row_is_that_of_its_params() -> None:
    key = row_key("template", {"a": 1, "b": [1.5, {"c": "é"}]})
    assert key == row_key("template", {"b": [1.5, {"c": "é"}], "a": 1.0})
    assert len(key) == 64
    others = [
        row_key("other", {"a": 1, "b": [1.5, {"c": "é"}]}),
        row_key("template", {"a": 2, "b": [1.5, {"c": "é"}]}),
        row_key("template", {"a": True, "b": [1.5, {"c": "é"}]}),
        row_key("template", {"a": "1", "b": [1.5, {"c": "é"}]}),
        row_key("template", {"a": -0.0, "b": [1.5, {"c": "é"}]}),
    ]
    assert len({key, *others}) == 6
