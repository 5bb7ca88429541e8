"""The report and the contact sheet: whole, of bounded size, and asking for nothing."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from hframes import diff
from hframes.errors import UsageError
from hframes.settings import RenderSettings
from tests.conftest import Filming
from tests.differing.helpers import manifest, plain, spotted, video

EVIL = "</script><img src=x onerror=alert(1)>&amp;"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What was found of two videos of which three frames differ."""
    a = video(tmp_path / "a.mkv", [plain()] * 5)
    b = video(
        tmp_path / "b<i>.mkv", [plain(), spotted(8, 4, 16, 8), spotted(9, 4, 16, 8), plain(), spotted(0, 0, 2, 2)]
    )
    diff(a, b, out=tmp_path / "out", shown=2)
    return tmp_path / "out"


def data_of(page: str) -> Any:
    found = re.search(r'id="found">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_the_report_holds_its_pictures_and_no_address(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    without_data = re.sub(r"data:image/png;base64,[A-Za-z0-9+/=]+", "", page)
    assert not re.search(r"https?:|//[a-z]+\.|url\(|<link|src=\"(?!\")|@import|fetch|XMLHttp", without_data)
    data = data_of(page)
    assert [one["frame"] for one in data["shown"]] == [1, 4]
    for name in ("a", "b", "heat"):
        address = data["shown"][0][name]
        picture = Image.open(BytesIO(b64decode(address.removeprefix("data:image/png;base64,"))))
        assert picture.size == (64, 36)
        assert picture.getpixel((10, 5)) == {"a": (100,) * 3, "b": (200,) * 3}.get(name, picture.getpixel((10, 5)))
    assert "2 of 3 frames" in " ".join(data["notes"])


def test_the_contact_sheet_has_a_row_for_each_frame_that_is_shown(folder: Path) -> None:
    with Image.open(folder / "sheet.png") as sheet:
        colours = {colour for _, colour in sheet.convert("RGB").getcolors(1 << 24) or ()}
        assert sheet.width > 3 * 400
        assert sheet.height > 2 * 200
    assert {(100, 100, 100), (200, 200, 200)} <= colours


def test_names_and_values_are_text_and_nothing_else(tmp_path: Path) -> None:
    then = manifest(tmp_path / "then.json", ("a",), params={EVIL: "x"})
    found = diff(then, manifest(tmp_path / "now.json", ("b",), params={EVIL: EVIL}), out=tmp_path / "out")
    assert found.page is not None
    assert found.sheet is None
    page = found.page.read_text(encoding="utf-8")
    assert EVIL not in page
    assert "<img" not in page
    assert data_of(page)["changes"] == [[f"params: {EVIL}", "x", EVIL]]


def test_the_same_findings_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    before = [(folder / name).read_bytes() for name in ("report.html", "sheet.png")]
    diff(tmp_path / "a.mkv", tmp_path / "b<i>.mkv", RenderSettings(force=True), out=folder, shown=2)
    assert [(folder / name).read_bytes() for name in ("report.html", "sheet.png")] == before


def test_an_existing_report_is_kept_without_force(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--force"):
        diff(tmp_path / "a.mkv", tmp_path / "a.mkv", out=folder)
    assert sorted(path.name for path in folder.iterdir()) == ["report.html", "sheet.png"]


def test_the_report_works(film: Callable[..., Filming], folder: Path) -> None:
    """As a page in a browser: every view, by a click and by the keyboard."""
    page = film(folder / "report.html")
    page.step(0)
    assert page.ask("document.querySelector('h1').textContent") == "differs: 3 of 5 frames"
    assert page.ask("[...document.querySelectorAll('dd')].map((one) => one.firstChild.data.split('/').at(-1))") == [
        "a.mkv",
        "b<i>.mkv",
    ]
    assert page.ask("document.querySelectorAll('.stage.pair img').length") == 2
    press = "(name) => [...document.querySelectorAll('button')].find((one) => one.textContent === name).click()"
    page.ask(f"({press})('Slider')")
    page.ask("const range = document.querySelector('input'); range.value = 25; range.dispatchEvent(new Event('input'))")
    assert page.ask("document.querySelector('.over img + img').style.clipPath") == "inset(0px 0px 0px 25%)"
    page.ask(f"({press})('Heat map')")
    assert page.ask("document.querySelector('.box').style.left") == "12.5%"
    page.ask("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight'}))")
    assert page.ask("document.querySelector('.told').textContent").startswith("Frame 4, 0:00.400: 4 pixels")
    assert page.ask("document.documentElement.scrollWidth <= innerWidth")
