"""Renders in a browser that runs already: the same bytes as in one of their own."""

from __future__ import annotations

import asyncio
from pathlib import Path

from hframes import RenderSettings, open_composition, render_async
from hframes.house import in_house, open_house
from hframes.plan import draw_up

PAGE = """<!doctype html>
<script type="application/json" id="hframes">{{"width": 160, "height": 90, "fps": 10, "duration": 2.5}}</script>
<style>html {{ animation: turn 2.5s linear }} @keyframes turn {{ from {{ background: {colour} }} }}</style>
<script>document.cookie = "seen=1"; document.title = Math.random()</script>"""


def test_pages_one_after_the_other_in_one_browser_give_the_bytes_that_each_gives_alone(tmp_path: Path) -> None:
    pages = []
    for name in ("red", "green"):
        (tmp_path / name).mkdir()
        pages.append(tmp_path / name / "index.html")
        pages[-1].write_text(PAGE.format(colour=name))
    settings = RenderSettings(force=True)

    async def both() -> list[tuple[bytes, bytes]]:
        shared = [tmp_path / "shared-0.mp4", tmp_path / "shared-1.mp4"]
        async with open_house(draw_up(open_composition(pages[0]), settings)) as house:
            for page, output in zip(pages, shared, strict=True):
                await render_async(page, output, settings, workers=1, opener=in_house(house))
        alone = [tmp_path / "alone-0.mp4", tmp_path / "alone-1.mp4"]
        for page, output in zip(pages, alone, strict=True):
            await render_async(page, output, settings, workers=1)
        return [(one.read_bytes(), other.read_bytes()) for one, other in zip(shared, alone, strict=True)]

    files = asyncio.run(both())
    assert [one == other for one, other in files] == [True, True]
    assert files[0][0] != files[1][0]
