"""Which of x264's hand-written routines to use, so that processors of different ages give the same bytes.

x264's routines for AVX-512 round some sums another way than all others do: in 4 of 9 tries of 120 frames a decision
tipped over and the files differed. Those for SSSE3, AVX and AVX2 gave the same bytes in all 9, and AVX2 costs no more
than AVX-512 (docs/quality.md). So AVX2 is asked for wherever it is, and x264 chooses where it is not.
"""

from __future__ import annotations

import platform
import sys
from functools import cache
from pathlib import Path

_AVX2 = frozenset({"avx", "avx2", "fma", "bmi1", "bmi2"})


@cache
def x264_routines() -> str | None:
    """The value of x264's `asm` parameter on this machine; None to leave the choice to x264."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return None
    try:
        return choose_routines(Path("/proc/cpuinfo").read_text("utf-8", "replace"))
    except OSError:
        return None


def choose_routines(cpuinfo: str) -> str | None:
    """`AVX2` where every core in the text of /proc/cpuinfo has what x264's routines of that name use."""
    cores = [set(line.split()) for line in cpuinfo.splitlines() if line.startswith("flags")]
    return "AVX2" if cores and all(core >= _AVX2 for core in cores) else None
