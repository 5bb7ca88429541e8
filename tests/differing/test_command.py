"""`hframes diff` from the command line: exit codes, the one JSON object, and what it says to a person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hframes.cli.app import app
from tests.differing.helpers import manifest, plain, spotted, video

PAGE = """<!doctype html><script type="application/json" id="hframes">{"width": 160, "height": 90, "fps": 10,
"duration": 0.3, "params": {"properties": {"place": {"type": "number", "default": 20}}}}</script>
<style>body { margin: 0; background: #123 }
div { position: absolute; width: 30px; height: 20px; top: 40px; left: calc(var(--param-place) * 1px);
background: COLOUR; animation: appear 0.1s 0.05s both step-start }
@keyframes appear { from { opacity: 0 } }</style><div>
"""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in ("diff", *words)])


@pytest.fixture
def films(work: Path) -> tuple[Path, Path]:
    a = video(work.parent / "a.mkv", [plain()] * 4)
    return a, video(work.parent / "b.mkv", [plain(), spotted(8, 4, 16, 8), spotted(8, 4, 16, 8, level=102), plain()])


def test_identical_is_exit_code_0_and_leaves_nothing(films: tuple[Path, Path], work: Path) -> None:
    result = call(films[0], films[0])
    assert (result.exit_code, result.stdout) == (0, "identical: 4 frames\n")
    assert call(films[0], films[0], "--quiet").output == ""
    assert list(work.iterdir()) == []


def test_a_difference_is_exit_code_3_and_told_by_stretches(films: tuple[Path, Path]) -> None:
    result = call(*films)
    assert result.exit_code == 3
    assert result.stdout.splitlines() == [
        "differs: 2 of 4 frames",
        "  A: video, 64×36, 10 fps, 4 frames",
        "  B: video, 64×36, 10 fps, 4 frames",
        "  frames 1-2 (0:00.100-0:00.300): up to 128 pixels by up to 100 levels, within 16×8 at 8,4",
    ]


def test_what_an_encoder_does_by_itself_is_said(films: tuple[Path, Path]) -> None:
    result = call(*films, "--ignore-box", "8,4,16,7", "--tolerance", "1")
    assert result.exit_code == 3
    assert "--tolerance" not in result.stdout
    nearly = video(films[0].with_name("c.mkv"), [plain(), plain(102), plain(), plain()])
    result = call(films[0], nearly)
    assert "--tolerance 2 passes over that" in result.stdout
    assert call(films[0], nearly, "--tolerance", "2").stdout == "identical within 2 levels: 4 frames\n"


def test_json_is_one_object_and_the_pages_are_in_it(films: tuple[Path, Path]) -> None:
    result = call(*films, "--json", "--out", "apart")
    assert (result.exit_code, result.stderr) == (3, "")
    told = json.loads(result.stdout)
    assert (told["identical"], told["differing"], told["page"]) == (False, 2, "apart/report.html")
    assert [Path(told[name]).is_file() for name in ("page", "sheet")] == [True, True]
    assert [one["frame"] for one in told["frames"]] == [1, 2]


def test_an_unreadable_video_is_exit_code_2_and_a_damaged_one_1(films: tuple[Path, Path]) -> None:
    broken = films[0].with_name("broken.mp4")
    broken.write_bytes(b"no video")
    assert call(films[0], broken).exit_code == 2
    noise = [spotted(k % 40, k % 20, 17, 13, level=(k * 37) % 256) for k in range(20)]
    content = bytearray(video(films[0].with_name("d.mkv"), noise).read_bytes())
    half = len(content) // 2
    content[half : half + 300] = bytes(300)
    broken.with_suffix(".mkv").write_bytes(content)
    result = call(films[0].with_name("d.mkv"), broken.with_suffix(".mkv"))
    assert result.exit_code == 1
    assert "damaged" in result.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--fps", "30"), "--fps"),
        (("--size", "10x10"), "--size"),
        (("--set", "title=x"), "--set"),
        (("--no-sandbox",), "--no-sandbox"),
        (("--ignore-box", "1,2,3"), "--ignore-box"),
        (("--tolerance", "-1"), "--tolerance"),
        (("--show", "0"), "--show"),
    ],
)
def test_a_wrong_call_is_exit_code_2(films: tuple[Path, Path], work: Path, words: tuple[str, ...], told: str) -> None:
    result = call(*films, *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""
    assert list(work.iterdir()) == []


def test_manifests_are_told_with_what_made_them(work: Path) -> None:
    then = manifest(work.parent / "then.json", ("a", "b"))
    now = manifest(work.parent / "now.json", ("a", "c"), chromium="157.0")
    result = call(then, now)
    assert result.exit_code == 3
    assert "browser: chromium: 156.0.1.2 in A, 157.0 in B" in result.stdout
    assert "frame 1 (0:00.100)\n" in result.stdout


def test_two_compositions_are_filmed_and_compared(work: Path) -> None:
    red, blue = work / "red.html", work / "blue.html"
    red.write_text(PAGE.replace("COLOUR", "#ff0000"))
    blue.write_text(PAGE.replace("COLOUR", "#0000ff"))
    result = call(red, blue, "--set", "place=50", "--out", "apart", "--capture", "screenshot")
    assert result.exit_code == 3, result.output
    assert (
        "  frames 1-2 (0:00.100-0:00.300): up to 600 pixels by up to 255 levels, within 30×20 at 50,40\n"
        in result.stdout
    )
