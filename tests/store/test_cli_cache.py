"""`hframes cache`: what a person sees and can do."""

from __future__ import annotations

import json
import time
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hframes.cli.app import app
from hframes.store import SegmentStore
from tests.store.helpers import LIMIT, add, key_of, taken


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a store with three segments of two videos."""
    monkeypatch.setenv("HFRAMES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HFRAMES_CACHE_LIMIT", "1MB")
    monkeypatch.setenv("COLUMNS", "200")
    place = tmp_path / "cache" / "segments"
    with closing(SegmentStore(place, LIMIT)) as store:
        add(store, tmp_path, 1, label="card.html")
        add(store, tmp_path, 2, label="card.html")
        add(store, tmp_path, 3, label="[red]titles.html")
        taken(store, tmp_path, 1)
    return place


def call(*words: str) -> Result:
    return CliRunner().invoke(app, ["cache", *words])


def test_ls_lists_videos_with_their_segments(folder):
    result = call("ls")
    assert result.exit_code == 0
    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines[1] == ["2", "2.6", "kB", "1×", "just", "now", "card.html"]
    assert lines[2] == ["1", "1.3", "kB", "0×", "just", "now", "[red]titles.html"]
    assert result.stdout.splitlines()[-1].startswith("3 segments, ")
    assert result.stdout.splitlines()[-1].endswith(f"of 1.0 MB, in {folder}")


def test_ls_lists_segments(folder):  # noqa: ARG001
    lines = [line.split() for line in call("ls", "--segments").stdout.splitlines()]
    assert [line[0] for line in lines[1:4]] == [key_of(frame)[:16] for frame in (1, 3, 2)]


@pytest.mark.parametrize(
    ("later", "told"), [(125, "2 minutes ago"), (3 * 3600, "3 hours ago"), (30 * 86400, "30 days ago")]
)
def test_ls_says_when_it_was_used_last(folder, monkeypatch, later, told):  # noqa: ARG001
    then = time.time() + later
    monkeypatch.setattr("time.time", lambda: then)
    assert told in call("ls").stdout


def test_ls_as_json_has_everything(folder):
    told = json.loads(call("ls", "--json").stdout)
    assert told.keys() == {"folder", "size", "limit", "segments"}
    assert (told["folder"], told["limit"]) == (str(folder), 1_000_000)
    assert told["size"] == sum(segment["size"] for segment in told["segments"])
    first = told["segments"][0]
    assert first.keys() == {"key", "size", "label", "hits", "made", "used"}
    assert (first["key"], first["label"], first["hits"]) == (key_of(1), "card.html", 1)


def test_ls_of_an_empty_store(folder):  # noqa: ARG001
    call("clear", "--force")
    result = call("ls")
    assert result.exit_code == 0
    assert result.stdout.startswith("0 segments, 0 bytes of 1.0 MB")


def test_prune_leaves_what_is_within_the_limit(folder):  # noqa: ARG001
    assert call("prune").stdout == "0 segments removed, 0 bytes\n"


def test_prune_removes_what_was_not_used_for_longest(folder):
    assert call("prune", "--to", "3kB").stdout.startswith("1 segment removed, 1.3 kB")
    assert not list(folder.glob(f"*/*/{key_of(2)}*"))
    told = json.loads(call("prune", "--to", "0", "--json").stdout)
    assert told["removed"]["segments"] == 2


def test_prune_by_age(folder):  # noqa: ARG001
    assert call("prune", "--older-than", "30d").stdout.startswith("0 segments")
    assert call("prune", "--older-than", "0s").stdout.startswith("3 segments")


def test_clear_asks_and_nobody_there_means_no(folder):
    result = call("clear")
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert len(list(folder.glob("segments/*/*"))) == 3


def test_clear_removes_everything(folder):
    assert json.loads(call("clear", "--force", "--json").stdout)["removed"]["segments"] == 3
    assert not folder.exists()
    assert call("clear", "--force").exit_code == 0


def test_clear_removes_a_newer_store_as_well(folder):
    (folder / "store.json").write_text('{"format": 9}')
    told = call("ls")
    assert told.exit_code == 1
    assert "newer" in told.stderr
    assert call("clear", "--force").exit_code == 0
    assert call("ls").exit_code == 0


@pytest.mark.parametrize(
    "words", [("prune", "--to", "much"), ("prune", "--older-than", "long"), ("ls", "--no"), ("lost",)]
)
def test_a_wrong_call_is_refused(folder, words):  # noqa: ARG001
    result = call(*words)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_a_wrong_limit_in_the_environment_is_told(folder, monkeypatch):  # noqa: ARG001
    monkeypatch.setenv("HFRAMES_CACHE_LIMIT", "much")
    result = call("ls", "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["where"] == "HFRAMES_CACHE_LIMIT"


def test_where_nothing_can_be_written_is_told(monkeypatch):
    monkeypatch.setenv("HFRAMES_CACHE", "/proc/hframes")
    result = call("ls")
    assert result.exit_code == 1
    assert "/proc/hframes" in result.stderr
