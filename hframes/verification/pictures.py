"""The pictures of a difference, in a folder."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hframes.capture import Frame
from hframes.errors import OutputError, UsageError
from hframes.picture import write_png
from hframes.verification.compare import Mismatch

NAMES = ("first.png", "other.png", "difference.png")


def claim_folder(folder: Path, *, force: bool, names: Sequence[str] = NAMES) -> None:
    """Makes the folder, and takes the files of an earlier run away where `force` allows it.

    Args:
        names: of the files that are to be written.

    Raises:
        UsageError: files of that name are there already.
        OutputError: the folder can't be written.
    """
    there = [name for name in names if (folder / name).exists()]
    if there and not force:
        raise UsageError(f"{folder / there[0]} exists already", where="--out", hint="Use --force to replace it")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in there:
            (folder / name).unlink()
    except OSError as error:
        raise OutputError(f"The folder can't be written: {error.strerror}", where=str(folder)) from error


def stretched(first: Frame, other: Frame) -> Frame:
    """Where two frames differ: black where they do not, and as bright as the largest difference allows, by colour."""
    apart = np.abs(first.astype(np.int16) - other)
    apart[:, :, 3] = 0
    bright: Frame = (apart * 255.0 / max(1, int(apart.max()))).round().astype(np.uint8)
    return bright


def write_pictures(mismatch: Mismatch, folder: Path) -> tuple[Path, ...]:
    """Writes the two frames and their difference; all three or none.

    Raises:
        OutputError: the folder can't be written.
    """
    if mismatch.first is None or mismatch.other is None:
        return ()
    pictures = (mismatch.first, mismatch.other, stretched(mismatch.first, mismatch.other))
    workshop = folder / f".{secrets.token_hex(4)}.part"
    try:
        workshop.mkdir()
        for name, picture in zip(NAMES, pictures, strict=True):
            write_png(np.ascontiguousarray(picture), workshop / name)
        for name in NAMES:
            (workshop / name).replace(folder / name)
    except OSError as error:
        raise OutputError(f"The pictures can't be written: {error.strerror}", where=str(folder)) from error
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return tuple(folder / name for name in NAMES)
