"""What is published is what renders: the wheel, in a fresh environment, away from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = """<!doctype html><script type="application/json" id="hframes">
{"width": 160, "height": 90, "fps": 30, "duration": 0.5}</script>
<style>body { animation: turn 1s } @keyframes turn { to { background: red } }</style>"""


@pytest.mark.slow
def test_the_wheel_renders_in_a_fresh_environment_elsewhere(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", wheels, ROOT], check=True)
    (wheel,) = wheels.glob("hframes-*.whl")
    home = tmp_path / "environment"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True)
    page = tmp_path / "page" / "index.html"
    page.parent.mkdir()
    page.write_text(PAGE)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    made = subprocess.run(
        [home / "bin" / "hframes", "render", page.parent, "-o", tmp_path / "out.mp4", "--json"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    result = json.loads(made.stdout)
    assert result["frames"] == 15
    assert (tmp_path / "out.mp4").stat().st_size == result["size"]
