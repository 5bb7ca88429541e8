"""What a segment's bytes depend on besides the settings: the machine's programs and fonts, and the page's files."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import subprocess
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from hframes.plan import Blueprint

NOT_THERE = "-"  # in the place of a hash


class FileHashes:
    """SHA-256 of files in a composition's folder, each read once for as long as it does not change."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._known: dict[str, tuple[tuple[int, int, int], str]] = {}

    def of(self, names: Iterable[str]) -> dict[str, str]:
        """By POSIX path in the folder; `NOT_THERE` for a file that can't be read."""
        return {name: self._one(name) for name in sorted(names)}

    def _one(self, name: str) -> str:
        path = (self._root / name.lstrip("/")).resolve()
        if not path.is_relative_to(self._root) or not path.is_file():
            return NOT_THERE
        try:
            told = path.stat()
            stamp = (told.st_ino, told.st_size, told.st_mtime_ns)
            if name not in self._known or self._known[name][0] != stamp:
                self._known[name] = (stamp, digest_of(path))
        except OSError:
            return NOT_THERE
        return self._known[name][1]


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def render_key(blueprint: Blueprint, output: Path, *, wants_fonts: bool) -> str | None:
    """What tells two renders apart before anything has run: 16 hexadecimal digits; None where that can't be told.

    A page that reaches the network may be another one at the next run.
    """
    settings = blueprint.settings
    if settings.allow_network:
        return None
    told = (
        settings.model_dump_json(exclude={"force", "frame_timeout", "params"}),
        sorted(blueprint.params.items()),
        blueprint.composition.root.resolve(),
        blueprint.composition.entry,
        str(blueprint.duration),
        (blueprint.layout, blueprint.video, blueprint.first, blueprint.end, blueprint.epoch, blueprint.seed),
        output.name,
        wants_fonts,
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def machine_digest(chromium: str, ffmpeg: str, flags: Iterable[str], fonts: list[tuple[str, int, int]]) -> str:
    """Of the versions of all programs, of the browser's flags, and of the fonts: see `installed_fonts`."""
    told = (version("hframes"), chromium, ffmpeg, sorted(flags), fonts)
    return hashlib.sha256(repr(told).encode()).hexdigest()


def installed_fonts() -> list[tuple[str, int, int]]:
    """The system's: files with their sizes and times; empty where fontconfig can't be asked."""
    listing = shutil.which("fc-list")
    if listing is None:
        return []
    answer = subprocess.run([listing, "--format", "%{file}\n"], capture_output=True, text=True, check=False)
    found = []
    for name in set(answer.stdout.splitlines()):
        with contextlib.suppress(OSError):
            told = Path(name).stat()
            found.append((name, told.st_size, told.st_mtime_ns))
    return sorted(found)
