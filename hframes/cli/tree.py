"""Some of a folder's files, as seedir draws them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

MOST_SHOWN = 40


def tree(root: Path, files: Iterable[str]) -> str:
    """A picture in text of files, which are POSIX paths in `root`, with the folders that they lie in."""
    import seedir

    part_of = set(files)
    folders = {str(parent) for file in part_of for parent in Path(file).parents}

    def belongs(path: str) -> bool:
        inside = Path(path).relative_to(root).as_posix()
        return inside in part_of or inside in folders

    return str(seedir.seedir(root, printout=False, mask=belongs, itemlimit=MOST_SHOWN, sort=True))
