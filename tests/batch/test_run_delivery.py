"""After a row is rendered: its file goes to a URL, its command is run; each is made up for by the next run."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import pytest

from hframes.batch.run.hook import HookError, parse_hook, run_hook
from hframes.batch.run.plan import OUTBOX
from hframes.errors import DataError, OutputError
from tests.batch.shop import Shop

NOTE = "import sys; open('log.txt', 'a').write('|'.join(sys.argv[1:]) + chr(10))"
RUN = f'{sys.executable} -c "{NOTE}"'


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.chdir(tmp_path)
    return Shop(tmp_path)


def log(shop: Shop) -> list[str]:
    file = shop.folder / "log.txt"
    return file.read_text().splitlines() if file.exists() else []


def test_the_command_is_run_once_for_each_output(shop: Shop) -> None:
    assert shop.run(on_done=RUN + " {path} --name {sku} {index:03}").done == 3
    assert sorted(log(shop))[0] == f"{shop.folder}/out/a.mp4|--name|a|001"
    assert len(log(shop)) == 3
    shop.run(on_done=RUN + " {path}")
    assert len(log(shop)) == 3


def test_a_command_that_is_new_is_run_without_rendering(shop: Shop) -> None:
    shop.run()
    assert shop.run(on_done=RUN + " {sku}").done == 3
    assert shop.rendered == []
    assert sorted(log(shop)) == ["a", "b", "c"]


def test_data_is_never_more_than_one_argument(shop: Shop) -> None:
    shop.rows(a="One; touch owned", b='$(touch owned) "', c="{path} {sku} 'x")
    shop.run(on_done=RUN + " {title}")
    assert sorted(log(shop)) == sorted(["One; touch owned", '$(touch owned) "', "{path} {sku} 'x"])
    assert not (shop.folder / "owned").exists()


def test_values_that_would_be_options_are_refused_with_their_rows_before_anything_is_rendered(shop: Shop) -> None:
    shop.rows(a="One", b="--delete", c="-rf")
    with pytest.raises(DataError) as caught:
        shop.run(on_done="echo {title} {nothing}")
    assert "line 1, --on-done: there is no column for {nothing}" in str(caught.value)
    with pytest.raises(DataError) as caught:
        shop.run(on_done="echo {title}")
    assert "line 2, --on-done" in str(caught.value)
    assert "line 3, --on-done" in str(caught.value)
    assert shop.rendered == []
    assert shop.run(on_done="echo --title={title}").done == 3


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("", "empty"),
        ("'open", "can't be read"),
        ("{sku} x", "which program"),
        ("no-such-program-here {path}", "not there"),
        ("echo {}", "no column"),
        ("echo {sku!r}", "no column"),
    ],
)
def test_a_command_that_can_not_be_meant_is_refused(command: str, told: str) -> None:
    with pytest.raises(DataError, match=told):
        parse_hook(command)


def test_a_command_that_fails_is_its_rows_failure_and_is_run_again_by_the_next_run_alone(shop: Shop) -> None:
    command = "sh -c 'echo no such bucket >&2; test -e ready' {path}"
    tally = shop.run(on_done=command)
    assert (tally.done, tally.rendered) == (0, 3)
    assert "ended with exit code 1: no such bucket" in tally.failures[-1].error
    assert sorted(failure.place for failure in tally.failures) == ["line 1", "line 2", "line 3"]
    assert shop.files() == ["a.mp4", "b.mp4", "c.mp4"]
    assert set(shop.states().values()) == {"made"}
    (shop.folder / "ready").touch()
    assert shop.run(on_done=command).done == 3
    assert shop.rendered == []


def test_a_command_that_does_not_end_is_stopped_with_all_that_it_started() -> None:
    began = time.monotonic()
    with pytest.raises(HookError, match="stopped after"):
        asyncio.run(run_hook(["sh", "-c", "sleep 60 & wait"], patience=0.1))
    assert time.monotonic() - began < 30


def test_outputs_go_to_a_url_and_nothing_stays_behind(shop: Shop) -> None:
    shop.output = f"file://{shop.folder}/bucket/{{sku}}.mp4"
    assert shop.run(on_done=RUN + " {path}").done == 3
    assert sorted(file.name for file in (shop.folder / "bucket").iterdir()) == ["a.mp4", "b.mp4", "c.mp4"]
    assert f"file://{shop.folder}/bucket/a.mp4" in log(shop)
    assert not (shop.folder / OUTBOX).exists()
    shop.run()
    assert shop.rendered == []
    (shop.folder / "bucket/b.mp4").unlink()
    shop.run()
    assert shop.rendered == ["Two"]


def test_a_delivery_that_fails_is_tried_again_and_made_up_for_by_the_next_run_without_rendering(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def refuse(_: Path, url: str) -> None:
        tries.append(url)
        raise OutputError("the output can't be delivered: no connection", where=url)

    shop.output = f"file://{shop.folder}/bucket/{{sku}}.mp4"
    with monkeypatch.context() as patched:
        patched.setattr("hframes.batch.run.crew.deliver", refuse)
        tally = shop.run(retries=1)
    assert len(tries) == 6
    assert sorted(failure.place for failure in tally.failures) == ["line 1", "line 2", "line 3"]
    assert set(shop.states().values()) == {"made"}
    assert shop.run().done == 3
    assert shop.rendered == []
    assert not (shop.folder / OUTBOX).exists()


def test_what_is_at_a_url_already_is_refused(shop: Shop) -> None:
    (shop.folder / "bucket").mkdir()
    (shop.folder / "bucket/b.mp4").write_text("precious")
    shop.output = f"file://{shop.folder}/bucket/{{sku}}.mp4"
    with pytest.raises(DataError, match=r"line 2: file:.*b\.mp4"):
        shop.run()
