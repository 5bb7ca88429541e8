"""A running ffmpeg and the thread that writes pictures into it."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from hframes.encode.frames import Frame
from hframes.encode.process import cannot_start, start_options, widen
from hframes.encode.rawstream import frame_header, stream_header
from hframes.encode.video import VideoFormat

_STDERR_LINES = 50
_COUNT = re.compile(rb"^frame=\s*(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class FeedEnd:
    """How ffmpeg ended.

    Attributes:
        code: its exit code, or minus the signal that killed it.
        frames: how many it says it wrote.
        lines: the last that it wrote to stderr.
        starved: seconds in which the thread waited for pictures.
    """

    code: int
    frames: int
    lines: tuple[str, ...]
    starved: float


class Feed:
    """Starts ffmpeg; writes what is sent, in order; waits for its end. ffmpeg is always waited for: no zombies.

    Args:
        executable, arguments: ffmpeg's command line, which reads `rawstream` from stdin.
        on_written: called in the thread for every picture that was sent, once its buffer is free again.
        on_end: called in the thread once, last.

    Raises:
        SetupError: ffmpeg does not start.
    """

    def __init__(
        self,
        executable: Path,
        arguments: Sequence[str],
        video: VideoFormat,
        on_written: Callable[[int, Frame], None],
        on_end: Callable[[FeedEnd], None],
    ) -> None:
        self._video = video
        self._on_written = on_written
        self._on_end = on_end
        self._queue: queue.SimpleQueue[tuple[int, Frame] | None] = queue.SimpleQueue()
        self._starved = 0.0
        try:
            self._process = subprocess.Popen(
                [str(executable), *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                **start_options(),
            )
        except OSError as error:
            raise cannot_start(executable, error) from error
        # A daemon: a forgotten encoder must not keep Python from ending. ffmpeg then sees the end of its input.
        threading.Thread(target=self._work, name="hframes-encode", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, index: int, frame: Frame) -> None:
        """Write a picture that is shown from frame `index` on. Never waits: the caller bounds the queue."""
        self._queue.put((index, frame))

    def close(self) -> None:
        """No more pictures; ffmpeg finishes its file."""
        self._queue.put(None)

    def kill(self) -> None:
        """End ffmpeg now. Does nothing once it has ended."""
        self._process.kill()
        self._queue.put(None)

    def _work(self) -> None:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        lines: deque[str] = deque(maxlen=_STDERR_LINES)
        listener = threading.Thread(target=_listen, args=(process.stderr, lines), daemon=True)
        listener.start()
        with contextlib.suppress(OSError):  # ffmpeg has gone: its exit code and its words say why
            self._write(process.stdin)
        with contextlib.suppress(OSError):
            process.stdin.close()
        with process.stdout as stdout:
            counts = _COUNT.findall(stdout.read())
        code = process.wait()
        listener.join()
        self._on_end(FeedEnd(code, int(counts[-1]) if counts else 0, tuple(lines), self._starved))

    def _write(self, pipe: IO[bytes]) -> None:
        widen(pipe)
        handle = pipe.fileno()
        os.write(handle, stream_header(self._video))
        while True:
            began = time.perf_counter()
            item = self._queue.get()
            self._starved += time.perf_counter() - began
            if item is None:
                return
            index, frame = item
            os.write(handle, frame_header(self._video, index))
            rest = frame.data.cast("B")
            while rest:
                rest = rest[os.write(handle, rest) :]
            self._on_written(index, frame)


def _listen(stderr: IO[bytes], lines: deque[str]) -> None:
    """Keep the last lines; reading all of them keeps ffmpeg from waiting for a reader."""
    with stderr:
        while line := stderr.readline(2000):
            lines.append(line.decode(errors="replace"))
