"""What a render comes to: exit code, standard output, standard error and the file, for whoever calls from a script."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hframes.cli.app import app

HEADER = '<script type="application/json" id="hframes">{"width": 320, "height": 180, "duration": 0.2}</script>'


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, with the composition beside it."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def compose(work: Path, body: str) -> Path:
    page = work.parent / "card.html"
    page.write_text(f"<!doctype html>{HEADER}<body>{body}")
    return page


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


GOOD = "<p style='font-family: Inter'>x"
READS = (
    "<p style='font-family: \"No Such Font\", Inter'>x \ue8b6</p>"
    "<script>\nfor (let i = 0; i < 3; i++) navigator.platform;\n"
    "navigator.vendor; // hframes: ignore[HF305] only for the log\nMath.random(); new AudioContext()</script>"
)
THROWS = "<script>\nsetTimeout(() => { throw new Error('boom') }, 50)</script>"
MISSES = "<img src=none.png>"


def test_a_good_render_says_its_file_and_no_more(work: Path) -> None:
    result = call("render", compose(work, "<p>x"))
    assert result.exit_code == 0, result.stderr
    assert result.stdout == "card.mp4\n"
    assert "6 frames" in result.stderr
    assert [file.name for file in work.iterdir()] == ["card.mp4"]


def test_json_is_one_object_with_the_result(work: Path) -> None:
    result = call("render", compose(work, GOOD), "--json", "-o", "out/a.mp4")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert (told["output"], told["frames"], told["width"], told["height"], told["fps"]) == (
        "out/a.mp4",
        6,
        320,
        180,
        "30",
    )
    assert told["size"] == Path("out/a.mp4").stat().st_size
    assert told["report"] == {"faults": [], "findings": []}
    assert result.stderr == ""


def test_quiet_says_nothing_of_a_good_render(work: Path) -> None:
    result = call("render", compose(work, GOOD), "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    assert Path("card.mp4").exists()


def test_what_may_look_otherwise_elsewhere_is_told_after_the_render(work: Path) -> None:
    result = call("render", compose(work, READS), "--json")
    assert result.exit_code == 0
    report = json.loads(result.stdout)["report"]
    assert [(one["code"], one["severity"], one["where"], one["count"]) for one in report["findings"]] == [
        ("HF502", "error", "card.html:1:132", None),
        ("HF305", "error", "card.html:2:39", 3),
    ]
    assert "warning: HF305 `navigator.platform` is the machine's (seen 3 times) (card.html:2:39)\n" in result.stderr
    assert [fault["message"][:29] for fault in report["faults"]] == ["The page uses an audio contex"]
    (work.parent / "hframes.toml").write_text("[lint]\nignore = ['HF502']")
    result = call("render", compose(work, READS), "--force", "--strict", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["what"] == "HF305 `navigator.platform` is the machine's"


def test_what_the_page_throws_is_a_warning_with_its_place(work: Path) -> None:
    result = call("render", compose(work, THROWS), "--json")
    assert result.exit_code == 0
    assert result.stderr == "warning: Error: boom (frame 2, card.html:2:26)\n"
    faults = json.loads(result.stdout)["report"]["faults"]
    assert [(fault["kind"], fault["frame"], fault["where"]) for fault in faults] == [
        ("page-error", 2, "card.html:2:26")
    ]


def test_quiet_does_not_hide_a_warning(work: Path) -> None:
    result = call("render", compose(work, THROWS), "--quiet")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "boom" in result.stderr


@pytest.mark.parametrize(
    ("body", "words", "kind"),
    [
        (THROWS, ["--strict"], "PageError"),
        (MISSES, [], "PageError"),
        ("<script>alert(1)</script>", ["--best-effort"], "PageError"),
        ("<script>hframes.end()</script>", [], "UsageError"),
    ],
)
def test_a_failed_render_is_an_error_and_no_file(work: Path, body: str, words: list[str], kind: str) -> None:
    result = call("render", compose(work, body), "--json", *words)
    assert result.exit_code == (2 if kind == "UsageError" else 1)
    error = json.loads(result.stdout)["error"]
    assert error["kind"] == kind
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    assert list(work.iterdir()) == []


def test_best_effort_makes_a_missing_file_a_warning(work: Path) -> None:
    result = call("render", compose(work, MISSES), "--best-effort", "--quiet")
    assert result.exit_code == 0
    assert "warning: /none.png is missing" in result.stderr
    assert Path("card.mp4").exists()


def test_a_failed_render_keeps_the_old_file(work: Path) -> None:
    Path("card.mp4").write_bytes(b"old")
    assert call("render", compose(work, MISSES), "--force").exit_code == 1
    assert Path("card.mp4").read_bytes() == b"old"


def test_the_output_may_lie_in_the_compositions_folder(work: Path) -> None:
    page = compose(work, "<p>x")
    target = page.with_name("--odd 'name' 漢.mp4")
    assert call("render", page, f"--output={target}", "--quiet").exit_code == 0
    assert target.exists()


def test_a_frame_is_written_and_named(work: Path) -> None:
    result = call("frame", compose(work, "<p>x"), "--at", "0.1", "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == {"output": "card.png", "frame": 3, "report": {"faults": [], "findings": []}}
    assert Path("card.png").read_bytes().startswith(b"\x89PNG")


def test_a_frame_after_the_end_is_refused_with_the_length(work: Path) -> None:
    result = call("frame", compose(work, "<p>x"), "--at", "0.2", "--json")
    assert result.exit_code == 2
    assert "0.2 s" in json.loads(result.stdout)["error"]["what"]
    assert list(work.iterdir()) == []


def test_a_frame_of_a_page_that_throws_is_warned_of(work: Path) -> None:
    result = call("frame", compose(work, THROWS), "--at", "0.1")
    assert result.exit_code == 0
    assert "boom" in result.stderr


def test_a_place_that_cannot_be_written_is_an_error(work: Path) -> None:
    result = call("render", compose(work, "<p>x"), "-o", "/proc/hframes/a.mp4", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["kind"] == "OutputError"
