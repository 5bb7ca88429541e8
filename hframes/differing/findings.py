"""What a comparison of two films finds, as values. JSON carries all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

from hframes.report import PageReport
from hframes.verification.findings import Box, Change, Distance

Kind: TypeAlias = Literal["video", "composition", "manifest"]
How: TypeAlias = Literal["differ", "only in A", "only in B"]

MOST_LISTED = 100_000  # frames; those after it are told by their stretches alone


class Side(BaseModel):
    """One of the two.

    Attributes:
        name: the path as it was given.
        width, height: device pixels. fps: as a fraction, "30" or "30000/1001".
        first_frame: index of its first frame in the whole video; 0 for a video file.
        frames: how many it has.
        report: what a composition's page did that a person should know of.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    name: str
    width: int
    height: int
    fps: str
    first_frame: int
    frames: int = 0
    report: PageReport = PageReport()


class FrameApart(BaseModel):
    """A frame that both have and that differs.

    Attributes:
        time: seconds, by A's rate.
        distance: pixels that differ by more than the tolerance, the largest difference of one colour among them, and
            the box around them; None where there are no pixels to compare (manifests, pictures of two sizes).
        mean: the difference of all compared pixels together over their number, levels; each counts by the colour that
            differs most, and by 0 within the tolerance.
    """

    model_config = ConfigDict(frozen=True)

    frame: int
    time: float
    distance: Distance | None = None
    mean: float | None = None


class Stretch(BaseModel):
    """Neighbouring frames, all of which differ, or are in one of the two only.

    Attributes:
        first, last: the indices of its ends, both part of it.
        begin, end: seconds, by A's rate; `end` is when the frame after it begins.
        pixels, largest: the most of any of its frames; box: around the boxes of all. None without pixels to compare.
        worst: the frame that differs most.
    """

    model_config = ConfigDict(frozen=True)

    how: How
    first: int
    last: int
    begin: float
    end: float
    pixels: int | None = None
    largest: int | None = None
    box: Box | None = None
    worst: int | None = None


class Diff(BaseModel):
    """Two films beside each other, frame by frame at equal indices.

    Attributes:
        identical: the same frames, no pixel further apart than the tolerance, at the same size and rate.
        comparable: whether there was anything to compare: pictures of one size, or hashes of one way to capture.
        tolerance: levels of a colour. ignored: boxes that were left out.
        compared: frames that both have. differing: how many of them differ. missing: frames that only one has.
        changes: what else is not the same: sizes, rates; of manifests all that made the video. `then` is of A.
        stretches: in order. frames: those that differ, in order, the first 100 000 of them.
        sheet, page: the contact sheet and the report, where they were asked for and there was something to show.
        seconds: of real time.
    """

    model_config = ConfigDict(frozen=True)

    identical: bool
    a: Side
    b: Side
    comparable: bool
    tolerance: int
    ignored: tuple[Box, ...]
    compared: int
    differing: int
    missing: int
    changes: tuple[Change, ...]
    stretches: tuple[Stretch, ...]
    frames: tuple[FrameApart, ...]
    sheet: Path | None = None
    page: Path | None = None
    seconds: float
