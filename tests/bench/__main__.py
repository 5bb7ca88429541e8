"""`make bench`: what a frame costs, next to what it can't cost less than, both measured in this run.

    python -m tests.bench [--quality standard] [PAGE[:SECONDS] ...]

The bound is the same frames stepped and painted without being captured, plus the same raw frames piped into the same
ffmpeg. A render may come out below it where frames repeat: a repeated frame is neither piped nor converted again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from hframes.settings import Quality
from tests.bench.processes import ROLES, Usage, measure

PAGES = Path(__file__).parent / "pages"
DEFAULT = [f"{PAGES / name}:10" for name in ("titles.html", "slide.html", "particles.html")]
RATE = 30


def _row(name: str, usage: Usage, frames: int) -> str:
    shares = "".join(f"{1000 * usage.cpu.get(role, 0) / frames:>11.1f}" for role in ROLES[:-1])
    total = 1000 * usage.total / frames
    rest = f"{frames / usage.wall:>9.1f}{usage.wall:>8.2f}{usage.peak:>8.0f}{usage.others:>8.2f}"
    return f"  {name:<22}{total:>8.1f}{shares}{rest}"


def bench(page: Path, seconds: float, quality: Quality) -> float:
    """Prints one page's table; returns the ratio of the render to the bound."""
    frames = round(seconds * RATE)
    shared = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=shared) as folder:
        raw, video = Path(folder, "frames.raw"), Path(folder, "video.mp4")
        bound = [sys.executable, "-m", "tests.bench.bound"]
        render = [sys.executable, "-m", "hframes", "render", str(page), "-o", str(video), "--duration", str(seconds)]
        runs = {
            "render": measure([*render, "--quality", quality, "--quiet"]),
            "bound: step and paint": measure([*bound, "paint", str(page), str(seconds)]),
        }
        made = measure([*bound, "keep", str(page), str(seconds), str(raw)])
        runs["bound: encode"] = measure([*bound, "encode", str(raw), str(Path(folder, "piece")), quality])
        size = video.stat().st_size / 1e6
    for name, usage in [*runs.items(), ("frames for it", made)]:
        if usage.code != 0:
            sys.exit(f"{page.name}: {name} ended with exit code {usage.code}")
    heads = "".join(f"{role:>11}" for role in ROLES[:-1])
    print(f"\n{page.name}: {frames} frames of 1920×1080, quality {quality}, {size:.2f} MB; CPU ms per frame")
    print(f"  {'':<22}{'total':>8}{heads}{'fps':>9}{'wall s':>8}{'MB':>8}{'others':>8}")
    for name, usage in runs.items():
        print(_row(name, usage, frames))
    ratio = runs["render"].total / (runs["bound: step and paint"].total + runs["bound: encode"].total)
    print(f"  render / bound: {ratio:.2f}")
    return ratio


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.split("\n\n")[0])
    parser.add_argument("pages", nargs="*", default=DEFAULT, metavar="PAGE[:SECONDS]")
    parser.add_argument("--quality", type=Quality, default=Quality.STANDARD)
    asked = parser.parse_args()
    for page in asked.pages:
        path, _, seconds = page.partition(":")
        bench(Path(path), float(seconds or 10), asked.quality)


if __name__ == "__main__":
    main()
