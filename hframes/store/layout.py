"""Where things lie in a store's folder, and whether that folder may be used at all.

- `store.json`: the version of the format
- `segments/ab/ab12….segment`: a record (`record`) with the frames' hashes, the encoding and the segment's bytes
- `plans/cd/cd34….plan`: a record with what a plan came to
- `index-1/`: the index (`index`)
- `parts/`: what is being written
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hframes.errors import StoreError
from hframes.store.keys import KEY
from hframes.store.record import FORMAT, new_part, remove

_VERSION = "store.json"
_OURS = ("segments", "plans", "parts", _VERSION)
_STALE_SECONDS = 3600.0  # a part is written in seconds


@dataclass(frozen=True)
class Layout:
    """A store's folder."""

    folder: Path

    @property
    def parts(self) -> Path:
        return self.folder / "parts"

    def segment(self, key: str) -> Path:
        return self.folder / "segments" / key[:2] / f"{key}.segment"

    def plan(self, key: str) -> Path:
        return self.folder / "plans" / key[:2] / f"{key}.plan"

    def segments(self) -> list[tuple[str, Path]]:
        """Key and file of every segment, the one used last at the end."""
        return _records(self.folder / "segments", ".segment")

    def plans(self) -> list[tuple[str, Path]]:
        """Key and file of every plan."""
        return _records(self.folder / "plans", ".plan")

    def prepare(self) -> None:
        """Makes what is missing, for nobody else to read, and checks that the folder is ours and of this version.

        Raises:
            StoreError: it is somebody else's, of a newer hframes, or can't be written.
            OSError: the system refuses.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        told = self.folder.stat()
        if hasattr(os, "geteuid") and told.st_uid != os.geteuid():
            raise StoreError(
                "The store of segments belongs to another user",
                where=str(self.folder),
                hint="Set HFRAMES_CACHE to a folder of your own",
            )
        if stat.S_IMODE(told.st_mode) & 0o077:
            self.folder.chmod(0o700)
        if not os.access(self.folder, os.W_OK | os.X_OK):
            raise StoreError(
                "The store of segments can't be written",
                where=str(self.folder),
                hint="Set HFRAMES_CACHE to a folder that you can write",
            )
        for name in ("segments", "plans", "parts"):
            self._make(self.folder / name)
        self._check_version()

    def new_part(self) -> Path:
        return new_part(self.parts)

    def place(self, part: Path, target: Path) -> None:
        """Gives a complete record its name, in one step. Doing it again does nothing.

        Raises:
            OSError: the system refuses.
        """
        if not part.exists() and target.exists():
            return
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.replace(target)

    def sweep(self) -> None:
        """Removes what killed processes left half-written."""
        with contextlib.suppress(OSError):
            for place in (*self.parts.iterdir(), *self.folder.glob("*.part")):
                if time.time() - place.lstat().st_mtime > _STALE_SECONDS:
                    remove_tree(place)

    def clear(self) -> None:
        """Removes everything of ours, of whatever version, and the folder where nothing else is in it.

        Raises:
            OSError: something can't be removed.
        """
        with contextlib.suppress(FileNotFoundError):
            for place in list(self.folder.iterdir()):
                if place.name in _OURS or place.name.startswith("index-") or place.suffix == ".part":
                    remove_tree(place)
            if not any(self.folder.iterdir()):
                self.folder.rmdir()

    def _make(self, folder: Path) -> None:
        """A folder of ours; what else is there under its name, such as a link to elsewhere, goes."""
        with contextlib.suppress(FileNotFoundError):
            if not stat.S_ISDIR(folder.lstat().st_mode):
                remove(folder)
        folder.mkdir(mode=0o700, exist_ok=True)

    def _check_version(self) -> None:
        place = self.folder / _VERSION
        try:
            if not stat.S_ISREG(place.lstat().st_mode):
                remove(place)
            with place.open("rb") as file:
                told = json.loads(file.read(4096))
            version = told["format"]
        except FileNotFoundError:
            part = self.new_part()
            part.write_text(json.dumps({"format": FORMAT}) + "\n", encoding="utf-8")
            part.replace(place)
            return
        except (ValueError, TypeError, KeyError, RecursionError):
            version = None
        if version != FORMAT:
            newer = isinstance(version, int) and version > FORMAT
            raise StoreError(
                "The store of segments was made by a newer hframes"
                if newer
                else "The store of segments does not say what it is",
                where=str(self.folder),
                hint=("Update hframes, set" if newer else "Set")
                + " HFRAMES_CACHE to another folder, or run `hframes cache clear`",
            )


def remove_tree(place: Path) -> None:
    """Removes whatever is there; of a link only the link.

    Raises:
        OSError: it can't be removed.
    """
    with contextlib.suppress(FileNotFoundError):
        if stat.S_ISDIR(place.lstat().st_mode):
            shutil.rmtree(place)
        else:
            place.unlink()


def _records(folder: Path, suffix: str) -> list[tuple[str, Path]]:
    found = []
    for place in _files(folder):
        key = place.name.removesuffix(suffix)
        if place.name.endswith(suffix) and KEY.fullmatch(key) and place.parent.name == key[:2]:
            with contextlib.suppress(OSError):
                found.append((place.lstat().st_mtime, key, place))
    return [(key, place) for _, key, place in sorted(found)]


def _files(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError), os.scandir(folder) as shelves:
        for shelf in shelves:
            if shelf.is_dir(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    yield from Path(shelf.path).iterdir()
