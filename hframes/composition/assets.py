"""What files a composition is made of, by content."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from hframes.errors import CompositionError


def file_hashes(root: Path) -> dict[str, str]:
    """SHA-256 (64 hex digits) of every regular file under a folder, by POSIX path relative to it, sorted by path.

    Files are read in pieces, so memory does not grow with their size. Left out: folders whose name begins with a dot,
    links that lead out of the folder, links to folders (their files are listed under their own names), sockets and
    pipes, files that vanish meanwhile.

    Raises:
        CompositionError: a file or folder cannot be read.
    """
    root = root.resolve()
    hashes: dict[str, str] = {}
    for path in _files(root):
        digest = _digest(path)
        if digest is not None:
            hashes[_name(path.relative_to(root))] = digest
    return dict(sorted(hashes.items()))


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root, onerror=_unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(folder, name)
            if _belongs(path, root):
                yield path


def _belongs(path: Path, root: Path) -> bool:
    try:
        return path.is_file() and (not path.is_symlink() or path.resolve().is_relative_to(root))
    except OSError as error:
        _unreadable(error)
        return False


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        _unreadable(error)
        return None


def _unreadable(error: OSError) -> None:
    if isinstance(error, FileNotFoundError):
        return
    raise CompositionError(
        f"a file of the composition cannot be read: {error.strerror}",
        where=str(error.filename),
        hint="Make it readable or move it out of the composition's folder",
    ) from None


def _name(path: Path) -> str:
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")
