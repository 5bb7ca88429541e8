"""How an ffmpeg process is started, watched and ended; the same for all of them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from hframes.encode.complaint import ffmpeg_failure
from hframes.errors import EncodeError, SetupError

if sys.platform != "win32":
    import fcntl

PATIENCE = 120.0
"""Seconds without any progress after which an ffmpeg counts as stuck."""

_PIPE_BYTES = 1 << 20  # the most that Linux allows everyone; fewer, longer writes halve the cost of the pipe


def start_options() -> dict[str, Any]:
    """Options for `subprocess` that keep the process apart from the terminal and from the user's ffmpeg settings."""
    environment = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
    environment["LC_ALL"] = "C"  # `complaint` reads the system's messages in English
    options: dict[str, Any] = {"env": environment}
    if sys.platform == "win32":
        options["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP
    else:
        options["start_new_session"] = True  # Ctrl-C in the terminal reaches hframes only, which then ends ffmpeg
    return options


_UNWANTED = frozenset({"FFREPORT", "AV_LOG_FORCE_COLOR", "AV_LOG_FORCE_256COLOR"})


def cannot_start(executable: Path, error: OSError) -> SetupError:
    return SetupError(
        f"ffmpeg can't be started: {error.strerror or error}",
        where=str(executable),
        hint="Install it again with `pip install --force-reinstall imageio-ffmpeg`",
    )


def widen(pipe: IO[bytes]) -> None:
    """Make a pipe hold more, where the system can."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # the user's share of pipe memory is spent: slower, not wrong
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


async def run_ffmpeg(
    executable: Path,
    arguments: Sequence[str],
    *,
    where: str,
    folder: Path | None = None,
    patience: float = PATIENCE,
) -> tuple[str, list[str]]:
    """Run ffmpeg to its end.

    Args:
        where: what an error is about.
        folder: in which it runs; then `executable` and the arguments' paths are absolute.

    Returns:
        what it wrote to stdout, and its lines on stderr.

    Raises:
        SetupError, EncodeError, OutputError: it can't be started, failed, or did not end within `patience` seconds.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            executable,
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            cwd=folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            **start_options(),
        )
    except OSError as error:
        raise cannot_start(executable, error) from error
    try:
        async with asyncio.timeout(patience):
            out, err = await process.communicate()
    except TimeoutError:
        await _end(process)
        raise stuck(patience, where) from None
    except BaseException:
        await _end(process)
        raise
    lines = err.decode(errors="replace").splitlines()
    if process.returncode:
        raise ffmpeg_failure(process.returncode, lines, where)
    return out.decode(errors="replace"), lines


def stuck(patience: float, where: str) -> EncodeError:
    return EncodeError(
        f"ffmpeg made no progress for {patience:g} seconds and was stopped",
        where=where,
        hint="Check the disk that is written to and how busy the machine is, then render again",
    )


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await asyncio.shield(process.wait())
