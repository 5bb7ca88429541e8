"""Something is killed in the middle: its segment is filmed anew; or an error says what, and nothing is left behind."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from hframes.browser.unprivileged import scratch
from hframes.encode import ffmpeg_path
from tests.hostile.processes import LOOK_AGAIN, Process, Rendering, error_in, start

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


@dataclass(frozen=True)
class Death:
    """Which process is killed: its name, words of its command line; `options` of the render."""

    name: str
    words: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    kind: str = "PageLostError"
    what: str = "browser ended|browser stopped answering"


SHORT = ("--duration", "4", "--workers", "1")
SCREENSHOT = ("--capture", "screenshot")
DEATHS = {
    "encoder": Death("ffmpeg", kind="EncodeError", what="ffmpeg was killed by SIGKILL"),
    "virtual screen": Death("xvfb"),
    "driver": Death("node"),
    "page": Death("chrom", ("--type=renderer",), what="page's process crashed"),
    "browser": Death("chrom", ("--user-data-dir=",)),
}
SLOW_DEATHS = {
    "page, by screenshots": replace(DEATHS["page"], options=SCREENSHOT),
    "browser, by screenshots": replace(DEATHS["browser"], options=SCREENSHOT),
    "GPU process": Death("chrom", ("--type=gpu-process",), ("--frame-timeout", "2"), "CaptureError"),
    "GPU process, by screenshots": Death(
        "chrom", ("--type=gpu-process",), (*SCREENSHOT, "--frame-timeout", "2"), "CaptureError"
    ),
}


def victims(rendering: Rendering, death: Death) -> list[Process]:
    found = rendering.find(death.name, *death.words)
    # Every process of the browser knows the folder of its profile; the browser itself has no type.
    return found if any("--type=" in word for word in death.words) else [one for one in found if is_first(one)]


def is_first(process: Process) -> bool:
    return "--type=" not in " ".join(process.words)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[tuple[str, ...]], bytes]:
    """The bytes of a render that nothing happens to, by the options that change them."""
    known: dict[tuple[str, ...], bytes] = {}

    def render(options: tuple[str, ...]) -> bytes:
        way = SCREENSHOT if "screenshot" in options else ()
        if way not in known:
            rendering = start(tmp_path_factory.mktemp("undisturbed"), *SHORT, *way)
            code, _, err = rendering.end()
            assert code == 0, err
            known[way] = (rendering.folder / "a.mp4").read_bytes()
        return known[way]

    return render


@pytest.mark.parametrize(
    "death",
    [
        *(pytest.param(death, id=name) for name, death in DEATHS.items()),
        *(pytest.param(death, id=name, marks=pytest.mark.slow) for name, death in SLOW_DEATHS.items()),
    ],
)
def test_a_death_costs_a_segment_and_no_byte(
    begin: Start, undisturbed: Callable[[tuple[str, ...]], bytes], death: Death
) -> None:
    expected = undisturbed(death.options)
    rendering = begin(*SHORT, *death.options)
    numbers = displays(rendering)
    killed = victims(rendering, death)
    assert killed
    for process in killed:
        process.kill()
    code, out, err = rendering.end()
    assert code == 0, err
    told = json.loads(out)
    assert told["retries"] >= 1
    assert (rendering.folder / "a.mp4").read_bytes() == expected
    assert rendering.left() == []
    assert [file.name for file in rendering.folder.iterdir()] == ["a.mp4"]
    assert list(rendering.temporary.glob("*hromium*")) == []
    assert_no_stale_lock(numbers)


def test_an_encoder_that_dies_again_and_again_is_an_error(
    begin: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = tmp_path / "ffmpeg"
    dying.write_text(f'#!/bin/sh\ncase "$*" in *pipe:0*) kill -9 $$ ;; esac\nexec {ffmpeg_path()} "$@"\n')
    dying.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(dying))
    death = DEATHS["encoder"]
    rendering = begin(*SHORT, wait=False)
    rendering.wait_for(lambda: rendering.find("chrom", "--user-data-dir="))
    assert_failed(rendering, death.kind, death.what)


@pytest.mark.slow
def test_a_page_that_dies_again_and_again_is_an_error(begin: Start) -> None:
    death = DEATHS["page"]
    rendering = begin("--workers", "1")
    while rendering.popen.poll() is None:
        if list(rendering.folder.glob(".*.part/segment-*.part")):  # it films; a browser that starts is another matter
            for process in victims(rendering, death):
                process.kill()
        time.sleep(LOOK_AGAIN)
    assert_failed(rendering, death.kind, death.what)


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
    assert_failed(rendering, "DiskFullError", "disk is full, or the file is larger than allowed")


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
    assert error_in(out)["kind"] == "DiskFullError"
    assert "disk is full" in error_in(out)["what"]
