"""Wrong calls: exit code 2, one paragraph that says how to mend it, nothing written, no browser started."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hframes.cli.app import app

HEADER = '{"width": 320, "height": 180, "duration": 1, "params": {"properties": {"title": {"type": "string"}}}}'


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A good composition in an empty working folder; whoever starts a browser fails the test."""
    folder = tmp_path / "card"
    folder.mkdir()
    (folder / "index.html").write_text(f'<script type="application/json" id="hframes">{HEADER}</script><p>x')
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)

    def start(*_: object) -> None:
        raise AssertionError("a browser was looked for")

    monkeypatch.setattr("hframes.film.require_browser", start)
    return folder


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def assert_refused(result: Result, *told: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    for words in told:
        assert words in result.stderr
    assert list(Path().iterdir()) == []


pytestmark = pytest.mark.usefixtures("page")


@pytest.mark.parametrize("command", ["render", "frame"])
@pytest.mark.parametrize(
    "size", ["1920", "1920x", "x1080", "1920x1080x3", "axb", "-2x10", "1e3x10", "1920 by 1080", ""]
)
def test_a_size_is_two_numbers(page, command, size):
    assert_refused(call(command, page, "--size", size), "--size", "1920x1080")


@pytest.mark.parametrize("size", ["0x0", "0x180", "320x0", "99999x10", "10x99999"])
def test_a_size_lies_within_what_can_be_rendered(page, size):
    assert_refused(call("render", page, "--size", size), "--size", "pixels")


def test_an_odd_size_is_refused_with_even_ones(page):
    assert_refused(call("render", page, "--size", "321x181"), "even")


@pytest.mark.parametrize("asked", ["2", "a:b", "1:2:3", "2:1", "1:1", "-1:2", "nan:", ":inf", "", "1:", "5:6"])
def test_a_range_is_two_times_within_the_video(page, asked):
    assert_refused(call("render", page, "--range", asked), "--range")


@pytest.mark.parametrize("asked", ["0", "-30", "nan", "inf", "1001", "30/0", "fast", "", "1" * 100])
def test_a_rate_is_a_number(page, asked):
    assert_refused(call("render", page, "--fps", asked), "--fps")


@pytest.mark.parametrize("asked", ["0", "-1", "nan", "inf", "long", ""])
def test_a_duration_is_a_number_above_zero(page, asked):
    assert_refused(call("render", page, "--duration", asked), "--duration")


@pytest.mark.parametrize("asked", ["title", "=x", "title.x=1", "colour=red", ""])
def test_a_set_names_a_param_and_its_value(page, asked):
    assert_refused(call("render", page, "--set", asked))


@pytest.mark.parametrize("content", ["", "{", "[]", "3", '{"title": 3}', '{"nope": "x"}', '{"title": NaN}'])
def test_a_params_file_is_a_json_object_of_params(page, tmp_path, content):
    (tmp_path / "params.json").write_text(content)
    assert_refused(call("render", page, "--params", tmp_path / "params.json"))


def test_a_params_file_that_is_missing_is_told(page, tmp_path):
    assert_refused(call("render", page, "--params", tmp_path / "none.json"), "none.json")


@pytest.mark.parametrize("at", ["x", "-1", "nan", ""])
def test_a_time_is_a_number(page, at):
    assert_refused(call("frame", page, "--at", at), "--at")


@pytest.mark.parametrize(
    "words",
    [
        ("--seed", "-1"),
        ("--seed", "9007199254740992"),
        ("--seed", "x"),
        ("--epoch", "now"),
        ("--timezone", "Mars"),
        ("--locale", "??"),
        ("--scale", "0"),
        ("--scale", "5"),
        ("--quality", "best"),
        ("--capture", "camera"),
        ("--allow-network", "https://example.com/"),
        ("--frame-timeout", "0"),
        ("--frame-timeout", "nan"),
        ("--no-such-option",),
        ("--duration",),
        ("another.html",),
    ],
)
def test_any_other_wrong_option_is_refused(page, words):
    assert_refused(call("render", page, *words))


def test_an_unknown_command_is_refused(page):
    assert_refused(call("rendr", page), "rendr")


def test_a_missing_argument_is_named():
    assert_refused(call("render"), "COMPOSITION")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("none.html", None),
        ("empty.html", b""),
        ("notes.txt", b"hello"),
        ("picture.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("text.html", b"no page at all"),
        ("broken.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>"),
        ("json.html", b'<script type="application/json" id="hframes">{"width": 3,}</script><p>x'),
        ("field.html", b'<script type="application/json" id="hframes">{"wdith": 300}</script><p>x'),
        ("zero.html", b'<script type="application/json" id="hframes">{"duration": 0}</script><p>x'),
        ("nan.html", b'<script type="application/json" id="hframes">{"duration": NaN}</script><p>x'),
        ("huge.html", b'<script type="application/json" id="hframes">{"width": 1000000}</script><p>x'),
        ("text-size.html", b'<script type="application/json" id="hframes">{"width": "300"}</script><p>x'),
        ("odd.html", b'<script type="application/json" id="hframes">{"width": 301, "duration": 1}</script><p>x'),
    ],
)
def test_what_is_not_a_composition_is_refused(tmp_path, name, content):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert_refused(call("render", tmp_path / name))


def test_a_folder_without_a_page_is_refused(tmp_path):
    assert_refused(call("render", tmp_path / "work"), "index.html")


@pytest.mark.parametrize("name", ["card.mov", "card", "card.png"])
def test_an_output_of_another_kind_is_refused(page, name):
    assert_refused(call("render", page, "-o", name), ".mp4")


def test_an_existing_output_is_kept(page, tmp_path):
    old = tmp_path / "old.mp4"
    old.write_bytes(b"old")
    assert_refused(call("render", page, "-o", old), "--force")
    assert old.read_bytes() == b"old"


def test_the_default_output_is_guarded_as_well(page):
    Path("card.mp4").write_bytes(b"old")
    result = call("render", page)
    assert result.exit_code == 2
    assert "card.mp4 exists" in result.stderr
    assert Path("card.mp4").read_bytes() == b"old"


@pytest.mark.parametrize("words", [("--size", "1x"), ("--duration", "0"), ("-o", "x.mov"), ("--set", "colour=red")])
def test_json_holds_the_error_and_nothing_else(page, words):
    result = call("render", page, "--json", *words)
    assert result.exit_code == 2
    error = json.loads(result.stdout)["error"]
    assert error.keys() == {"kind", "what", "where", "hint"}
    assert error["what"] in result.stderr


def test_an_error_is_one_paragraph(page):
    result = call("render", page, "--size", "1x")
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("error: ")


def test_debug_shows_where_python_was(page):
    result = call("--debug", "render", page, "--size", "1x")
    assert type(result.exception).__name__ == "UsageError"


def test_the_version_is_one_line():
    result = call("--version")
    assert result.exit_code == 0
    assert result.stdout.strip().replace(".", "").isdigit()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("render", ["Examples:", "--size", "1080x1920", "--set", "--json", "--quality", "--best-effort", "--strict"]),
        ("frame", ["Examples:", "--at", "SECONDS", "--force"]),
        ("inspect", ["COMPOSITION", "--json"]),
        ("setup", ["--json"]),
        ("doctor", ["--json"]),
    ],
)
def test_help_teaches(command, words):
    result = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
    assert result.exit_code == 0
    for word in words:
        assert word in result.stdout


def test_without_a_command_the_help_is_shown():
    result = call()
    assert "render" in result.output
    assert "Traceback" not in result.output
