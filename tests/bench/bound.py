"""The lower bound of a render, as two programs: the page stepped and painted, and its raw frames encoded.

python -m tests.bench.bound paint PAGE SECONDS
python -m tests.bench.bound keep PAGE SECONDS FILE.raw     (not measured: makes the frames)
python -m tests.bench.bound encode FILE.raw OUT QUALITY
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import aclosing
from fractions import Fraction
from pathlib import Path

import numpy as np

from hframes import Quality, RenderSettings, open_composition
from hframes.encode import FramePool, SegmentEncoder, VideoFormat, ffmpeg_path, x264_settings
from hframes.encode.arguments import SEGMENT_SUFFIX
from hframes.film import duration_of, film, open_set
from hframes.plan import draw_up, segment_length, segments

SIZE = (1920, 1080)
RATE = Fraction(30)


async def paint(page: Path, seconds: str) -> None:
    """Every frame is waited for until it is on screen; no pixel is read."""
    blueprint = draw_up(open_composition(page), RenderSettings(duration=seconds))
    async with open_set(blueprint) as scene:
        for frame in blueprint.frames(await duration_of(scene, blueprint)):
            number = await scene.stage.step(frame)
            assert number is not None, "a page that waits is not measured"
            await scene.source.grab(number, None, None)


async def keep(page: Path, seconds: str, raw: Path) -> None:
    blueprint = draw_up(open_composition(page), RenderSettings(duration=seconds))
    pool = FramePool(blueprint.video)
    with raw.open("wb") as file:
        async with open_set(blueprint) as scene:
            plan = segments(blueprint.frames(await duration_of(scene, blueprint)), blueprint.rate)
            async with aclosing(film(scene, plan, pool)) as shots:
                async for shot in shots:
                    shot.pixels.tofile(file)


async def encode(raw: Path, output: Path, quality: Quality) -> None:
    """The same frames, each as a whole, into the same ffmpeg with the same arguments, by the same segments."""
    video = VideoFormat(*SIZE, RATE)
    pool = FramePool(video)
    frames = np.memmap(raw, np.uint8, "r").reshape(-1, *video.shape)
    length = segment_length(RATE)
    for begin in range(0, len(frames), length):
        path = output.with_name(f"{output.name}-{begin:06}{SEGMENT_SUFFIX}")
        async with SegmentEncoder(ffmpeg_path(), video, x264_settings(quality), path, pool) as encoder:
            for frame in frames[begin : begin + length]:
                await encoder.put(frame)
            done = encoder.finish()
        await done


def main(words: list[str]) -> None:
    match words:
        case ["paint", page, seconds]:
            asyncio.run(paint(Path(page), seconds))
        case ["keep", page, seconds, raw]:
            asyncio.run(keep(Path(page), seconds, Path(raw)))
        case ["encode", raw, output, quality]:
            asyncio.run(encode(Path(raw), Path(output), Quality(quality)))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
