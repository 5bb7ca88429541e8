"""A store in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hframes.store import SegmentStore
from tests.store.helpers import LIMIT


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SegmentStore]:
    with closing(SegmentStore(tmp_path / "store", LIMIT)) as opened:
        yield opened
