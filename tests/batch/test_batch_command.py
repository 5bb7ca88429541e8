"""`hframes batch` as it is typed: real browsers, real files, exit codes."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from hframes.batch.run.ledger import LEDGER_NAME
from hframes.cli.app import app

PAGE = """<!doctype html>
<script type="application/json" id="hframes">{"width": 160, "height": 90, "fps": 10, "duration": 1, "params":
{"properties": {"title": {"type": "string"}, "price": {"type": "number"}}, "required": ["title"]}}</script>
<style>p { font: 20px Inter; animation: turn 1s linear } @keyframes turn { from { translate: 80px } }</style><p></p>
<script>
document.querySelector('p').textContent = `${hframes.params.title} ${Math.random()} ${document.cookie}`;
document.cookie = 'seen=1';
if (hframes.params.title === 'Bad') document.body.append(Object.assign(new Image(), {src: 'gone.png'}));
</script>"""
ROWS = "sku,title,price\na,Apple,1\nb,Bad,2\nc,Cherry,3\nd,Date,4\n"
PATIENCE = 120.0  # seconds


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "card.html").write_text(PAGE)
    (tmp_path / "shop.csv").write_text(ROWS)
    return tmp_path


def call(*words: str, rows: str = "shop.csv", output: str = "out/{sku}.mp4") -> Result:
    return CliRunner().invoke(app, ["batch", "card.html", "--data", rows, "-o", output, *words])


def start(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "hframes", "batch", "card.html", "--data", "shop.csv", "-o", "out/{sku}.mp4"]
    return subprocess.Popen(
        [*command, "--json", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(*words: str) -> tuple[int, dict[str, Any], str]:
    """Exit code, what it tells programs, what it tells people."""
    running = start(*words)
    out, err = running.communicate(timeout=PATIENCE)
    return running.returncode, json.loads(out), err


def render(title: str, price: int, output: str) -> bytes:
    words = [
        "render",
        "card.html",
        "--set",
        f"title={title}",
        "--set",
        f"price={price}",
        "-o",
        output,
        "-q",
        "--no-reuse",
    ]
    subprocess.run([sys.executable, "-m", "hframes", *words], check=True, timeout=PATIENCE, stderr=subprocess.DEVNULL)
    return Path(output).read_bytes()


def test_rows_give_the_bytes_of_renders_of_their_own_and_one_that_fails_is_named(folder: Path) -> None:
    code, told, _ = finish("--no-reuse")
    assert code == 1
    assert (told["rows"], told["done"], told["failed"]) == (4, 3, 1)
    (failure,) = told["failures"]
    assert (failure["row"], failure["output"], failure["kind"]) == ("line 3", "out/b.mp4", "PageError")
    assert "gone.png" in failure["error"]
    assert told["outputs"] == ["out/a.mp4", "out/c.mp4", "out/d.mp4"]
    assert (folder / "out/c.mp4").read_bytes() == render("Cherry", 3, "alone.mp4")
    kept = Path(told["snapshot"])
    assert kept.name == f"rows-{told['snapshot_sha256'][:12]}.jsonl"

    before = {file.name: file.stat().st_mtime_ns for file in (folder / "out").glob("*.mp4")}
    (folder / "shop.csv").write_text("changed")
    dry = call("--dry-run", rows=str(kept))
    assert dry.exit_code == 0
    assert dry.stdout.split() == ["out/a.mp4", "out/b.mp4", "out/c.mp4", "out/d.mp4"]
    assert "1 to render, 3 done before" in dry.stderr
    assert before == {file.name: file.stat().st_mtime_ns for file in (folder / "out").glob("*.mp4")}


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGKILL, -signal.SIGKILL), pytest.param(signal.SIGINT, 130, marks=pytest.mark.slow)],
)
def test_after_an_end_in_the_middle_the_same_command_does_the_rest(
    folder: Path, number: signal.Signals, code: int
) -> None:
    rows = "".join(f"{sku},Title {sku},1\n" for sku in "abcdef")
    (folder / "shop.csv").write_text(f"sku,title,price\n{rows}")
    running = start("--workers", "1")
    deadline = time.monotonic() + PATIENCE
    while not (folder / "out/b.mp4").exists():
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    running.send_signal(number)
    _, err = running.communicate(timeout=PATIENCE)
    assert running.returncode == code
    if number is signal.SIGINT:
        assert "done of 6" in err
        assert "same command goes on" in err
    there = {file.name: file.stat().st_mtime_ns for file in (folder / "out").glob("*.mp4")}
    assert len(there) < 6

    ended, told, err = finish()
    assert ended == 0, err
    assert told["found"] >= 1
    assert told["found"] + told["done"] == 6
    names = sorted(file.name for file in (folder / "out").iterdir())
    assert names == [LEDGER_NAME, *(f"{sku}.mp4" for sku in "abcdef"), Path(told["snapshot"]).name]
    assert (folder / "out/a.mp4").stat().st_mtime_ns == there["a.mp4"]


def test_stills_of_some_rows_are_made_and_nothing_else(folder: Path) -> None:
    (folder / "shop.csv").write_text(ROWS.replace("Bad", "Berry"))
    result = call("--shuffle-preview", "2")
    assert result.exit_code == 0, result.stderr
    stills = result.stdout.split()
    assert len(stills) == 2
    assert all((folder / still).read_bytes().startswith(b"\x89PNG") for still in stills)
    assert [entry.name for entry in (folder / "out").iterdir()] == ["preview"]


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    def start_one(*_: object) -> None:
        raise AssertionError("a browser was looked for")

    monkeypatch.setattr("hframes.film.require_browser", start_one)
    monkeypatch.setattr("hframes.house.require_browser", start_one)


def refused(result: Result, *told: str) -> None:
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.stderr
    for words in told:
        assert words in result.stderr
    assert not Path("out").exists()


@pytest.mark.usefixtures("folder", "no_browser")
def test_rows_that_do_not_fit_are_all_told_and_nothing_is_written() -> None:
    Path("shop.csv").write_text("sku,title,price\na,Apple,cheap\nb,,2\nc,Cherry,3\n")
    refused(call(), "2 faults in 2 of the 3 rows", 'line 2, column "price"', "line 3")


@pytest.mark.usefixtures("folder", "no_browser")
def test_programs_are_told_each_fault() -> None:
    Path("shop.csv").write_text("sku,title,price\na,Apple,cheap\nb,,2\n")
    (first, second) = json.loads(call("--json").stdout)["error"]["faults"]
    assert first.startswith("line 2")
    assert second.startswith("line 3")


@pytest.mark.usefixtures("folder", "no_browser")
def test_two_rows_with_one_output_are_refused() -> None:
    Path("shop.csv").write_text("sku,title\na,Apple\nA,Cherry\n")
    refused(call(), "line 3 and line 2 have the same name")


@pytest.mark.usefixtures("folder", "no_browser")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--on-done", "{sku}"], "--on-done"),
        (["--workers", "0"], "--workers"),
        (["--where", "prise > 3"], "prise"),
        (["--limit", "0"], "--limit"),
        (["--map", "titel=title"], "titel"),
    ],
)
def test_wrong_options_are_refused_before_any_browser_starts(words: list[str], told: str) -> None:
    refused(call(*words), told)


@pytest.mark.usefixtures("folder", "no_browser")
def test_columns_that_nothing_uses_are_named_and_those_of_names_are_not() -> None:
    Path("shop.csv").write_text("sku,title,prise\na,Apple,1\n")
    result = call("--dry-run")
    assert "Columns that nothing uses: prise\n" in result.stderr
    assert not Path("out").exists()


@pytest.mark.slow
def test_time_and_memory_of_a_row_stay_as_they_are(folder: Path) -> None:
    """200 rows in one browser: the last ones take no longer than the first, and nothing grows."""
    import psutil

    rows = "".join(f"{sku},Title {sku},1\n" for sku in range(200))
    (folder / "shop.csv").write_text(f"sku,title,price\n{rows}")
    running = start("--workers", "1")
    process = psutil.Process(running.pid)
    memory: list[int] = []
    files: list[int] = []
    while running.poll() is None:
        with_children = [process, *process.children(recursive=True)] if process.is_running() else []
        total = 0
        for one in with_children:
            try:
                total += one.memory_info().rss
            except psutil.Error:
                continue
        if len(list((folder / "out").glob("*.mp4"))) > 20 and total:
            memory.append(total)
            with contextlib.suppress(psutil.Error):
                files.append(process.num_fds())
        time.sleep(0.5)
    out, err = running.communicate()
    told = json.loads(out)
    assert told["done"] == 200, err
    made = sorted(file.stat().st_mtime for file in (folder / "out").glob("*.mp4"))
    first, last = made[80] - made[20], made[199] - made[139]
    assert last < 1.5 * first + 2
    tenth = len(memory) // 10
    early, late = sorted(memory[: 3 * tenth]), sorted(memory[-3 * tenth :])
    assert late[len(late) // 2] < early[len(early) // 2] * 1.25
    assert max(files[-20:]) < max(files[:20]) + 10


@pytest.mark.slow
def test_pages_with_view_transitions_get_the_browser_that_they_need(folder: Path) -> None:
    slow = "document.startViewTransition(() => { document.title = 'x'; });"
    (folder / "card.html").write_text(PAGE.replace("document.cookie =", f"{slow} document.cookie ="))
    (folder / "shop.csv").write_text(ROWS.replace("Bad", "Berry"))
    code, told, err = finish("--no-reuse")
    assert code == 0, err
    assert (told["done"], told["retries"]) == (4, 0)
    assert (folder / "out/c.mp4").read_bytes() == render("Cherry", 3, "alone.mp4")


@pytest.mark.slow
def test_a_page_that_hangs_is_named_and_takes_no_other_row_with_it(folder: Path) -> None:
    missing = "document.body.append(Object.assign(new Image(), {src: 'gone.png'}))"
    (folder / "card.html").write_text(PAGE.replace(missing, "requestAnimationFrame(() => { for (;;); })"))
    code, told, _ = finish("--workers", "1", "--frame-timeout", "6")
    assert code == 1
    assert told["done"] == 3
    assert [(failure["row"], failure["kind"]) for failure in told["failures"]] == [("line 3", "PageHungError")]


@pytest.mark.slow
def test_a_browser_that_is_killed_costs_a_retry_and_no_row(folder: Path) -> None:
    import psutil

    rows = "".join(f"{sku},Title {sku},1\n" for sku in "abcdefgh")
    (folder / "shop.csv").write_text(f"sku,title,price\n{rows}")
    running = start("--workers", "1")
    while not (folder / "out/b.mp4").exists():
        assert running.poll() is None, running.communicate()
        time.sleep(0.01)
    for process in psutil.Process(running.pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if "chrom" in process.name() and not any(word.startswith("--type=") for word in process.cmdline()):
                process.kill()
                break
    out, err = running.communicate(timeout=PATIENCE)
    told = json.loads(out)
    assert (told["done"], told["failed"]) == (8, 0), err
    assert told["retries"] >= 1
