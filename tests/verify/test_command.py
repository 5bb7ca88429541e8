"""`hframes verify` from the command line: exit codes, the one JSON object, and what it says to a person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hframes.cli.app import app

HEADER = """<!doctype html><script type="application/json" id="hframes">{"width": 160, "height": 90, "duration": 0.2,
"params": {"properties": {"colour": {"type": "string", "default": "red"}}}}</script>
<style>body { background: var(--param-colour) }</style>"""
AUDIO = """<body><script>
const audio = new AudioContext();
(function draw() {
  const bits = Math.floor(audio.getOutputTimestamp().performanceTime * 1000) % 0x1000000;
  document.body.style.background = `#${bits.toString(16).padStart(6, '0')}`;
  requestAnimationFrame(draw);
})();
</script>"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A good composition, with an empty working folder beside it."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    path = tmp_path / "card.html"
    path.write_text(f"{HEADER}<p>x")
    return path


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever starts a browser fails the test."""

    def start(*_: object) -> None:
        raise AssertionError("a browser was looked for")

    monkeypatch.setattr("hframes.house.require_browser", start)


def test_identical_is_exit_code_0_and_leaves_nothing(page: Path) -> None:
    result = call("verify", page, "--quick", "--capture", "screenshot")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("identical: 6 frames\n  again     identical, 6 frames on 1 page\n")
    assert list(Path().iterdir()) == []


def test_quiet_says_nothing_of_what_is_identical(page: Path) -> None:
    result = call("verify", page, "--quick", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_json_is_one_object(page: Path) -> None:
    result = call("verify", page, "--quick", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["identical"] is True
    assert [(way["way"], way["outcome"]) for way in told["ways"]] == [("again", "identical"), ("shuffled", "skipped")]
    assert result.stderr == ""


def test_a_difference_is_exit_code_3_with_the_frame_the_pictures_and_the_reason(page: Path) -> None:
    page.write_text(HEADER + AUDIO)
    result = call("verify", page, "--quick", "--out", "apart")
    assert result.exit_code == 3, result.output
    assert result.stdout.startswith("differs\n")
    assert "first difference: frame " in result.stdout
    assert "within 160×90 at 0,0" in result.stdout
    assert "perhaps the reason:\n  AudioContext (while loading) at card.html:4:15\n" in result.stdout
    assert sorted(path.name for path in Path("apart").iterdir()) == ["difference.png", "first.png", "other.png"]
    again = call("verify", page, "--quick", "--out", "apart")
    assert again.exit_code == 2
    assert "--force" in again.stderr


def test_a_page_that_fails_is_exit_code_1(page: Path) -> None:
    page.write_text(f"{HEADER}<img src=none.png>")
    result = call("verify", page, "--quick", "--json")
    assert result.exit_code == 1
    assert "none.png" in json.loads(result.stdout)["error"]["what"]


def test_an_earlier_render_is_the_same_or_what_differs_is_named(page: Path) -> None:
    assert call("render", page, "-q", "--manifest", "then.json").exit_code == 0
    result = call("verify", page, "--against", "then.json", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["identical"], told["changes"], told["frames"], told["differing"]) == (True, [], 6, 0)

    result = call("verify", page, "--against", "then.json", "--set", "colour=blue")
    assert result.exit_code == 3
    assert "  params: colour: red then, blue now\n" in result.stdout
    assert "6 differ, the first is frame 0 at 0 s" in result.stdout

    page.write_text(page.read_text().replace("<p>x", "<p>x<!-- mended -->"))
    result = call("verify", page, "--against", "then.json")
    assert result.exit_code == 3
    assert "composition: card.html: " in result.stdout
    assert "frames: all 6 are the same" in result.stdout


def test_the_way_to_capture_is_the_earlier_renders(page: Path) -> None:
    assert call("render", page, "-q", "--manifest", "then.json", "--capture", "screenshot").exit_code == 0
    result = call("verify", page, "--against", "then.json")
    assert result.exit_code == 0, result.output


@pytest.mark.usefixtures("no_browser")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--size", "axb"], "--size"),
        (["--range", "2"], "--range"),
        (["--set", "nope=1"], "nope"),
        (["--seed", "-1"], "--seed"),
        (["--against", "none.json"], "none.json"),
        (["--against", "../card.html"], "is not a manifest"),
        (["--against", "../card.html", "--quick"], "--quick"),
        (["--against", "../card.html", "--out", "x"], "--out"),
        (["--out", "../card.html"], "card.html"),
        (["--no-such-option"], "--no-such-option"),
    ],
)
def test_a_wrong_call_is_refused_before_a_browser_starts(page: Path, words: list[str], told: str) -> None:
    result = call("verify", page, *words)
    assert result.exit_code in (1, 2), result.output
    assert result.exit_code == 2 or "--out" in words
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert list(Path().iterdir()) == []


def test_help_teaches() -> None:
    result = CliRunner().invoke(app, ["verify", "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
    assert result.exit_code == 0
    for word in ("Examples:", "--quick", "--against", "--out", "--json", "3: a frame differs"):
        assert word in result.stdout
