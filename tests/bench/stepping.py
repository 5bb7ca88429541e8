"""How much faster frames are stepped through than captured, in one run: what a still or a range far into a video costs.

    python -m tests.bench.stepping PAGE... [--seconds 2] [--again 3]

Captures the first seconds of a page and steps through as many without capturing, in turn; prints the median of each in
milliseconds of real time a frame, and the median of their ratios. Nothing else should run beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from pathlib import Path

from hframes import RenderSettings, open_composition
from hframes.capture import Frame
from hframes.film import open_set
from hframes.plan import draw_up


async def measure(page: Path, seconds: str, again: int) -> tuple[float, float, float]:
    """Milliseconds a frame: captured, stepped through; and their ratio."""
    blueprint = draw_up(open_composition(page), RenderSettings(duration=str(2 * again * float(seconds))))
    count = int(float(seconds) * blueprint.rate)
    captured, stepped = [], []
    async with open_set(blueprint) as scene:
        into: Frame | None = None
        for turn in range(again):
            began = time.perf_counter()
            for frame in range(2 * turn * count, (2 * turn + 1) * count):
                number = await scene.stage.step(frame)
                assert number is not None, "a page that waits is not measured"
                into = into if into is not None else _empty(blueprint.video.shape)
                await scene.source.grab(number, into, None)
            captured.append((time.perf_counter() - began) / count * 1000)
            began = time.perf_counter()
            await scene.stage.replay(range((2 * turn + 1) * count, (2 * turn + 2) * count))
            stepped.append((time.perf_counter() - began) / count * 1000)
    ratios = [one / other for one, other in zip(captured, stepped, strict=True)]
    return statistics.median(captured), statistics.median(stepped), statistics.median(ratios)


def _empty(shape: tuple[int, int, int]) -> Frame:
    import numpy as np

    return np.empty(shape, np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--seconds", default="2")
    parser.add_argument("--again", type=int, default=3)
    asked = parser.parse_args()
    print("| page | captured, ms | stepped, ms | ratio |\n|---|---|---|---|")
    for page in asked.pages:
        captured, stepped, ratio = asyncio.run(measure(page, asked.seconds, asked.again))
        print(f"| {page.stem} | {captured:.1f} | {stepped:.1f} | {ratio:.1f} |")


if __name__ == "__main__":
    main()
