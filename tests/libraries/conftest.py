"""Films a page that plays a library by itself, and one where the library is sought, frame by frame."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from hframes.capture import Frame
from tests.libraries.install import install

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The libraries come over the network, half a gigabyte of them."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def libraries() -> Path:
    """A `node_modules` with every library in it."""
    return install()


@pytest.fixture(scope="session")
def bundle(libraries: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., bytes]:
    """Puts a module and all that it imports from the libraries into one script."""

    def make(source: str, *options: str) -> bytes:
        entry = tmp_path_factory.mktemp("bundle") / "entry.jsx"
        entry.write_text(source, encoding="utf-8")
        (entry.parent / "node_modules").symlink_to(libraries, target_is_directory=True)
        esbuild = libraries / ".bin" / "esbuild"
        command = [esbuild, entry, "--bundle", "--preserve-symlinks", "--log-level=error", "--jsx=automatic", *options]
        define = '--define:process.env.NODE_ENV="production"'
        return subprocess.run([*command, define], check=True, capture_output=True).stdout

    return make


class Projector:
    """Has the pictures of a page's first frames.

    Args:
        film: opens a page.
        libraries: the `node_modules`.
    """

    def __init__(self, film: Callable[..., object], libraries: Path) -> None:
        self._film = film
        self._libraries = libraries

    def show(
        self, html: str, *scripts: str, frames: int = 20, fps: int = 30, files: dict[str, bytes] | None = None
    ) -> list[Frame]:
        """The frames 0 to `frames` - 1 of a page of 320 by 180 pixels.

        Args:
            html: the page, after its scripts.
            scripts: files of the libraries, each loaded by a script element before `html`.
            files: further files that the page may ask for, by name.
        """
        names = {f"library{place}.js": (self._libraries / path).read_bytes() for place, path in enumerate(scripts)}
        head = "".join(f'<script src="{name}"></script>' for name in names)
        page = self._film(
            f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><body>{head}{html}",
            files={**names, **(files or {})},
            rate=Fraction(fps),
            duration=Fraction(frames, fps),
            strict=True,
        )
        pictures = []
        for frame in range(frames):
            page.step(frame)
            pictures.append(page.pixels())
        page.finish()
        return pictures


STYLE = "body { margin: 0; background: #fff; overflow: hidden } canvas { display: block }"

# Runs `seek(seconds)` in every frame, with the frame's time.
SOUGHT = """<script>
  requestAnimationFrame(function next() { seek(hframes.time); requestAnimationFrame(next) });
</script>"""


@pytest.fixture
def projector(film: Callable[..., object], libraries: Path) -> Projector:
    return Projector(film, libraries)


def unlike(these: list[Frame], those: list[Frame]) -> list[tuple[int, int]]:
    """The frames that differ, each with the largest difference in levels."""
    assert len(these) == len(those)
    pairs = enumerate(zip(these, those, strict=True))
    return [
        (frame, int(np.abs(one.astype(np.int16) - other).max()))
        for frame, (one, other) in pairs
        if not np.array_equal(one, other)
    ]


def moves(pictures: list[Frame]) -> bool:
    """Whether every frame differs from the one before it, and the last is not blank."""
    last = pictures[-1].reshape(-1, 4)
    return bool((last != last[0]).any()) and all(not np.array_equal(one, other) for one, other in pairwise(pictures))
