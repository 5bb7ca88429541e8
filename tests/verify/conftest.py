"""Verifies pages in the one browser of all tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hframes import RenderSettings, Verification
from hframes.verification.run import verify_async
from tests.conftest import Browser

Verify = Callable[..., Verification]


@pytest.fixture
def verify(browser: Browser, tmp_path: Path) -> Verify:
    """Verifies a page given as HTML text; small and short, unless the settings say otherwise.

    Keyword arguments: `ways`, `files` (further names with their content), `out`, `disturbance`, and those of
    `RenderSettings`.
    """

    def verify_page(page: str, **given: Any) -> Verification:
        folder = tmp_path / "page"
        folder.mkdir(exist_ok=True)
        (folder / "index.html").write_text(page, encoding="utf-8")
        for name, content in given.pop("files", {}).items():
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        options = {name: given.pop(name) for name in ("ways", "out", "disturbance", "watcher") if name in given}
        settings = RenderSettings(**{"width": 160, "height": 90, "fps": 30, "duration": "0.2", **given})
        # Another host is reached by a browser of its own only.
        house = None if settings.allow_network else browser.house
        return browser.run(verify_async(folder, settings, house=house, **options))

    return verify_page
