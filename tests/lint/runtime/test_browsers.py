"""Several pages in as few browsers as will do."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hframes.cli.app import app
from hframes.lint.runtime import browsers
from hframes.lint.runtime.browsers import visit_all
from hframes.lint.runtime.texts import TextWatch
from hframes.settings import RenderSettings

HEAD = '<!doctype html><script id=hframes type=application/json>{"duration": 0.2, "width": 200, "height": %d}</script>'


@pytest.mark.slow
def test_pages_share_a_browser_until_one_spoils_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {
        "large.html": HEAD % 400 + "<script>\nnavigator.platform</script>",
        "hangs.html": HEAD % 100 + "<script>\nfunction spin() { while (true); }\nsetTimeout(spin, 50)</script>",
        "crashes.html": HEAD % 100 + "<p>x</p>",
        "wrong.html": "<!doctype html><script id=hframes type=application/json>{</script>",
        "small.html": HEAD % 100 + "<script>Math.random()</script>",
    }
    for name, text in pages.items():
        (tmp_path / name).write_text(text)
    started: list[int] = []
    opened = browsers.open_house

    def counting(blueprint, *, paced=False):  # type: ignore[no-untyped-def]
        started.append(blueprint.layout.height)
        return opened(blueprint, paced=paced)

    looking = TextWatch.look

    async def look(watch: TextWatch) -> None:
        if watch._places._entry == "crashes.html":
            await watch._session.send("Page.crash")  # is never answered, as nothing then is
        await looking(watch)

    monkeypatch.setattr(TextWatch, "look", look)
    monkeypatch.setattr(browsers, "open_house", counting)
    visits = asyncio.run(visit_all([tmp_path / name for name in pages], RenderSettings(frame_timeout=3)))
    assert started == [400, 100, 100]
    assert [touch["name"] for touch in visits[0].touches] == ["Navigator.platform"]
    assert "spin at hangs.html:2:" in str(visits[1].end)
    assert [touch["name"] for touch in visits[1].touches] == ["setTimeout"]
    assert "crashed" in str(visits[2].end)
    assert "header" in str(visits[3].end)
    assert visits[4].end is None
    assert [touch["name"] for touch in visits[4].touches] == ["Math.random"]


def test_the_command_runs_pages_and_tells_what_they_share_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text(HEAD % 100 + "<script src=shared.js></script>")
    (tmp_path / "shared.js").write_text("const u = (x) => x;\nnavigator[u('platform')];")
    result = CliRunner().invoke(app, ["lint", "a.html", "b.html", "--runtime", "--format", "json"])
    assert result.exit_code == 1
    assert [
        (one["code"], one["file"], one["line"], one["column"], one["count"]) for one in json.loads(result.stdout)
    ] == [("HF305", "shared.js", 2, 10, 1)]
    assert CliRunner().invoke(app, ["lint", "a.html", "--runtime", "--ignore", "HF305"]).exit_code == 0
    assert CliRunner().invoke(app, ["lint", "none.html", "--runtime"]).exit_code == 2


@pytest.mark.slow
def test_the_compositions_of_the_repository_are_clean() -> None:
    folders = sorted(path for path in (Path(__file__).parents[3] / "compositions").iterdir() if path.is_dir())
    pages = [page for folder in folders for page in (*folder.glob("index.html"), *folder.glob("*.svg"))]
    assert len(pages) == len(folders)
    result = CliRunner().invoke(app, ["lint", *map(str, pages), "--runtime"])
    assert (result.exit_code, result.stdout) == (0, "No findings.\n")
