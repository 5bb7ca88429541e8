"""What a stage is told, and what it tells of a loaded page: values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from hframes.capture import Layout


class Trace(StrEnum):
    """Which sources of time, chance and surroundings are recorded where a page touches them (runtime_js/page/trace.js).

    `OUTSIDE` is what the clock does not hold, and what has a fixed value in its place; rarely touched, so that it costs
    a frame nothing.
    """

    NOTHING = ""
    OUTSIDE = "outside"
    EVERYTHING = "everything"


@dataclass(frozen=True)
class StageSettings:
    """What the page is told before its first script runs.

    Attributes:
        entry: POSIX path of the page in its folder.
        rate: frames per second.
        duration: seconds, None where the page itself must tell.
        epoch: milliseconds since 1970 at frame 0.
        params, properties: `hframes.params`, and CSS custom properties.
        allowed: hosts the page may reach.
        patience: seconds of real time that loading, or one frame, may take.
        best_effort: missing files and failed requests are reported and do not fail.
        strict: uncaught errors of the page fail.
        witness: whether the place of a loop that does not end is found out. Costs 2 ms and more at every frame, because
            the browser tells its debugger of every order that the page gets.
        paced: whether the browser shows at most 60 frames a second, as view transitions need it.
        trace: which of what the page touches is recorded.
    """

    entry: str
    layout: Layout
    rate: Fraction
    duration: Fraction | None
    epoch: int
    seed: int
    params: dict[str, Any]
    properties: dict[str, str]
    allowed: tuple[str, ...] = ()
    patience: float = 30.0
    best_effort: bool = False
    strict: bool = False
    witness: bool = False
    paced: bool = False
    trace: Trace = Trace.NOTHING


@dataclass(frozen=True)
class PageDescription:
    """What a loaded page is made of.

    Attributes:
        animations: name, kind (CSSAnimation, CSSTransition, Animation) and end in milliseconds (inf: endless) of each.
        smil: number of SMIL elements.
        media: seconds of each video and audio element.
        timers, frames: whether a timer, an animation-frame callback waits.
    """

    animations: tuple[tuple[str, str, float], ...]
    smil: int
    media: tuple[float, ...]
    timers: bool
    frames: bool

    def length(self) -> Fraction | None:
        """Seconds until the longest finite animation or media element ends; None where there is none."""
        ends = [end / 1000 for _, _, end in self.animations if 0 < end < float("inf")]
        ends += [seconds for seconds in self.media if 0 < seconds < float("inf")]
        return Fraction(str(round(max(ends), 6))) if ends else None
