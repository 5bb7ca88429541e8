"""What was found, in words."""

from __future__ import annotations

from fractions import Fraction

from hframes.differing.findings import Diff, Side, Stretch
from hframes.timebase import timecode
from hframes.verification.findings import Box, Distance

MOST_LINES = 40
ENCODER = 3  # levels that another encoder, or another version of one, makes by itself


def headline(found: Diff) -> str:
    """The whole in a line."""
    if found.identical:
        within = f" within {plural(found.tolerance, 'level')}" if found.tolerance else ""
        return f"identical{within}: {plural(found.compared, 'frame')}"
    if not found.differing and not found.missing:
        return f"differs: all {plural(found.compared, 'frame')} are the same, but the film is not"
    parts = [f"{found.differing} of {plural(found.compared, 'frame')}"] if found.differing else []
    parts += [f"{plural(found.missing, 'frame')} in one of the two only"] if found.missing else []
    return "differs: " + ", ".join(parts)


def side_words(side: Side) -> str:
    """One of the two."""
    return f"{side.kind}, {side.width}×{side.height}, {side.fps} fps, {plural(side.frames, 'frame')}"


def stretch_words(stretch: Stretch, fps: str) -> str:
    """A stretch in a line."""
    rate = Fraction(fps)
    one = stretch.first == stretch.last
    frames = f"frame {stretch.first}" if one else f"frames {stretch.first}-{stretch.last}"
    ends = (timecode(stretch.first, rate), timecode(stretch.last + 1, rate))
    times = ends[0] if one else f"{ends[0]}-{ends[1]}"
    if stretch.how != "differ":
        return f"{frames} ({times}): {stretch.how}"
    if stretch.pixels is None or stretch.largest is None or stretch.box is None:
        return f"{frames} ({times})"
    least = "" if one else "up to "
    return (
        f"{frames} ({times}): {least}{plural(stretch.pixels, 'pixel')} by up to {plural(stretch.largest, 'level')}, "
        f"within {box_words(stretch.box)}"
    )


def distance_words(distance: Distance) -> str:
    """How far two pictures are apart."""
    return (
        f"{plural(distance.pixels, 'pixel')} by up to {plural(distance.largest, 'level')}, "
        f"within {box_words(distance.box)}"
    )


def box_words(box: Box) -> str:
    """A rectangle."""
    return f"{box.width}×{box.height} at {box.left},{box.top}"


def advice(found: Diff) -> str | None:
    """What a person may not know about what was found."""
    if not found.comparable and found.a.kind == "manifest":
        return "frames of another size or way to capture never have the same hash"
    if not found.comparable:
        return "pictures of different sizes are not compared: every frame counts as different"
    largest = max((stretch.largest or 0 for stretch in found.stretches), default=0)
    if "video" in (found.a.kind, found.b.kind) and 0 < largest <= ENCODER:
        return (
            f"no colour is more than {plural(largest, 'level')} apart, which an encoder does by itself: "
            f"--tolerance {largest} passes over that"
        )
    if {found.a.kind, found.b.kind} == {"video", "composition"} and found.differing:
        return "a video has a quarter of a page's colour samples: coloured edges are far from it by themselves"
    return None


def plural(count: int, what: str) -> str:
    """A count with its noun."""
    return f"{count} {what}{'' if count == 1 else 's'}"
