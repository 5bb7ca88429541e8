"""The run of a batch: every row by itself, every outcome kept, a second run that does what is left."""

from __future__ import annotations

import asyncio
import errno
import sqlite3
from pathlib import Path

import pytest

from hframes.batch.run import Tally, open_ledger
from hframes.errors import (
    CaptureError,
    DataError,
    DiskFullError,
    HframesError,
    OutputError,
    PageError,
    PageHungError,
    PageLostError,
    SetupError,
    UsageError,
)
from hframes.settings import RenderSettings
from tests.batch.shop import Shop


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.chdir(tmp_path)
    return Shop(tmp_path)


def fails(error: BaseException, times: int = 1000) -> object:
    """Raises at the first so many tries."""

    def mishap(number: int) -> None:
        if number <= times:
            raise error

    return mishap


def test_every_row_becomes_a_file(shop: Shop) -> None:
    tally = shop.run()
    assert shop.rendered == ["One", "Two", "Three"]
    assert shop.files() == ["a.mp4", "b.mp4", "c.mp4"]
    assert tally.outputs == ["out/a.mp4", "out/b.mp4", "out/c.mp4"]
    assert (tally.done, tally.rendered, tally.frames, tally.failures) == (3, 3, 30, [])
    assert shop.states() == {"a.mp4": "done", "b.mp4": "done", "c.mp4": "done"}


@pytest.mark.parametrize("browsers", [1, 2, 5])
def test_browsers_share_the_rows_and_each_is_ended(shop: Shop, browsers: int) -> None:
    shop.pause = 0.01
    assert shop.run(browsers=browsers).done == 3
    assert sorted(shop.rendered) == ["One", "Three", "Two"]
    assert shop.closed == browsers


def test_a_second_run_does_nothing(shop: Shop) -> None:
    shop.run()
    tally = shop.run()
    assert shop.rendered == []
    assert (tally.total, tally.found) == (0, 3)


def test_a_second_run_does_what_is_new_changed_or_missing(shop: Shop) -> None:
    shop.rows(a="One", b="Two", c="Three", d="Four")
    shop.run()
    shop.rows(a="One", b="Two!", c="Three", d="Four", e="Five")
    (shop.folder / "out/c.mp4").unlink()
    with (shop.folder / "out/d.mp4").open("a") as file:
        file.write("half")
    shop.run()
    assert shop.rendered == ["Two!", "Three", "Four", "Five"]


def test_the_order_of_rows_and_columns_that_are_no_params_change_nothing(shop: Shop) -> None:
    shop.run()
    rows = '{"title": "Three", "sku": "c", "stock": 4}\n{"title": "One", "sku": "a", "stock": 2}'
    (shop.folder / "shop.jsonl").write_text(rows)
    shop.run()
    assert shop.rendered == []


def test_a_changed_file_of_the_template_renders_every_row_again(shop: Shop) -> None:
    shop.run()
    (shop.folder / "card/style.css").write_text("p { color: blue }")
    shop.run()
    assert len(shop.rendered) == 3


def test_a_file_that_no_page_was_served_may_change(shop: Shop) -> None:
    (shop.folder / "card/notes.txt").write_text("1")
    shop.run()
    (shop.folder / "card/notes.txt").write_text("2")
    shop.run()
    assert shop.rendered == []


def test_other_settings_render_every_row_again_and_how_long_to_wait_is_none(shop: Shop) -> None:
    shop.run()
    shop.settings = RenderSettings(frame_timeout=99)
    shop.run()
    assert shop.rendered == []
    shop.settings = RenderSettings(seed=2)
    shop.run()
    assert len(shop.rendered) == 3


def test_force_renders_every_row_again(shop: Shop) -> None:
    shop.run()
    shop.run(force=True)
    assert len(shop.rendered) == 3


def test_a_row_that_fails_stops_nobody_and_is_named_and_tried_again_by_the_next_run(shop: Shop) -> None:
    shop.mishaps["Two"] = fails(PageError("it threw", where="card.js:3"))
    tally = shop.run()
    assert shop.rendered == ["One", "Two", "Three"]
    (failure,) = tally.failures
    assert (failure.place, failure.name, failure.error) == ("line 2", "out/b.mp4", "it threw (card.js:3).")
    assert shop.states()["b.mp4"] == "failed"
    shop.mishaps.clear()
    assert shop.run().done == 1
    assert shop.rendered == ["Two"]


@pytest.mark.parametrize("error", [PageLostError("gone"), CaptureError("no picture")])
def test_a_row_that_the_machine_failed_is_tried_again_in_a_new_browser(shop: Shop, error: HframesError) -> None:
    shop.mishaps["Two"] = fails(error, times=1)
    tally = shop.run()
    assert shop.rendered == ["One", "Two", "Two", "Three"]
    assert (tally.done, tally.retries, tally.failures) == (3, 1, [])
    assert shop.closed == 2


def test_a_page_that_hung_has_had_its_second_try_already(shop: Shop) -> None:
    shop.mishaps["Two"] = fails(PageHungError("it does not answer", frame=3))
    assert len(shop.run(retries=2).failures) == 1
    assert shop.rendered == ["One", "Two", "Three"]


def test_it_is_tried_as_often_as_was_said_and_no_more(shop: Shop) -> None:
    shop.mishaps["Two"] = fails(PageLostError("gone"))
    tally = shop.run(retries=2)
    assert shop.rendered == ["One", "Two", "Two", "Two", "Three"]
    assert [failure.place for failure in tally.failures] == ["line 2"]


def test_without_any_browser_the_batch_ends(shop: Shop) -> None:
    shop.mishaps["One"] = fails(SetupError("there is no browser"))
    with pytest.raises(SetupError, match="there is no browser"):
        shop.run()
    assert "Two" not in shop.rendered


def full() -> OutputError:
    error = OutputError("A segment could not be kept")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    return error


@pytest.mark.parametrize("error", [DiskFullError("The disk is full"), full()])
def test_a_full_disk_ends_the_batch_naming_the_row_and_the_next_run_goes_on(shop: Shop, error: OutputError) -> None:
    shop.mishaps["Two"] = fails(error)
    with pytest.raises(OutputError) as caught:
        shop.run()
    assert "line 2" in str(caught.value)
    assert "1 row is done" in str(caught.value)
    shop.mishaps.clear()
    shop.run()
    assert shop.rendered == ["Two", "Three"]


def test_a_folder_that_can_not_be_written_is_one_rows_failure(shop: Shop) -> None:
    shop.mishaps["Two"] = fails(OutputError("The output can't be written: Permission denied"))
    assert shop.run().done == 2


def test_an_interrupt_keeps_what_is_done_and_the_next_run_goes_on(shop: Shop) -> None:
    def interrupt(_: int) -> None:
        for task in asyncio.all_tasks():
            task.cancel()

    shop.mishaps["Three"] = interrupt
    tally = Tally(3, 0)
    with pytest.raises(asyncio.CancelledError):
        shop.run(tally=tally)
    assert tally.done == 2
    assert shop.states()["c.mp4"] == "begun"
    shop.mishaps.clear()
    shop.run()
    assert shop.rendered == ["Three"]


def test_a_file_that_appeared_just_before_a_kill_is_made_again(shop: Shop) -> None:
    def killed(_: int) -> None:
        (shop.folder / "out/b.mp4").write_text("whole, but nobody said so")
        raise KeyboardInterrupt

    shop.mishaps["Two"] = killed
    with pytest.raises(KeyboardInterrupt):
        shop.run()
    shop.mishaps.clear()
    shop.run()
    assert shop.rendered == ["Two", "Three"]


def test_files_of_others_are_refused_all_at_once_and_force_replaces_them(shop: Shop) -> None:
    out = shop.folder / "out"
    out.mkdir()
    for name in ("a.mp4", "c.mp4"):
        (out / name).write_text("precious")
    with pytest.raises(DataError) as caught:
        shop.run()
    assert "line 1: out/a.mp4" in str(caught.value)
    assert "line 3: out/c.mp4" in str(caught.value)
    assert "--force" in str(caught.value)
    assert (out / "a.mp4").read_text() == "precious"
    assert shop.rendered == []
    assert shop.run(force=True).done == 3


def test_a_second_run_on_the_same_outputs_is_refused(shop: Shop) -> None:
    with open_ledger(shop.ledger), pytest.raises(UsageError, match="Another run"):
        shop.run()


def test_a_ledger_that_is_none_is_an_error_that_says_what_to_do(shop: Shop) -> None:
    shop.ledger.parent.mkdir()
    shop.ledger.write_bytes(b"no database at all" * 100)
    with pytest.raises(OutputError, match="Remove it"):
        shop.run()


def test_a_ledger_of_a_later_version_is_left_alone(shop: Shop) -> None:
    shop.run()
    with sqlite3.connect(shop.ledger) as connection:
        connection.execute("PRAGMA user_version = 9")
    connection.close()
    with pytest.raises(UsageError, match="form 9"):
        shop.run()


def test_the_folder_of_the_outputs_may_be_moved(shop: Shop) -> None:
    shop.run()
    (shop.folder / "out").rename(shop.folder / "elsewhere")
    shop.output = "elsewhere/{sku}.mp4"
    shop.run()
    assert shop.rendered == []


def test_progress_counts_rows_frames_and_failures_and_says_how_long_it_will_take(shop: Shop) -> None:
    moments = []
    shop.mishaps["One"] = fails(PageError("it threw"))
    shop.run(tally=Tally(3, 0, moments.append))
    assert moments[0].remaining is not None
    assert (moments[-1].done, moments[-1].failed, moments[-1].total, moments[-1].frames) == (2, 1, 3, 20)
    assert moments[-1].remaining == 0


@pytest.mark.parametrize("output", ["out/{sku}", "out/{sku}.mov", "out/{sku}.mp4/x"])
def test_outputs_are_mp4_files(shop: Shop, output: str) -> None:
    shop.output = output
    with pytest.raises(UsageError, match=r"\.mp4"):
        shop.run()
