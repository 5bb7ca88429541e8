"""Something is killed in the middle: an error that says what, no process left, no half file, no folder."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hframes.browser.unprivileged import scratch
from tests.hostile.processes import Rendering, error_in, start

Start = Callable[..., Rendering]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Start]:
    """Starts a render and waits until a frame is encoded."""
    begun: list[Rendering] = []

    def render(*options: str, before: tuple[str, ...] = (), wait: bool = True) -> Rendering:
        rendering = start(tmp_path, *options, before=before)
        begun.append(rendering)
        if wait:
            rendering.wait_for(lambda: list(rendering.folder.glob(".*.part/segment-*")))
        return rendering

    yield render
    for rendering in begun:
        rendering.clean_up()


def assert_failed(rendering: Rendering, kind: str, what: str) -> None:
    """Ended with exit code 1 and an error for people, and left nothing behind."""
    code, out, err = rendering.end()
    error = error_in(out)
    assert (code, error["kind"]) == (1, kind), err
    assert re.search(what, error["what"])
    assert err.startswith("error: ")
    assert err.count("\n") == 1, err
    assert_nothing_left(rendering)


def assert_nothing_left(rendering: Rendering) -> None:
    assert rendering.left() == []
    assert list(rendering.folder.iterdir()) == []
    assert rendering.scratch is not None
    assert not rendering.scratch.exists()


def displays(rendering: Rendering) -> set[str]:
    """The numbers of its X displays."""
    found = set()
    for process in rendering.seen:
        try:
            environment = Path(f"/proc/{process.pid}/environ").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if any(word.endswith("chromium") or "chrome" in word for word in process.words[:1]):
            found |= {word.removeprefix("DISPLAY=:") for word in environment if word.startswith("DISPLAY=:")}
    return found


def assert_no_stale_lock(numbers: set[str]) -> None:
    for number in numbers:
        lock = Path(f"/tmp/.X{number}-lock")
        if lock.exists():  # another server may have taken the number since: then it lives
            os.kill(int(lock.read_text()), 0)


DEATHS = {
    "encoder": ((), "ffmpeg", (), "EncodeError", "ffmpeg was killed by SIGKILL"),
    "virtual screen": ((), "xvfb", (), "PageError", "browser ended"),
    "driver": ((), "node", (), "PageError", "browser stopped answering|browser ended"),
    "page": ((), "chrom", ("--type=renderer",), "PageError", "page's process crashed"),
    "page, by screenshots": (
        ("--capture", "screenshot"),
        "chrom",
        ("--type=renderer",),
        "PageError",
        "page's process crashed",
    ),
}
SLOW_DEATHS = {
    "GPU process, by screenshots": (
        ("--capture", "screenshot", "--frame-timeout", "2"),
        "chrom",
        ("--type=gpu-process",),
        "CaptureError",
        "GPU process crashed",
    ),
    "GPU process": (("--frame-timeout", "2"), "chrom", ("--type=gpu-process",), "CaptureError", "GPU process crashed"),
}


@pytest.mark.parametrize(
    ("options", "name", "words", "kind", "what"),
    [
        *(pytest.param(*death, id=name) for name, death in DEATHS.items()),
        *(pytest.param(*death, id=name, marks=pytest.mark.slow) for name, death in SLOW_DEATHS.items()),
    ],
)
def test_a_death_ends_the_render(
    begin: Start, options: tuple[str, ...], name: str, words: tuple[str, ...], kind: str, what: str
) -> None:
    rendering = begin(*options)
    victims = rendering.find(name, *words)
    assert victims
    for process in victims:
        process.kill()
    assert_failed(rendering, kind, what)


@pytest.mark.parametrize("capture", ["display", "screenshot"])
def test_the_death_of_the_browser_ends_the_render(begin: Start, capture: str) -> None:
    rendering = begin("--capture", capture)
    numbers = displays(rendering)
    browsers = [
        process for process in rendering.find("chrom", "--user-data-dir=") if "--type=" not in str(process.words)
    ]
    assert len(browsers) == 1
    browsers[0].kill()
    assert_failed(rendering, "PageError", "browser ended")
    assert list(rendering.temporary.glob("*hromium*")) == []
    assert_no_stale_lock(numbers)


def assert_interrupted(rendering: Rendering) -> None:
    code, out, err = rendering.end()
    assert (code, error_in(out)["kind"]) == (130, "Interrupted"), err
    assert err.count("\n") == 1, err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_everything_and_says_so(begin: Start, number: signal.Signals) -> None:
    rendering = begin()
    numbers = displays(rendering)
    assert numbers
    rendering.popen.send_signal(number)
    assert_interrupted(rendering)
    assert_nothing_left(rendering)
    assert list(rendering.temporary.iterdir()) == []
    assert_no_stale_lock(numbers)


def test_ctrl_c_reaches_the_whole_group_and_ends_the_same(begin: Start) -> None:
    rendering = begin()
    os.killpg(rendering.popen.pid, signal.SIGINT)
    assert_interrupted(rendering)
    assert_nothing_left(rendering)


@pytest.mark.slow
def test_a_second_ctrl_c_changes_nothing(begin: Start) -> None:
    rendering = begin()
    rendering.popen.send_signal(signal.SIGINT)
    rendering.popen.send_signal(signal.SIGINT)
    assert_interrupted(rendering)
    assert_nothing_left(rendering)


@pytest.mark.parametrize("moment", ["driver", "browser"])
def test_an_interrupt_while_the_browser_starts_ends_everything(begin: Start, moment: str) -> None:
    rendering = begin(wait=False)
    name = {"driver": "node", "browser": "chrom"}[moment]
    rendering.wait_for(lambda: rendering.find(name))
    os.killpg(rendering.popen.pid, signal.SIGINT)
    assert_interrupted(rendering)
    assert rendering.left() == []
    assert list(rendering.folder.iterdir()) == []


def test_when_hframes_itself_is_killed_no_process_is_left(begin: Start) -> None:
    rendering = begin()
    rendering.popen.kill()
    assert rendering.end()[0] == -signal.SIGKILL
    assert rendering.left() == []
    # Nobody is left to clear up. The output's name stays free; the folder in memory goes when the next one starts.
    assert not (rendering.folder / "a.mp4").exists()
    assert rendering.scratch is not None
    assert rendering.scratch.exists()
    with scratch():
        assert not rendering.scratch.exists()


def test_a_folder_in_use_is_not_swept() -> None:
    with scratch() as one, scratch() as other:
        assert one.folder.exists()
        assert other.folder.exists()
    assert not one.folder.exists()
    assert not other.folder.exists()


def test_a_file_that_may_not_grow_is_an_error(begin: Start) -> None:
    rendering = begin()
    for encoder in rendering.find("ffmpeg"):
        resource.prlimit(encoder.pid, resource.RLIMIT_FSIZE, (0, 0))
    assert_failed(rendering, "OutputError", "disk is full, or the file is larger than allowed")


def can_mount() -> bool:
    return subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0


def test_a_full_disk_is_an_error(begin: Start, tmp_path: Path) -> None:
    if can_mount():
        small = 'mount -t tmpfs -o size=1m none "$0"; exec "$@"'
        rendering = begin(before=("unshare", "--mount", "sh", "-c", small, str(tmp_path / "out")), wait=False)
    else:  # an ordinary user can't have a small disk: a limit to the file stands for it
        rendering = begin()
        for encoder in rendering.find("ffmpeg"):
            resource.prlimit(encoder.pid, resource.RLIMIT_FSIZE, (1000, 1000))  # its file is longer than that
    code, out, err = rendering.end()
    assert code == 1, err
    assert error_in(out)["kind"] == "OutputError"
    assert "disk is full" in error_in(out)["what"]
