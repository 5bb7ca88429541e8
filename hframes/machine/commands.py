"""Running other programs for setup and doctor: nothing here raises, since a failed command is an answer too."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

NOT_FOUND = 127  # the shell's own numbers
TIMED_OUT = 124


@dataclass(frozen=True)
class Finished:
    """How a command ended: its exit status (127 not found, 124 stopped by us) and what it printed."""

    status: int
    output: str
    errors: str = ""

    @property
    def succeeded(self) -> bool:
        return self.status == 0

    @property
    def last_words(self) -> str:
        """The line that says best why it failed: the last one with "error" in it, else the last one."""
        lines = [line.strip() for line in (self.errors + "\n" + self.output).splitlines() if line.strip()]
        blamed = [line for line in lines if line.lower().startswith(("e:", "error", "fatal"))]
        return (blamed or lines or [f"exit status {self.status}"])[-1]


def find_program(name: str, environment: Mapping[str, str]) -> str | None:
    """The program's path by the environment's PATH."""
    return shutil.which(name, path=environment.get("PATH", os.defpath))


def run(arguments: Sequence[str], environment: Mapping[str, str], *, seconds: float) -> Finished:
    """Runs to the end, at most so many seconds; standard input stays, so that sudo can ask for a password."""
    try:
        done = subprocess.run(
            arguments, env=dict(environment), capture_output=True, text=True, errors="replace", timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return Finished(TIMED_OUT, "", f"error: no end after {seconds:.0f} s")
    except OSError as error:
        return Finished(NOT_FOUND, "", f"error: {error}")
    return Finished(done.returncode, done.stdout, done.stderr)


def run_while_it_moves(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    *,
    idle_seconds: float,
    progress: Callable[[], int],
) -> Finished:
    """Runs as long as something happens: a line printed, or another value of `progress()`.

    When nothing did for `idle_seconds`, the command and all that it started are stopped (status 124).
    """
    try:
        process = subprocess.Popen(
            arguments,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # its helpers are in its group, which can be stopped as a whole
        )
    except OSError as error:
        return Finished(NOT_FOUND, "", f"error: {error}")
    assert process.stdout is not None
    lines: list[str] = []
    reader = threading.Thread(target=_collect, args=(process.stdout, lines), daemon=True)
    reader.start()
    stopped = False
    try:
        seen, since = (0, progress()), time.monotonic()
        while not stopped:
            try:
                process.wait(timeout=0.1)
                break
            except subprocess.TimeoutExpired:
                now = (len(lines), progress())
                if now != seen:
                    seen, since = now, time.monotonic()
                stopped = time.monotonic() - since > idle_seconds
    finally:
        if process.poll() is None:
            _stop_group(process)
        reader.join(timeout=5)
        process.stdout.close()
    if stopped:
        return Finished(TIMED_OUT, "".join(lines), f"error: nothing moved for {idle_seconds:g} s")
    return Finished(process.returncode, "".join(lines))


def as_administrator(
    arguments: Sequence[str], environment: Mapping[str, str], *, is_root: bool
) -> tuple[str, ...] | None:
    """The command with the rights to change the system; None where this user can't get them."""
    if is_root:
        return tuple(arguments)
    sudo = find_program("sudo", environment)
    return (sudo, *arguments) if sudo else None


def typed(arguments: Sequence[str]) -> str:
    """The command as a person types it."""
    return shlex.join(arguments)


def _collect(stream: IO[str], lines: list[str]) -> None:
    with contextlib.suppress(ValueError):  # closed under us after a time-out
        for line in stream:
            lines.append(line)


def _stop_group(process: subprocess.Popen[str]) -> None:
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
