"""What it costs to get a picture from memory into the encoder, and how exact that is. docs/quality.md has the table.

    python -m tests.bench.conversion [--again 3]

One 1920×1080 picture of random 16×16 blocks is piped a hundred times into an ffmpeg that converts it and drops it. The
cost is the CPU time of that ffmpeg, the lowest of `--again` runs; "nothing" is the pipe alone, and is part of the
others. The error is the largest distance from the exact BT.709 value of a block's colour. The last column counts the
samples of a picture of noise that come out otherwise when ffmpeg is told that the processor has no more than SSE2,
SSSE3 or AVX2 (zscale asks the processor itself, so it can't be told).
"""

from __future__ import annotations

import argparse
import resource
import subprocess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hframes.encode import ffmpeg_path
from hframes.encode.arguments import TO_YUV420P

WIDTH, HEIGHT, BLOCK, TIMES = 1920, 1072, 16, 100
SWSCALE = "scale=in_range=full:out_range=limited:out_color_matrix=bt709:out_chroma_loc=left:flags={},format=yuv420p"
WAYS = {
    "nothing": "null",
    "**swscale area+full_chroma_inp+bitexact**": TO_YUV420P,
    "swscale area+full_chroma_inp": SWSCALE.format("area+full_chroma_inp"),
    "swscale area+full_chroma_inp+accurate_rnd": SWSCALE.format("area+full_chroma_inp+accurate_rnd"),
    "swscale bicubic (the default)": SWSCALE.format("bicubic"),
    "swscale bicubic+accurate_rnd": SWSCALE.format("bicubic+accurate_rnd"),
    "zscale": "format=gbrp,zscale=rangein=full:range=limited:matrix=709,format=yuv420p",
}
OLDER = ("sse2", "ssse3", "avx2")


def blocks() -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The picture (height, width, 4), and its blocks' colours (rows, columns, 3): red, green, blue."""
    colours = np.random.default_rng(0).integers(0, 256, (HEIGHT // BLOCK, WIDTH // BLOCK, 3), np.uint8)
    large = np.repeat(np.repeat(colours, BLOCK, 0), BLOCK, 1)
    return np.concatenate([large[:, :, ::-1], np.full_like(large[:, :, :1], 255)], 2), colours.astype(float)


def exact(colours: NDArray[np.float64]) -> NDArray[np.float64]:
    """ITU-R BT.709, limited range, 8 bits, not rounded: Y, U, V."""
    red, green, blue = np.moveaxis(colours, 2, 0)
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    blueness, redness = (blue - luma) / 1.8556, (red - luma) / 1.5748
    return np.stack([16 + 219 / 255 * luma, 128 + 224 / 255 * blueness, 128 + 224 / 255 * redness], 2)


def run(way: str, picture: NDArray[np.uint8], times: int, *more: str, output: str = "null") -> bytes:
    size = f"{WIDTH}x{HEIGHT}"
    command: list[str | Path] = [ffmpeg_path(), "-v", "error", *more, "-filter_threads", "1", "-f", "rawvideo"]
    command += ["-pix_fmt", "bgr0", "-s", size, "-i", "-", "-vf", way, "-f", output, "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(times):
            process.stdin.write(picture.data)
        process.stdin.close()
        return process.stdout.read()


def cost(way: str, picture: NDArray[np.uint8], again: int) -> float:
    """CPU milliseconds of a picture."""

    def used() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    costs = []
    for _ in range(again):
        began = used()
        run(way, picture, TIMES)
        costs.append(used() - began)
    return min(costs) / TIMES * 1000


def differing(way: str, processor: str) -> int:
    """How many of the 3.1 million samples another processor would give another value."""
    noise = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 4), np.uint8)
    here, there = (run(way, noise, 1, *more, output="rawvideo") for more in ([], ["-cpuflags", processor]))
    return int((np.frombuffer(here, np.uint8) != np.frombuffer(there, np.uint8)).sum())


def planes(raw: bytes) -> list[NDArray[np.uint8]]:
    luma, chroma = WIDTH * HEIGHT, WIDTH * HEIGHT // 4
    flat, half = np.frombuffer(raw, np.uint8), (HEIGHT // 2, WIDTH // 2)
    parts = flat[:luma], flat[luma : luma + chroma], flat[luma + chroma :]
    return [parts[0].reshape(HEIGHT, WIDTH), parts[1].reshape(half), parts[2].reshape(half)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.conversion")
    parser.add_argument("--again", type=int, default=3, help="runs of which the cheapest counts")
    again = parser.parse_args().again
    picture, colours = blocks()
    print("| way | CPU ms | error Y | error U | error V | samples that differ: " + ", ".join(OLDER) + " |")
    print("|---|---|---|---|---|---|")
    for name, way in WAYS.items():
        words = [name, f"{cost(way, picture, again):.1f}"]
        if way != "null":
            here = run(way, picture, 1, output="rawvideo")
            wanted = np.moveaxis(exact(colours), 2, 0)
            for plane, values in zip(planes(here), wanted, strict=True):
                step = plane.shape[0] // values.shape[0]
                words.append(f"{np.abs(plane[step // 2 :: step, step // 2 :: step] - values).max():.2f}")
            words.append("not known" if name == "zscale" else ", ".join(str(differing(way, flag)) for flag in OLDER))
        else:
            words += [""] * 4
        print(f"| {' | '.join(words)} |", flush=True)


if __name__ == "__main__":
    main()
