"""What a verification finds, as values. JSON carries all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from hframes.report import PageReport
from hframes.settings import CaptureBackend
from hframes.verification.ways import Way


class Box(BaseModel):
    """A rectangle of a frame in device pixels, from the top left corner."""

    model_config = ConfigDict(frozen=True)

    left: int
    top: int
    width: int
    height: int


class Distance(BaseModel):
    """How far two frames are apart.

    Attributes:
        box: encloses every pixel that differs.
        pixels: how many differ.
        largest: the largest difference of one colour of one pixel, 1 to 255 levels.
    """

    model_config = ConfigDict(frozen=True)

    box: Box
    pixels: int
    largest: int


class WayResult(BaseModel):
    """What came of one way.

    Attributes:
        outcome: `skipped` where there was nothing to try; `untried` where a way before it had differed.
        tolerated: a difference of this way is no failure (the two ways to capture).
        pages: how many pages were loaded for it.
        frames: how many were compared; differing: how many of them differ.
        pixels: the most that differ in one frame; largest: the largest difference, levels.
        why: why it was skipped.
    """

    model_config = ConfigDict(frozen=True)

    way: Way
    outcome: Literal["identical", "differs", "skipped", "untried"]
    tolerated: bool = False
    pages: int = 0
    frames: int = 0
    differing: int = 0
    pixels: int = 0
    largest: int = 0
    why: str | None = None


class Difference(BaseModel):
    """The first frame that differs, of the first way that differs.

    Attributes:
        frame: its index in the whole video; time: seconds.
        distance: None where one of the two has no such frame, or no picture of it was kept; `note` says which.
        pictures: PNG files of the first render's frame, the other's, and their difference (stretched so that the
            largest is white).
    """

    model_config = ConfigDict(frozen=True)

    way: Way
    frame: int
    time: float
    distance: Distance | None
    note: str | None = None
    pictures: tuple[Path, ...] = ()


class Source(BaseModel):
    """A source of time or chance that the page touched before the frame that differs.

    Attributes:
        name: as a page's author knows it, such as "AudioContext.currentTime".
        held: whether the clock holds it: then it is hardly the reason.
        frame: at which it was touched first; -1 while loading.
        time: that frame's, seconds.
        stack: the calls in the page's files, innermost first; empty where the browser knows none.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    held: bool
    frame: int
    time: float
    stack: str


class Verification(BaseModel):
    """Whether every way gave the same frames.

    Attributes:
        identical: every way that was tried and is not tolerated did.
        frames: of the first render; first_frame: the index of its first in the whole video.
        capture: the way to have pixels that all but `backends` used.
        ways: in the order in which they were tried.
        difference: None where identical.
        sources: what the page touched before the difference, what the clock does not hold first.
        seconds: of real time.
        report: what the page did in the first render that a person should know of.
    """

    model_config = ConfigDict(frozen=True)

    identical: bool
    composition: str
    frames: int
    first_frame: int
    fps: str
    width: int
    height: int
    capture: CaptureBackend
    ways: tuple[WayResult, ...]
    difference: Difference | None
    sources: tuple[Source, ...]
    seconds: float
    report: PageReport


class Change(BaseModel):
    """One thing that is not what it was at an earlier render.

    Attributes:
        what: what kind of thing.
        name: which one: a file, a param, a setting, a font.
        then, now: its value as text; None where there was, or is, none.
    """

    model_config = ConfigDict(frozen=True)

    what: Literal["composition", "params", "browser", "capture", "flags", "fonts", "ffmpeg", "settings", "hframes"]
    name: str
    then: str | None
    now: str | None


class Comparison(BaseModel):
    """Today's render beside the manifest of an earlier one.

    Attributes:
        identical: no change, and every frame the same.
        changes: what made the video then and is different now.
        frames: how many today's render has; then: how many the earlier one had.
        differing: how many frames differ, or are in one of the two only.
        first: index of the first such frame; time: seconds.
        comparable: whether frames of the two can be compared: hashes are, within one way to capture and one size.
    """

    model_config = ConfigDict(frozen=True)

    identical: bool
    composition: str
    manifest: Path
    changes: tuple[Change, ...]
    comparable: bool
    frames: int
    then: int
    differing: int
    first: int | None
    time: float | None
    seconds: float
    report: PageReport
