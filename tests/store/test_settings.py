"""Where the store is and how much it may hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from hframes.errors import UsageError
from hframes.store import parse_age, parse_size, store_settings
from hframes.store.store import default_limit


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"HOME": "/home/ada"}, "/home/ada/.cache/hframes/segments"),
        ({"HOME": "/home/ada", "XDG_CACHE_HOME": "/cache"}, "/cache/hframes/segments"),
        ({"HOME": "/home/ada", "XDG_CACHE_HOME": "cache"}, "/home/ada/.cache/hframes/segments"),
        ({"HOME": "/home/ada", "XDG_CACHE_HOME": "/cache", "HFRAMES_CACHE": "/own"}, "/own/segments"),
        ({"HOME": "/home/ada", "HFRAMES_CACHE": ""}, "/home/ada/.cache/hframes/segments"),
    ],
)
def test_the_environment_says_where(environment, folder):
    assert store_settings(environment).folder == Path(folder)


def test_a_relative_folder_is_in_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert store_settings({"HFRAMES_CACHE": "own"}).folder == tmp_path / "own" / "segments"


@pytest.mark.parametrize(
    ("text", "size"),
    [("5GB", 5_000_000_000), ("500 mb", 500_000_000), ("2GiB", 2 << 30), ("1.5K", 1500), ("0", 0), ("7B", 7)],
)
def test_a_limit_is_a_size(text, size):
    assert store_settings({"HOME": "/", "HFRAMES_CACHE_LIMIT": text}).limit == size
    assert parse_size(text, where="--to") == size


@pytest.mark.parametrize("text", ["much", "5 apples", "-1", "1e9", "5XB", "GB", "1" * 20, "٣GB", "nan", "5GB\n6"])
def test_anything_else_is_refused(text):
    with pytest.raises(UsageError, match="HFRAMES_CACHE_LIMIT"):
        store_settings({"HOME": "/", "HFRAMES_CACHE_LIMIT": text})


@pytest.mark.parametrize(("text", "seconds"), [("30d", 2592000), ("12h", 43200), ("2 w", 1209600), ("0s", 0)])
def test_an_age_is_a_length_of_time(text, seconds):
    assert parse_age(text, where="--older-than") == seconds


@pytest.mark.parametrize("text", ["30", "d", "-1d", "1y", "nan d", ""])
def test_any_other_age_is_refused(text):
    with pytest.raises(UsageError, match="--older-than"):
        parse_age(text, where="--older-than")


@pytest.mark.parametrize(
    ("free", "used", "limit"),
    [(10**12, 0, 10**10), (50 * 10**9, 0, 5 * 10**9), (40 * 10**9, 10 * 10**9, 5 * 10**9), (0, 0, 0)],
)
def test_the_default_limit_does_not_shrink_as_the_store_grows(tmp_path, monkeypatch, free, used, limit):
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("", (), {"free": free}))
    assert default_limit(tmp_path, used) == limit
