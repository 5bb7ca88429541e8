"""The output file: claimed before anything is rendered, complete under its name or not there at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hframes.errors import OutputError, UsageError


@dataclass(frozen=True)
class ClaimedOutput:
    """A place to work in, beside the output and on its file system.

    Attributes:
        target: the output's name.
        workshop: a folder of our own, gone at the end.
        force: whether an existing file may be replaced.
    """

    target: Path
    workshop: Path
    force: bool

    def publish(self, file: Path) -> None:
        """Gives a complete file of the workshop the output's name, in one step.

        Raises:
            UsageError: a file of that name has come up since the claim.
            OutputError: the system refuses.
        """
        _refuse_existing(self.target, self.force)
        try:
            with file.open("rb") as written:
                os.fsync(written.fileno())
            file.replace(self.target)
        except OSError as error:
            raise OutputError(
                f"The finished file could not be put in place: {error.strerror}", where=str(self.target)
            ) from error


@contextmanager
def claim_output(target: Path, suffix: str, *, force: bool) -> Iterator[ClaimedOutput]:
    """Checks that `target` may be written, and opens the workshop beside it.

    Args:
        suffix: what the name has to end with, such as ".mp4".
        force: whether an existing file may be replaced.

    Raises:
        UsageError: it exists, is a folder, has another suffix.
        OutputError: its folder can't be made or written.
    """
    if target.suffix.lower() != suffix:
        raise UsageError(
            f"{target.name or target} is not the name of a {suffix} file",
            where="--output",
            hint=f"Write it like {target.stem or 'video'}{suffix}",
        )
    workshop = target.parent / f".{target.stem[:40]}.{secrets.token_hex(4)}.part"
    made: list[Path] = []
    try:
        if target.is_dir():
            raise UsageError(f"{target} is a folder", where="--output", hint=f"Name a file in it, like video{suffix}")
        _refuse_existing(target, force)
        made = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        workshop.mkdir()
    except OSError as error:
        _remove_empty(made)
        raise OutputError(f"The output can't be written: {error.strerror}", where=str(target)) from error
    try:
        yield ClaimedOutput(target, workshop, force)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
        _remove_empty(made)


def _remove_empty(folders: list[Path]) -> None:
    """Removes folders that we made, the inner ones first, as far as nothing is in them."""
    with contextlib.suppress(OSError):
        for folder in folders:
            folder.rmdir()


def _refuse_existing(target: Path, force: bool) -> None:
    if not force and os.path.lexists(target):
        raise UsageError(f"{target} exists already", where="--output", hint="Use --force to replace it")
