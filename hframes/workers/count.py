"""How many workers are worth it, from what one of them has cost so far. Arithmetic only.

One worker's pace is bound by its page, which is a single thread; its encoder and compositor run beside it. A further
worker fills the cores that are left, and has its price: a browser's start, and every frame that another one films is
stepped through without being painted.
"""

from __future__ import annotations

from dataclasses import dataclass

from hframes.workers.usage import Machine

# A frame that is only stepped through costs a tenth of one that is filmed (docs/speed.md).
SHARE_OF_A_STEP = 0.1
# What a further worker has to save, in seconds and as a part of the time that is left: the figures are estimates.
LEAST_SECONDS = 3.0
LEAST_SHARE = 0.1
SHARE_OF_MEMORY = 0.8
# Of the cores' time, what several browsers and encoders get hold of (two workers on two cores, measured).
SHARE_OF_CORES = 0.85
MOST = 32


@dataclass(frozen=True)
class Costs:
    """Of one worker, measured.

    Attributes:
        start: seconds from its beginning to its first frame, in which about one core is busy.
        pace: real seconds a frame.
        cpu: processor seconds a frame, encoder included.
        memory: bytes.
    """

    start: float
    pace: float
    cpu: float
    memory: int


@dataclass(frozen=True)
class Choice:
    """How many workers, and why, as a clause for people."""

    workers: int
    why: str


def choose_count(costs: Costs, machine: Machine, frames: int, segments: int) -> Choice:
    """The number of workers that ends soonest, the first included.

    Args:
        machine: what is left beside other programs; its free memory also beside the first worker.
        frames, segments: that nobody has yet.
    """
    fits = 1 + int(machine.memory * SHARE_OF_MEMORY / max(1, costs.memory))
    most = max(1, min(MOST, segments, fits))
    alone = _seconds(1, costs, machine, frames)
    times = {count: _seconds(count, costs, machine, frames) for count in range(1, most + 1)}
    best = min(times, key=lambda count: times[count])
    saved = alone - times[best]
    busy = f"one keeps {min(machine.cores, costs.cpu / costs.pace):.1f} of {machine.cores:.1f} free cores busy"
    if best == 1 or saved < max(LEAST_SECONDS, LEAST_SHARE * alone):
        reason = "what is left is too short for another" if segments < 2 else "another would not pay"
        if fits == 1:
            reason = "there is no memory for another"
        return Choice(1, f"{busy}; {reason}")
    bound = f", no more fit into {machine.memory / 1e9:.1f} GB of free memory" if best == fits else ""
    return Choice(best, f"{busy}, {best} save about {saved:.0f} s of {alone:.0f}{bound}")


def _seconds(count: int, costs: Costs, machine: Machine, frames: int) -> float:
    """Until all frames are filmed, from now on."""
    step = SHARE_OF_A_STEP * costs.pace
    pace = (costs.pace + (count - 1) * step) / count
    if count == 1:
        return frames * pace
    cores = machine.cores * SHARE_OF_CORES
    work = costs.cpu + (count - 1) * step
    return max(costs.start + frames * pace, (frames * work + (count - 1) * costs.start) / cores)
