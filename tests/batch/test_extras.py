"""Libraries that only some sources need: not loaded before they are, and asked for with a command where missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hframes.batch import DataSource, deliver
from hframes.errors import SetupError
from tests.batch.conftest import read

OPTIONAL = ("sqlalchemy", "psycopg", "pyarrow", "fsspec")


def test_nothing_optional_is_loaded_with_the_room() -> None:
    code = f"import hframes.batch, sys; sys.exit(', '.join(set({OPTIONAL!r}) & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")


@pytest.mark.parametrize("module", ["sqlalchemy", "psycopg"])
def test_a_missing_library_of_databases_is_named_with_the_command(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SetupError, match=rf"needs {module}.*pip install 'hframes\[sql\]'"):
        read(DataSource("postgresql://me:hush@127.0.0.1:1/x", query="SELECT 1"))


def test_a_missing_driver_of_mysql_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymysql", None)
    with pytest.raises(SetupError, match="Type: pip install pymysql"):
        read(DataSource("mysql://me:hush@127.0.0.1:1/x", query="SELECT 1"))


def test_a_missing_library_of_urls_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(SetupError, match=r"pip install 'hframes\[remote\]'"):
        deliver(Path("a.mp4"), "s3://bucket/a.mp4")
