"""A store in a folder of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from hframes.store import SegmentStore
from tests.store.helpers import LIMIT

MEMORY = Path("/dev/shm")  # a store waits for the disk; most tests need not


@pytest.fixture
def store() -> Iterator[SegmentStore]:
    with (
        TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None, prefix="store-test-") as folder,
        closing(SegmentStore(Path(folder) / "store", LIMIT)) as opened,
    ):
        yield opened
