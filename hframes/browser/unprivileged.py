"""Who the browser runs as, and where its files live.

Chromium's sandbox needs an ordinary user. When hframes itself runs as root (containers, CI), browser and virtual screen
run as the unprivileged user 65534 through util-linux' `setpriv`, in folders of their own.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hframes.errors import SetupError

if sys.platform != "win32":
    import fcntl

NOBODY = 65534
PREFIX = "hframes-"
MARK = "in-use"
REMOVAL_PATIENCE = 5.0  # seconds
LOOK_AGAIN = 0.02


@dataclass(frozen=True)
class Scratch:
    """A private folder in memory for one browser.

    Attributes:
        folder: below /dev/shm where there is one; removed at the end.
        drops_to: the user id that owns it and that processes are started as; None for the caller's own.
    """

    folder: Path
    drops_to: int | None

    def subfolder(self, name: str) -> Path:
        """Makes a folder that the browser's user may write."""
        path = self.folder / name
        path.mkdir(mode=0o700)
        if self.drops_to is not None:
            os.chown(path, self.drops_to, self.drops_to)
        return path

    def command(self, *words: str) -> list[str]:
        """The command line that runs `words` as the browser's user, and that ends when hframes does."""
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            if self.drops_to is not None:
                raise SetupError(
                    "As root the browser is started as an unprivileged user, and `setpriv` is missing",
                    hint="Install util-linux, or run hframes as an ordinary user",
                )
            return list(words)
        drop: list[str] = []
        if self.drops_to is not None:
            drop = [f"--reuid={self.drops_to}", f"--regid={self.drops_to}", "--clear-groups"]
        return [setpriv, *drop, "--pdeathsig=KILL", "--", *words]

    def executable(self, name: str, *words: str, before: Sequence[str] = ()) -> Path:
        """An executable file that runs `words` plus its own arguments as the browser's user.

        Args:
            before: words in front of that command line, run as the caller's own user.
        """
        quoted = " ".join("'" + word.replace("'", "'\\''") + "'" for word in [*before, *self.command(*words)])
        path = self.folder / name
        path.write_text(f'#!/bin/sh\nexec {quoted} "$@"\n')
        path.chmod(0o755)
        return path


@contextmanager
def scratch() -> Iterator[Scratch]:
    """A `Scratch` for the length of a with block."""
    memory = Path("/dev/shm")
    parent = memory if memory.is_dir() and os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    _sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    mark = _mark(folder)
    drops_to = NOBODY if sys.platform == "linux" and os.geteuid() == 0 else None
    folder.chmod(0o755 if drops_to is not None else 0o700)
    try:
        yield Scratch(folder, drops_to)
    finally:
        _remove(folder)
        os.close(mark)


def _remove(folder: Path) -> None:
    """Removes it with what a dying browser may still be writing there.

    A browser whose driver was killed ends by itself, and its network process writes its state at the very last, making
    every folder on the way anew: after everything was removed, if nobody waited for it.
    """
    deadline = time.monotonic() + REMOVAL_PATIENCE
    while time.monotonic() < deadline and _is_lived_in(folder):
        time.sleep(LOOK_AGAIN)
    while True:
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists() or time.monotonic() > deadline:
            return
        time.sleep(LOOK_AGAIN)


def _is_lived_in(folder: Path) -> bool:
    """Whether there is a process that was told to keep its files there; always False where there is no /proc."""
    told = b"=" + os.fsencode(folder) + b"/"
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):  # another user's, or it has just ended
            if told in environment.read_bytes():
                return True
    return False


def _mark(folder: Path) -> int:
    """Locks a file in the folder for as long as this process lives, however it ends."""
    mark = os.open(folder / MARK, os.O_CREAT | os.O_RDWR, 0o600)
    if sys.platform != "win32":
        fcntl.flock(mark, fcntl.LOCK_EX)
    return mark


def _sweep(parent: Path) -> None:
    """Removes what a killed hframes of this user left behind: memory that nobody else would free."""
    if sys.platform == "win32":
        return
    for mark in parent.glob(f"{PREFIX}*/{MARK}"):
        try:
            handle = os.open(mark, os.O_RDWR | os.O_NOFOLLOW)
        except OSError:
            continue  # it is another user's, or just being removed
        try:
            if mark.stat().st_uid == os.geteuid():
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(mark.parent, ignore_errors=True)
        except OSError:
            continue  # it is in use
        finally:
            os.close(handle)
