"""The measured front of encoder settings: cost, size and likeness, over pages. docs/quality.md holds its output.

    python -m tests.bench.quality_front [--from 1] [--seconds 2] [--again 2] [--only NAME] [--plain] [PAGE ...]

Every page is filmed once, without loss; then every setting encodes those frames with the product's own encoder, as one
segment. Cost is the CPU time of ffmpeg and of the thread that feeds it, start-up of ffmpeg, conversion and pipe
included, the lowest of `--again` runs. SSIM (all planes, in dB) and VMAF compare with the same frames in yuv420p, as no
setting of a level can win back what 4:2:0 loses. CAMBI is Netflix's measure of visible bands in gradients, 0 to 24, of
the encoded frames alone; 5 begins to annoy. VMAF and CAMBI look at every third frame.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import resource
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import numpy as np

from hframes import Quality, RenderSettings, open_composition
from hframes.encode import Frame, FramePool, SegmentEncoder, VideoFormat, X264Settings, ffmpeg_path, x264_settings
from hframes.encode.arguments import SEGMENT_SUFFIX, TO_YUV420P
from hframes.film import duration_of, film, open_set
from hframes.plan import draw_up, segments
from hframes.timebase import rate_text

ROOT = Path(__file__).resolve().parents[2]
COMPOSITIONS = (*(ROOT / "compositions").glob("*/index.html"), *(ROOT / "compositions").glob("*/*.svg"))
BENCH = Path(__file__).resolve().parent / "pages"
PAGES = [*sorted(COMPOSITIONS), *sorted(BENCH.glob("*.html"))]

HEAD = "| libx264 | CPU ms/frame | kB/s | SSIM dB | VMAF | CAMBI |\n|---|---|---|---|---|---|"

CHEAP = (("me", "dia"), ("subme", "1"))
EVEN = (*CHEAP, ("aq-strength", "1.0"))
SETTINGS: dict[str, X264Settings] = {
    **{f"**{level}**": x264_settings(level) for level in reversed(Quality)},
    "faster animation 17": X264Settings("faster", "animation", 17, 1),
    "veryfast 17": X264Settings("veryfast", None, 17, 1),
    "veryfast animation 16": X264Settings("veryfast", "animation", 16, 1),
    "same, me=dia subme=1": X264Settings("veryfast", "animation", 16, 1, CHEAP),
    "same, aq-strength=1, 17": X264Settings("veryfast", "animation", 17, 1, EVEN),
    "same, aq-strength=1, 18": X264Settings("veryfast", "animation", 18, 1, EVEN),
    "superfast animation 19": X264Settings("superfast", "animation", 19, 1),
    "ultrafast 20": X264Settings("ultrafast", None, 20, 1),
    "ultrafast 22": X264Settings("ultrafast", None, 22, 1),
    "high, 1 thread": replace(x264_settings(Quality.HIGH), threads=1),
    "high, 3 threads": replace(x264_settings(Quality.HIGH), threads=3),
    "standard, 2 threads": replace(x264_settings(Quality.STANDARD), threads=2),
}


@dataclass(frozen=True)
class Take:
    """A page's frames without loss: None for one that equals the frame before."""

    name: str
    video: VideoFormat
    frames: tuple[Frame | None, ...]
    planar: Path  # the same as raw yuv420p

    def plain(self) -> Take:
        """Every frame as a whole."""
        whole: list[Frame] = []
        for frame in self.frames:
            whole.append(whole[-1] if frame is None else frame)
        return replace(self, frames=tuple(whole))


@dataclass(frozen=True)
class Point:
    """CPU milliseconds a frame, kB a second, SSIM in dB, VMAF of 0 to 100, CAMBI of 0 to 24."""

    cpu: float
    size: float
    ssim: float
    vmaf: float
    cambi: float

    def __str__(self) -> str:
        return f"{self.cpu:.1f} | {self.size:.0f} | {self.ssim:.2f} | {self.vmaf:.2f} | {self.cambi:.2f}"


async def take(page: Path, begin: float, seconds: float, folder: Path) -> Take:
    """Film `seconds` of a page from `begin` on, or less where it ends."""
    settings = RenderSettings(duration=str(begin + seconds) if page.parent == BENCH else None)
    blueprint = draw_up(open_composition(page), settings)
    kept: list[Frame | None] = []
    async with open_set(blueprint) as scene:
        whole = blueprint.frames(await duration_of(scene, blueprint))
        first = min(round(begin * blueprint.rate), max(0, whole.stop - round(seconds * blueprint.rate)))
        wanted = range(first, min(whole.stop, first + round(seconds * blueprint.rate)))
        async with aclosing(film(scene, segments(wanted, blueprint.rate), FramePool(blueprint.video))) as shots:
            async for shot in shots:
                kept.append(None if shot.repeats else shot.pixels.copy())
    name = page.stem if page.parent == BENCH else page.parent.name
    planar = folder / f"{name}.yuv"
    convert(kept, blueprint.video, planar)
    return Take(name, blueprint.video, tuple(kept), planar)


def convert(frames: Sequence[Frame | None], video: VideoFormat, planar: Path) -> None:
    command = [
        ffmpeg_path(),
        "-v",
        "error",
        *raw_input(video, "bgr0", "-"),
        "-vf",
        TO_YUV420P,
        "-f",
        "rawvideo",
        planar,
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        last = frames[0]
        for frame in frames:
            last = last if frame is None else frame
            assert last is not None
            process.stdin.write(last.data)
    assert process.returncode == 0


def raw_input(video: VideoFormat, pixels: str, path: str | Path) -> list[str | Path]:
    size = f"{video.width}x{video.height}"
    return ["-f", "rawvideo", "-pix_fmt", pixels, "-s", size, "-r", rate_text(video.rate), "-i", path]


async def encode(shown: Take, settings: X264Settings, path: Path) -> None:
    pool = FramePool(shown.video)
    async with SegmentEncoder(ffmpeg_path(), shown.video, settings, path, pool) as encoder:
        for frame in shown.frames:
            if frame is None:
                encoder.repeat()
            else:
                await encoder.put(frame)
        done = encoder.finish()
    await done


def cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def likeness(path: Path, shown: Take) -> tuple[float, float, float]:
    """SSIM, VMAF and CAMBI."""
    numbered, log = "settb=1/1000,setpts=N,split", path.with_suffix(".json")
    score = f"libvmaf=n_threads=2:n_subsample=3:feature=name=cambi:log_fmt=json:log_path={log}"
    graph = f"[0:v]{numbered}[a][b];[1:v]{numbered}[c][d];[a][c]ssim[similar];[b][d]{score}[score]"
    command = [ffmpeg_path(), "-hide_banner", "-i", path, *raw_input(shown.video, "yuv420p", shown.planar)]
    command += ["-lavfi", graph, "-map", "[similar]", "-map", "[score]", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    ssim = re.search(r"SSIM .*All:\S+ \(([\d.]+|inf)\)", said)
    assert ssim is not None, said
    pooled = json.loads(log.read_text())["pooled_metrics"]
    return float(ssim[1]), pooled["vmaf"]["mean"], pooled["cambi"]["mean"]


def point(shown: Take, settings: X264Settings, folder: Path, again: int) -> Point:
    path = folder / f"piece{SEGMENT_SUFFIX}"
    costs = []
    for _ in range(again):
        began = cpu()
        asyncio.run(encode(shown, settings, path))
        costs.append(cpu() - began)
    count = len(shown.frames)
    size = path.stat().st_size / 1000 / float(count / shown.video.rate)
    return Point(min(costs) / count * 1000, size, *likeness(path, shown))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.quality_front")
    parser.add_argument("pages", nargs="*", type=Path, default=PAGES, metavar="PAGE")
    parser.add_argument("--from", dest="begin", type=float, default=1.0, help="seconds into the page")
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--again", type=int, default=2, help="runs of which the cheapest counts")
    parser.add_argument("--plain", action="store_true", help="pipe and convert repeated frames again")
    parser.add_argument("--only", action="append", help="settings whose name has this in it")
    asked = parser.parse_args()
    chosen = {n: s for n, s in SETTINGS.items() if not asked.only or any(word in n for word in asked.only)}
    points: dict[str, list[Point]] = {name: [] for name in chosen}
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:
        folder = Path(name)
        for page in asked.pages:
            shown = asyncio.run(take(page.resolve(), asked.begin, asked.seconds, folder))
            still = sum(frame is None for frame in shown.frames)
            size = f"{shown.video.width}×{shown.video.height}"
            print(f"\n{shown.name}: {len(shown.frames)} frames of {size}, {still} of them repeats\n")
            print(HEAD)
            sent = shown.plain() if asked.plain else shown
            for title, settings in chosen.items():
                points[title].append(point(sent, settings, folder, asked.again))
                print(f"| {title} | {points[title][-1]} |", flush=True)
            shown.planar.unlink()
    print(f"\nMean of {len(asked.pages)} pages\n\n{HEAD}")
    for title, made in points.items():
        print(f"| {title} | {Point(*np.mean([astuple(one) for one in made], axis=0))} |")


if __name__ == "__main__":
    main()
