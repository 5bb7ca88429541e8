"""The folder beside an output in which it is made. Nobody else works in it; an unfinished one can be taken up again."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hframes.errors import UsageError

if sys.platform != "win32":
    import fcntl

SUFFIX = ".part"
_LOCK = "in-use"
_NAME = "output"  # the file that says which output a workshop belongs to
_LONGEST = 40  # characters of the output's name


@dataclass(frozen=True)
class Workshop:
    """A folder that is locked for as long as this process lives, however it ends.

    Attributes:
        lock: an open file.
    """

    folder: Path
    lock: int

    def remove(self) -> None:
        """With everything in it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def clear_unfinished(self) -> None:
        """Removes what is of no use to a later run; the whole folder where nothing else is in it."""
        kept = 0
        for entry in self.folder.iterdir():
            if entry.suffix == SUFFIX or entry.suffix == ".mp4":
                with contextlib.suppress(OSError):
                    entry.unlink()
            elif entry.name not in (_LOCK, _NAME):
                kept += 1
        if kept == 0:
            self.remove()

    def unlock(self) -> None:
        os.close(self.lock)


def open_workshop(target: Path, key: str | None) -> Workshop:
    """Makes the folder, or takes up the one of an earlier run with the same key; sweeps those of other keys.

    Raises:
        UsageError: another process works in it.
        OSError: it can't be made, or what is there under its name is no folder of ours.
    """
    stem = target.stem[:_LONGEST]
    folder = target.parent / f".{stem}.{key or secrets.token_hex(4)}{SUFFIX}"
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    told = folder.lstat()
    if folder.is_symlink() or not folder.is_dir() or (hasattr(os, "geteuid") and told.st_uid != os.geteuid()):
        raise FileExistsError(0, "something else has the name of our working folder", str(folder))
    workshop = _locked(folder)
    if workshop is None:
        raise UsageError(
            f"Another run is making {target} just now", where="--output", hint="Wait for it, or name another file"
        )
    (folder / _NAME).write_text(target.name, encoding="utf-8")
    for other in _abandoned(target.parent, folder, stem, target.name):
        other.remove()
        other.unlock()
    return workshop


def kept_segments(target: Path) -> int:
    """How many finished segments of an output wait for the same command."""
    prefix = f".{target.stem[:_LONGEST]}."
    folders = (folder for folder in target.parent.glob(f".*{SUFFIX}") if folder.name.startswith(prefix))
    return sum(1 for folder in folders if _belongs(folder, target.name) for _ in folder.glob("segment-*.json"))


def _belongs(folder: Path, name: str) -> bool:
    try:
        return not folder.is_symlink() and (folder / _NAME).read_text(encoding="utf-8") == name
    except (OSError, UnicodeDecodeError):
        return False


def _locked(folder: Path) -> Workshop | None:
    """None where somebody else has it."""
    lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600)
    if sys.platform != "win32":
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
    return Workshop(folder, lock)


def _abandoned(parent: Path, ours: Path, stem: str, name: str) -> Iterator[Workshop]:
    """What other runs for the same output left behind, and will not take up: they were asked for something else."""
    for folder in parent.glob(f".*{SUFFIX}"):
        if folder != ours and folder.name.startswith(f".{stem}.") and _belongs(folder, name):
            with contextlib.suppress(OSError):
                workshop = _locked(folder)
                if workshop is not None:
                    yield workshop
