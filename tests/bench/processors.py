"""Whether x264's routines for processors of different ages give the same bytes. docs/quality.md has the result.

    python -m tests.bench.processors [--seconds 4] [PAGE ...]

Films the pages (the three bench pages) and encodes them, level by level, with the routines that x264 would choose here
and with those for older processors; prints the start of each file's hash, and the CPU milliseconds of a frame.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import tempfile
from pathlib import Path

from hframes import Quality
from hframes.encode import x264_settings
from hframes.encode.arguments import SEGMENT_SUFFIX
from tests.bench.quality_front import BENCH, cpu, encode, take

ROUTINES = ("auto", "AVX2", "AVX", "SSSE3")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.processors")
    parser.add_argument("pages", nargs="*", type=Path, default=sorted(BENCH.glob("*.html")), metavar="PAGE")
    parser.add_argument("--seconds", type=float, default=4.0)
    asked = parser.parse_args()
    print(f"| page | level | {' | '.join(ROUTINES)} |\n|---|---|{'---|' * len(ROUTINES)}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for page in asked.pages:
            shown = asyncio.run(take(page.resolve(), 1.0, asked.seconds, folder))
            for level in Quality:
                cells = []
                for routines in ROUTINES:
                    path, began = folder / f"piece{SEGMENT_SUFFIX}", cpu()
                    asyncio.run(encode(shown, x264_settings(level).with_parameters((("asm", routines),)), path))
                    cost = 1000 * (cpu() - began) / len(shown.frames)
                    cells.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()[:6]} {cost:.1f}")
                print(f"| {shown.name} | {level} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
