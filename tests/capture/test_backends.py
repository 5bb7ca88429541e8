"""Two ways to have the pixels: one picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from hframes import CaptureBackend, RenderSettings, frames

PAGE = """<!doctype html>
<script type="application/json" id="hframes">{"width": 320, "height": 180, "fps": 10, "duration": 1, "seed": 3}</script>
<style>
  body { margin: 0; background: linear-gradient(30deg, #123, #f80 60%, #fff); font: 24px 'Liberation Serif', serif }
  p { position: absolute; left: 20px; margin: 0; animation: move 1s linear; text-shadow: 0 3px 8px #0008 }
  @keyframes move { to { transform: translateX(90px) rotate(8deg); opacity: .4 } }
  div { position: absolute; left: 150px; top: 90px; width: 60px; height: 50px; border-radius: 14px; background: #08f;
        box-shadow: 0 8px 20px #000a; filter: saturate(1.5); animation: move 1s reverse }
</style>
<p>Exactly — 敏捷 🦊</p><div></div><canvas id="flat"></canvas><canvas id="deep" width="100" height="60"></canvas>
<script>
  const pen = flat.getContext('2d');
  const gl = deep.getContext('webgl', { preserveDrawingBuffer: true });
  requestAnimationFrame(function draw(time) {
    pen.fillStyle = `hsl(${time / 3} 80% 50%)`;
    pen.fillRect(Math.random() * 200, Math.random() * 100, 40, 20);
    gl.clearColor(time / 1000, 0.5, 1 - time / 1000, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    requestAnimationFrame(draw);
  });
</script>"""


def test_the_display_and_screenshots_give_the_same_pixels_in_every_frame(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    shown, asked = (
        list(frames(page, RenderSettings(capture=way))) for way in (CaptureBackend.DISPLAY, CaptureBackend.SCREENSHOT)
    )
    assert len(shown) == len(asked) == 10
    assert len({picture.tobytes() for picture in shown}) == 10, "the page moves in every frame"
    assert [int(np.abs(a.astype(int) - b).max()) for a, b in zip(shown, asked, strict=True)] == [0] * 10


def test_device_pixels_follow_the_scale_in_both_ways(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    for way in (CaptureBackend.DISPLAY, CaptureBackend.SCREENSHOT):
        settings = RenderSettings(capture=way, scale=2, duration="0.1")
        (picture,) = frames(page, settings)
        assert picture.shape == (360, 640, 3)
        assert picture.std() > 10
