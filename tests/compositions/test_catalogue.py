"""The catalogue beside the product card: what its script writes, the same in both files, and right for its template."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hframes import open_composition
from hframes.batch import DataSource, Template, output_names, prepared_rows

CARD = Path(__file__).parents[2] / "compositions" / "product-card"


def params(data: Path, query: str | None = None) -> list[dict[str, object]]:
    template = Template(open_composition(CARD).header.params, {})
    with prepared_rows(DataSource(str(data), query), template) as prepared:
        assert prepared.unused_columns == ("sku", "platform", "stock")
        names = output_names("out/{platform}/{sku}.mp4", prepared.snapshot.rows())
        assert len(names) == 47
        return [row.params for row in prepared.snapshot.rows()]


def test_both_files_have_the_same_47_rows() -> None:
    assert params(CARD / "catalogue.csv") == params(CARD / "catalogue.sqlite", "SELECT * FROM cards")


@pytest.mark.parametrize("name", ["catalogue.csv", "catalogue.sqlite"])
def test_the_script_writes_the_same_again(name: str, tmp_path: Path) -> None:
    script = shutil.copy(CARD / "make_catalogue.py", tmp_path)
    subprocess.run([sys.executable, script], check=True)
    query = "SELECT * FROM cards" if name.endswith("sqlite") else None
    assert params(tmp_path / name, query) == params(CARD / name, query)
