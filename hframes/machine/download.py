"""Playwright's driver and its own download of Chromium, given up quickly where its servers can't be reached."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hframes.browser.find import Host, download_folder
from hframes.machine.commands import Finished, find_program, run, run_while_it_moves

IDLE_SECONDS = 20.0
_LIBRARIES_SECONDS = 1800.0


@dataclass(frozen=True)
class PlaywrightCommands:
    """Playwright's own commands: its version, its Chromium, and the system libraries that needs."""

    version: tuple[str, ...] = (sys.executable, "-m", "playwright", "--version")
    download: tuple[str, ...] = (sys.executable, "-m", "playwright", "install", "--no-shell", "chromium")
    libraries: tuple[str, ...] = (sys.executable, "-m", "playwright", "install-deps", "chromium")
    all_by_hand: tuple[str, ...] = (sys.executable, "-m", "playwright", "install", "--with-deps", "chromium")


PLAYWRIGHT = PlaywrightCommands()


def download_browser(
    environment: Mapping[str, str],
    host: Host,
    commands: PlaywrightCommands = PLAYWRIGHT,
    *,
    idle_seconds: float = IDLE_SECONDS,
) -> str | None:
    """Downloads the Chromium that the installed Playwright was built for; None, or why that failed.

    A slow line may take as long as it needs: the download is stopped only when neither a line was printed nor a
    byte arrived for `idle_seconds`.
    """
    target = download_folder(environment, host)
    with tempfile.TemporaryDirectory(prefix="hframes-download-") as staging:
        told = {
            **environment,
            "PLAYWRIGHT_BROWSERS_PATH": str(target),
            "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": str(
                int(idle_seconds * 500)
            ),  # milliseconds, for each of its tries
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), staging),
        }
        done = run_while_it_moves(
            commands.download,
            told,
            idle_seconds=idle_seconds,
            progress=lambda: _bytes_below(Path(staging)) + _bytes_below(target),
        )
    return None if done.succeeded else _reason(done)


def driver_version(environment: Mapping[str, str], commands: PlaywrightCommands = PLAYWRIGHT) -> tuple[str | None, str]:
    """The version of Playwright's driver, or None and why it doesn't start (a library that bare systems lack)."""
    done = run(commands.version, environment, seconds=60)
    found = re.search(r"\d+\.\d+\S*", done.output)
    if done.succeeded and found:
        return found.group(), ""
    return None, f"Playwright's driver can't be started: {done.last_words}"


def install_libraries(
    environment: Mapping[str, str], host: Host, commands: PlaywrightCommands = PLAYWRIGHT
) -> str | None:
    """The system libraries that the downloaded Chromium needs, through Playwright's own list; None, or why not."""
    if not host.as_root and find_program("sudo", environment) is None:
        return "installing the libraries it needs takes root, or sudo"
    told = {**environment, "DEBIAN_FRONTEND": "noninteractive"}
    done = run(commands.libraries, told, seconds=_LIBRARIES_SECONDS)
    return None if done.succeeded else _reason(done)


def _bytes_below(folder: Path) -> int:
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(where) / name).lstat().st_size
            except FileNotFoundError:  # moved on meanwhile
                continue
    return total


def _reason(done: Finished) -> str:
    """One line out of Playwright's many: the network's own word, where there is one."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", done.output + "\n" + done.errors)
    for line in text.splitlines():
        if re.search(
            r"\b(ENOTFOUND|ECONN\w+|EAI_AGAIN|ETIMEDOUT|EACCES|ENOSPC|E403|E404)\b|timed out|does not support", line
        ):
            return line.strip().removeprefix("Error: ")
    return done.last_words.removeprefix("error: ").removeprefix("Error: ")
