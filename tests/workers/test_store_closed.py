"""A process that renders many videos keeps nothing open of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from hframes import render
from hframes.errors import PageError
from hframes.store import NoStore


class Watched(NoStore):
    closed = False

    def close(self) -> None:
        self.closed = True


def test_a_render_closes_the_store_however_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise PageError("it threw")

    store = Watched()
    monkeypatch.setattr("hframes.rendering.open_store", lambda _: store)
    monkeypatch.setattr("hframes.rendering.film_video", fail)
    (tmp_path / "page.html").write_text("<p>x")
    with pytest.raises(PageError):
        render(tmp_path / "page.html", tmp_path / "a.mp4")
    assert store.closed
