"""A render in a process of its own, and every process that comes of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PAGE = """<!doctype html>
<script type="application/json" id="hframes">{"width": 320, "height": 180, "duration": 60}</script>
<canvas width=320 height=180></canvas><script>
const brush = document.querySelector('canvas').getContext('2d');
requestAnimationFrame(function draw() {
  for (let x = 0; x < 320; x += 4) {
    brush.fillStyle = `hsl(${Math.random() * 360} 90% 50%)`;
    brush.fillRect(x, 0, 4, 180);
  }
  requestAnimationFrame(draw);
});
</script>"""
START = 60.0  # seconds until the first frame is encoded, on a busy machine
LOOK_AGAIN = 0.03
GONE = 5.0  # seconds after the end in which every process has to be gone


@dataclass(frozen=True)
class Process:
    """One process; its start tells it from a later one with the same id."""

    pid: int
    start: str

    @property
    def is_alive(self) -> bool:
        fields = _fields(self.pid)
        return fields is not None and fields[19] == self.start and fields[0] != "Z"

    @property
    def words(self) -> list[str]:
        """Its command line."""
        try:
            return Path(f"/proc/{self.pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            return []

    def kill(self) -> None:
        if self.is_alive:
            os.kill(self.pid, signal.SIGKILL)


def _fields(pid: int) -> list[str] | None:
    """What /proc/PID/stat says after the name: state, parent, ..."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def descendants(root: int) -> set[Process]:
    """All processes below one, without the dead ones that nobody has asked for yet."""
    children: dict[int, set[Process]] = {}
    for entry in Path("/proc").iterdir():
        fields = _fields(int(entry.name)) if entry.name.isdigit() else None
        if fields is not None and fields[0] != "Z":
            children.setdefault(int(fields[1]), set()).add(Process(int(entry.name), fields[19]))
    found: set[Process] = set()
    todo = [root]
    while todo:
        below = children.get(todo.pop(), set()) - found
        found |= below
        todo += [process.pid for process in below]
    return found


@dataclass
class Rendering:
    """A render of PAGE that would take a minute.

    Attributes:
        folder: where its output would appear; `temporary` is its TMPDIR.
        seen: all its processes so far.
        scratch: its folder in memory.
    """

    popen: subprocess.Popen[str]
    folder: Path
    temporary: Path
    seen: set[Process] = field(default_factory=set)
    scratch: Path | None = None

    def wait_for(self, ready: Callable[[], object]) -> None:
        """Watches its processes until something holds."""
        deadline = time.monotonic() + START
        while not ready():
            assert self.popen.poll() is None, self.popen.communicate()
            assert time.monotonic() < deadline
            self.look()
            time.sleep(LOOK_AGAIN)

    def look(self) -> None:
        self.seen |= descendants(self.popen.pid)
        for process in self.seen:
            words = process.words
            if "-fbdir" in words:
                self.scratch = Path(words[words.index("-fbdir") + 1]).parent
            for word in words:
                if word.startswith("--user-data-dir="):
                    self.scratch = Path(word.partition("=")[2]).parent

    def find(self, name: str, *words: str) -> list[Process]:
        """The living ones whose program is called so and whose command line has such words."""
        self.look()
        return [
            process
            for process in self.seen
            if process.is_alive
            and (line := process.words)
            and name in Path(line[0].split(" ")[0]).name.lower()
            and all(any(word in part for part in line) for word in words)
        ]

    def end(self) -> tuple[int, str, str]:
        """Exit code, standard output and standard error."""
        out, err = self.popen.communicate(timeout=60)
        return self.popen.returncode, out, err

    def left(self) -> list[list[str]]:
        """The command lines of processes that outlive it."""
        deadline = time.monotonic() + GONE
        while any(process.is_alive for process in self.seen) and time.monotonic() < deadline:
            time.sleep(LOOK_AGAIN)
        return [process.words for process in self.seen if process.is_alive]

    def clean_up(self) -> None:
        for process in [*self.seen, *descendants(self.popen.pid)]:
            process.kill()
        self.popen.kill()
        self.popen.communicate()


def start(tmp_path: Path, *options: str, before: tuple[str, ...] = ()) -> Rendering:
    """Starts a render; `before` goes before its command line."""
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    folder, temporary = tmp_path / "out", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    command = [sys.executable, "-m", "hframes", "render", str(page), "-o", str(folder / "a.mp4"), "--json", *options]
    popen = subprocess.Popen(
        [*before, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    return Rendering(popen, folder, temporary)


def error_in(stdout: str) -> dict[str, Any]:
    """The one JSON object on standard output."""
    told: dict[str, Any] = json.loads(stdout)["error"]
    return told
