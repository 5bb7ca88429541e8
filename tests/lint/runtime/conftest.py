"""Running pages for the linter in the browser of all tests."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from hframes.composition import open_composition
from hframes.lint.finding import Finding
from hframes.lint.options import LintOptions
from hframes.lint.run import lint_path
from hframes.lint.runtime.visit import visit
from hframes.plan import draw_up
from hframes.settings import CaptureBackend, RenderSettings
from tests.conftest import Browser

Run = Callable[..., list[Finding]]


@pytest.fixture
def run(headless: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a page of 320 by 180 pixels with files beside it, and lints it; more arguments are `LintOptions`."""
    monkeypatch.chdir(tmp_path)

    def found(
        page: str, files: dict[str, str | bytes] | None = None, seconds: str | None = "0.2", **options: object
    ) -> list[Finding]:
        for name, content in {"index.html": page, **(files or {})}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        settings = RenderSettings(
            width=320,
            height=180,
            duration=seconds,
            capture=CaptureBackend.SCREENSHOT,
            best_effort=True,
            frame_timeout=3,
        )
        seen = headless.run(visit(headless.house, draw_up(open_composition(tmp_path), settings)))
        return lint_path(tmp_path, LintOptions.model_validate(options), seen)

    return found


@pytest.fixture(scope="session")
def inter() -> bytes:
    """A font that `hframes setup` installs."""
    listing = shutil.which("fc-list")
    assert listing is not None
    found = subprocess.run(
        [listing, ":postscriptname=Inter-Regular", "file"], capture_output=True, text=True, check=True
    )
    files = sorted(Path(line.rstrip(": ")) for line in found.stdout.splitlines())
    return files[0].read_bytes()
