"""Every composition that ships: both ways of capturing, the same bytes twice, any frame by itself."""

from __future__ import annotations

import hashlib
import json
import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import xxhash
from PIL import Image

from hframes import CaptureBackend, RenderSettings, open_composition, render, still
from hframes.plan import draw_up

FOLDER = Path(__file__).parents[2] / "compositions"
PAGES = sorted(
    next((page for page in (folder / "index.html", *sorted(folder.glob("*.svg"))) if page.exists()), folder)
    for folder in FOLDER.iterdir()
    if folder.is_dir()
)
every_composition = pytest.mark.parametrize("page", PAGES, ids=[page.parent.name for page in PAGES])


def test_there_are_at_least_eight() -> None:
    assert len(PAGES) >= 8


@every_composition
def test_a_composition_says_its_size_rate_and_length_in_its_header(page: Path) -> None:
    header = open_composition(page).header
    assert None not in (header.width, header.height, header.fps, header.duration)


def _made(page: Path, folder: Path, settings: RenderSettings) -> tuple[str, list[str], dict[str, object]]:
    """SHA-256 of the file, hash of each frame, the manifest."""
    folder.mkdir(exist_ok=True)
    output, manifest = folder / "video.mp4", folder / "manifest.json"
    result = render(page, output, settings, manifest=manifest)
    told = json.loads(manifest.read_text())
    assert result.report.faults == ()
    assert result.frames == len(told["frames"])
    return hashlib.sha256(output.read_bytes()).hexdigest(), told["frames"], told


@pytest.mark.slow
@every_composition
def test_two_renders_from_the_display_are_one_and_any_still_is_its_frame(page: Path, tmp_path: Path) -> None:
    settings = RenderSettings(capture=CaptureBackend.DISPLAY)
    first = _made(page, tmp_path / "first", settings)
    assert first == _made(page, tmp_path / "second", settings)
    frames = first[1]
    rate = draw_up(open_composition(page), settings).rate
    for k in random.Random(page.parent.name).sample(range(len(frames)), 20):
        png = tmp_path / f"{k}.png"
        # Any time from the frame's own up to the next one's.
        at = Fraction(k) / rate + Fraction(1, 3) / rate
        assert still(page, f"{at.numerator}/{at.denominator}", png, settings) == k
        with Image.open(png) as image:
            pixels = np.asarray(image.convert("RGBX"))[:, :, [2, 1, 0, 3]].copy()
        assert _hash_as_filmed(pixels) == frames[k], f"frame {k}"


def _hash_as_filmed(pixels: np.ndarray) -> str:
    pixels[:, :, 3] = 255
    return xxhash.xxh3_128_hexdigest(pixels.data)


@pytest.mark.slow
@every_composition
def test_two_renders_by_screenshots_are_one(page: Path, tmp_path: Path) -> None:
    settings = RenderSettings(capture=CaptureBackend.SCREENSHOT)
    assert _made(page, tmp_path / "first", settings) == _made(page, tmp_path / "second", settings)
