"""From a composition and a caller's settings to exact frames and segments. No input or output happens here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from hframes.capture import Layout
from hframes.composition import MAX_SEED, MAX_SIZE, Composition, css_properties, resolve_params
from hframes.encode import VideoFormat
from hframes.errors import CompositionError, UsageError
from hframes.settings import Number, RenderSettings
from hframes.timebase import frame_at, frame_count, parse_rate, parse_seconds

DEFAULT_SIZE = (1920, 1080)
DEFAULT_RATE = Fraction(30)
SEGMENT_SECONDS = Fraction(2)
# A video of a day at 60 frames per second has 5 million; more is a slip of the pen.
MOST_FRAMES = 10_000_000
# The browser takes a wrong tag or host name without a word and goes on with another locale, or reaches nothing.
_LOCALE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


@dataclass(frozen=True)
class Blueprint:
    """Everything about a render that is known before a browser starts.

    Attributes:
        layout: size of the page and its device scale.
        video: size and rate of the video.
        duration: seconds; None where only the loaded page can tell.
        first, end: the asked-for range in frames, `end` excluded and None for the video's own.
        epoch: milliseconds since 1970 at frame 0.
        params, properties: `hframes.params`, and the CSS custom properties made of them.
    """

    composition: Composition
    settings: RenderSettings
    layout: Layout
    video: VideoFormat
    duration: Fraction | None
    first: int
    end: int | None
    epoch: int
    seed: int
    params: dict[str, Any]
    properties: dict[str, str]

    @property
    def rate(self) -> Fraction:
        """Frames per second."""
        return self.video.rate

    def frames(self, duration: Fraction) -> range:
        """The frames of the video that are asked for, given its whole duration in seconds.

        Raises:
            UsageError: none is left, or too many are.
        """
        count = frame_count(duration, self.rate)
        if count > MOST_FRAMES:
            raise UsageError(f"{float(duration):g} s at {self.rate} fps are {count} frames; the most is {MOST_FRAMES}")
        asked = range(self.first, min(count, count if self.end is None else self.end))
        if not asked:
            raise UsageError(
                f"No frame begins within the range: the video has {count} frames in {float(duration):g} s",
                where="--range",
            )
        return asked


@dataclass(frozen=True)
class Segment:
    """Frames that are captured and encoded on their own: the unit of work, retry, resume and reuse.

    Attributes:
        index: place in the whole video's grid of segments, whatever range is rendered.
        frames: what is captured.
        lead: frames that are shown first and not captured: those of the grid's segment before `frames`. A picture can
            depend on what was shown since the segment's blank frame (the browser keeps the scale at which it painted
            a layer that moves).
    """

    index: int
    frames: range
    lead: range


def segment_length(rate: Fraction) -> int:
    """Frames in a whole segment: what begins within 2 seconds. The same whatever the number of workers."""
    return frame_count(SEGMENT_SECONDS, rate)


def segments(frames: range, rate: Fraction) -> Iterator[Segment]:
    """Cuts frames along the grid that begins at frame 0."""
    length = segment_length(rate)
    for index in range(frames.start // length, (frames.stop - 1) // length + 1):
        begin = index * length
        first = max(frames.start, begin)
        yield Segment(index, range(first, min(frames.stop, begin + length)), range(begin, first))


def draw_up(composition: Composition, settings: RenderSettings) -> Blueprint:
    """Resolves what the caller says over what the composition says over the defaults.

    Raises:
        UsageError, CompositionError: something is wrong with either; before any browser starts.
    """
    header = composition.header
    width = _size("width", settings.width, header.width, DEFAULT_SIZE[0])
    height = _size("height", settings.height, header.height, DEFAULT_SIZE[1])
    rate = _rate(settings.fps) if settings.fps is not None else header.fps or DEFAULT_RATE
    duration = _duration(settings.duration) if settings.duration is not None else header.duration
    first, end = _range(settings.range, rate)
    seed = settings.seed if settings.seed is not None else header.seed or 0
    if not 0 <= seed <= MAX_SEED:
        raise UsageError(f"{seed} is not a seed: it lies between 0 and 2**53 - 1", where="--seed")
    params = resolve_params(header.params, settings.params)
    _check_zone(settings.timezone)
    _check_locale(settings.locale)
    _check_hosts(settings.allow_network)
    blueprint = Blueprint(
        composition=composition,
        settings=settings,
        layout=Layout(width, height, settings.scale),
        video=VideoFormat(width * settings.scale, height * settings.scale, rate),
        duration=duration,
        first=first,
        end=end,
        epoch=_epoch(settings.epoch),
        seed=seed,
        params=params,
        properties=css_properties(params),
    )
    if duration is not None:
        blueprint.frames(duration)  # so that an empty range is refused before any browser starts
    return blueprint


def measured_duration(length: Fraction | None) -> Fraction:
    """The duration that a loaded page tells by its animations and media.

    Args:
        length: seconds, see `hframes.page.PageDescription.length`.

    Raises:
        CompositionError: it tells none.
    """
    if length is None:
        raise CompositionError(
            "The video's length is unknown: the page has no header with a duration and no animation that ends",
            hint='Give --duration SECONDS, or put "duration": 6 into the header (<script id="hframes">)',
        )
    return length


def _size(name: str, asked: int | None, said: int | None, default: int) -> int:
    value = asked if asked is not None else said if said is not None else default
    if not 1 <= value <= MAX_SIZE:
        raise UsageError(f"{value} is not a {name}: it lies between 1 and {MAX_SIZE} pixels", where="--size")
    return value


def _rate(text: Number) -> Fraction:
    try:
        return parse_rate(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a frame rate: {error}", where="--fps") from None


def _duration(text: Number) -> Fraction:
    try:
        seconds = parse_seconds(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a duration: {error}", where="--duration") from None
    if seconds == 0:
        raise UsageError("A video lasts longer than 0 seconds", where="--duration")
    return seconds


def _range(asked: tuple[Number | None, Number | None] | None, rate: Fraction) -> tuple[int, int | None]:
    """Frames of a range in seconds: those whose time lies in it, the end excluded."""
    if asked is None:
        return 0, None
    try:
        begin = parse_seconds(asked[0]) if asked[0] else Fraction(0)
        end = parse_seconds(asked[1]) if asked[1] else None
    except ValueError as error:
        raise UsageError(f"{asked[0] or ''}:{asked[1] or ''} is not a range: {error}", where="--range") from None
    if end is not None and end <= begin:
        raise UsageError(f"The range ends at {float(end):g} s, not after its begin", where="--range")
    return frame_count(begin, rate), None if end is None else frame_count(end, rate)


def still_frame(at: str, rate: Fraction) -> int:
    """The frame that is on screen at a time in seconds, as a person writes it.

    Raises:
        UsageError: not a time.
    """
    try:
        return frame_at(parse_seconds(at), rate)
    except ValueError as error:
        raise UsageError(f"{at!r} is not a time: {error}", where="--at") from None


def _epoch(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{text!r} is not a moment", where="--epoch", hint="Write it like 2025-01-01T00:00:00Z"
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise UsageError(
            f"{name!r} is not a time zone", where="--timezone", hint="Write it like Europe/Paris, or UTC"
        ) from None


def _check_locale(tag: str) -> None:
    if not _LOCALE.fullmatch(tag):
        raise UsageError(f"{tag!r} is not a locale", where="--locale", hint="Write it like de-DE")


def _check_hosts(hosts: tuple[str, ...]) -> None:
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise UsageError(
                f"{host!r} is not the name of a host",
                where="--allow-network",
                hint="Write the name alone, like cdn.example.com",
            )
