"""A render that was killed goes on where it was, and its file is the same as that of one that was not."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

PAGE = """<!doctype html>
<script type="application/json" id="hframes">{"width": 160, "height": 90, "fps": 10, "duration": 10}</script>
<canvas width=160 height=90></canvas><script>
const brush = document.querySelector('canvas').getContext('2d');
requestAnimationFrame(function draw() {
  brush.fillStyle = `hsl(${Math.random() * 360} 90% 50%)`;
  brush.fillRect(Math.random() * 160, 0, 8, 90);
  requestAnimationFrame(draw);
});
</script>"""
PATIENCE = 60.0  # seconds


class Shop:
    """A page and the renders of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "page.html").write_text(PAGE)

    def start(self, *options: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "hframes", "render", "page.html", "-o", "out/a.mp4", "--json", "--force"]
        return subprocess.Popen(
            [*command, *options],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def finish(self, *options: str) -> dict[str, Any]:
        """Renders to the end; what it tells."""
        out, err = self.start(*options).communicate(timeout=PATIENCE)
        told: dict[str, Any] = json.loads(out)
        assert "error" not in told, err
        return told

    def notes(self) -> int:
        return len(list((self.folder / "out").glob(".*.part/segment-*.json")))

    def stop(self, number: signal.Signals, *options: str, notes: int = 1) -> tuple[int, str]:
        """Starts a render, and ends it with a signal once some segments are finished."""
        rendering = self.start(*options)
        deadline = time.monotonic() + PATIENCE
        while self.notes() < notes:
            assert rendering.poll() is None, rendering.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.01)
        rendering.send_signal(number)
        _, err = rendering.communicate(timeout=PATIENCE)
        return rendering.returncode, err

    @property
    def video(self) -> bytes:
        return (self.folder / "out/a.mp4").read_bytes()

    @property
    def files(self) -> list[str]:
        return [file.name for file in (self.folder / "out").iterdir()]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a render that nothing happened to."""
    shop = Shop(tmp_path_factory.mktemp("whole"))
    shop.finish()
    return shop.video


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_after_a_kill_the_same_command_goes_on_and_gives_the_same_bytes(shop: Shop, whole: bytes) -> None:
    assert shop.stop(signal.SIGKILL, notes=2)[0] == -signal.SIGKILL
    told = shop.finish()
    assert told["found"] >= 2
    assert told["segments"] == 5
    assert shop.video == whole
    assert shop.files == ["a.mp4"]


def test_an_interrupt_keeps_what_is_finished_and_says_so(shop: Shop, whole: bytes) -> None:
    code, err = shop.stop(signal.SIGINT)
    assert code == 130
    assert "kept" in err
    assert "same command goes on" in err
    assert shop.finish()["found"] >= 1
    assert shop.video == whole


@pytest.mark.slow
def test_another_render_of_the_same_file_takes_nothing_of_the_one_before_and_sweeps_it(shop: Shop) -> None:
    shop.stop(signal.SIGKILL)
    told = shop.finish("--seed", "8")
    assert told["found"] == 0
    assert shop.files == ["a.mp4"]


@pytest.mark.slow
def test_a_page_that_was_changed_meanwhile_is_filmed_anew(shop: Shop, whole: bytes) -> None:
    shop.stop(signal.SIGKILL)
    (shop.folder / "page.html").write_text(PAGE.replace("90% 50%", "90% 51%"))
    told = shop.finish()
    assert told["found"] == 0
    assert shop.video != whole


def test_two_renders_of_one_file_at_once_do_not_get_in_each_others_way(shop: Shop, whole: bytes) -> None:
    first = shop.start()
    deadline = time.monotonic() + PATIENCE
    while not list((shop.folder / "out").glob(".*.part/in-use")):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    out, _ = shop.start().communicate(timeout=PATIENCE)
    assert "Another run is making" in json.loads(out)["error"]["what"]
    first.communicate(timeout=PATIENCE)
    assert first.returncode == 0
    assert shop.video == whole


@pytest.mark.parametrize(
    "workers", ["2", pytest.param("3", marks=pytest.mark.slow), pytest.param("7", marks=pytest.mark.slow)]
)
def test_the_number_of_workers_does_not_change_a_byte(shop: Shop, whole: bytes, workers: str) -> None:
    told = shop.finish("--workers", workers)
    assert told["workers"] == int(workers)
    assert shop.video == whole


@pytest.mark.slow
def test_killed_at_fifty_moments_the_file_is_still_the_same(shop: Shop, whole: bytes) -> None:
    chance = random.Random(5)
    kills = 0
    while kills < 50:
        rendering = shop.start("--workers", str(1 + kills % 2))
        try:
            rendering.communicate(timeout=chance.uniform(0.1, 3.5))
        except subprocess.TimeoutExpired:
            rendering.kill()
            rendering.communicate()
            kills += 1
            continue
        assert rendering.returncode == 0
        assert shop.video == whole
        (shop.folder / "out/a.mp4").unlink()
    shop.finish()
    assert shop.video == whole
    assert shop.files == ["a.mp4"]
