"""The output file: claimed before anything is rendered, complete under its name or not there at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hframes.errors import OutputError, UsageError
from hframes.workshop import open_workshop


@dataclass(frozen=True)
class ClaimedOutput:
    """A place to work in, beside the output and on its file system.

    Attributes:
        target: the output's name.
        workshop: a folder of our own, gone at the end unless the work is to go on later.
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
def claim_output(
    target: Path,
    suffix: str,
    *,
    force: bool,
    key: str | None = None,
    goes_on: Callable[[BaseException], bool] = lambda _error: False,
) -> Iterator[ClaimedOutput]:
    """Checks that `target` may be written, and opens the workshop beside it.

    Args:
        suffix: what the name has to end with, such as ".mp4".
        force: whether an existing file may be replaced.
        key: letters and digits that tell this work from any other; with it the workshop is the one that an earlier run
            of the same work may have left.
        goes_on: whether work with a key that is ended by an error may go on later; then what is finished in the
            workshop stays, and all that is unfinished (`*.part`) goes.

    Raises:
        UsageError: it exists, is a folder, has another suffix, or is being made by somebody else.
        OutputError: its folder can't be made or written.
    """
    if target.suffix.lower() != suffix:
        raise UsageError(
            f"{target.name or target} is not the name of a {suffix} file",
            where="--output",
            hint=f"Write it like {target.stem or 'video'}{suffix}",
        )
    made: list[Path] = []
    try:
        if target.is_dir():
            raise UsageError(f"{target} is a folder", where="--output", hint=f"Name a file in it, like video{suffix}")
        _refuse_existing(target, force)
        made = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        workshop = open_workshop(target, key)
    except OSError as error:
        _remove_empty(made)
        raise OutputError(f"The output can't be written: {error.strerror}", where=str(target)) from error
    try:
        yield ClaimedOutput(target, workshop.folder, force)
    except BaseException as error:
        if key is not None and goes_on(error):
            workshop.clear_unfinished()
        else:
            workshop.remove()
        raise
    else:
        workshop.remove()
    finally:
        workshop.unlock()
        _remove_empty(made)


def _remove_empty(folders: list[Path]) -> None:
    """Removes folders that we made, the inner ones first, as far as nothing is in them."""
    with contextlib.suppress(OSError):
        for folder in folders:
            folder.rmdir()


def _refuse_existing(target: Path, force: bool) -> None:
    if not force and os.path.lexists(target):
        raise UsageError(f"{target} exists already", where="--output", hint="Use --force to replace it")
