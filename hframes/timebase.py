"""Time is an integer frame index and a rational rate; every other form of it is made here."""

from __future__ import annotations

import math
import re
from fractions import Fraction

MAX_RATE = Fraction(1000)
_NUMBER = re.compile(r"[+-]?[0-9]*\.?[0-9]*(e[+-]?[0-9]{1,3})?(/[0-9]+)?", re.IGNORECASE)


def parse_rate(value: str | int | float | Fraction) -> Fraction:
    """A frame rate in frames per second: `30`, `"30"`, `"29.97"`, `"30000/1001"`.

    A float is read by its decimal form (29.97 is 2997/100, not the nearest binary fraction).

    Raises:
        ValueError: not a number, or not within 0 < rate <= 1000.
    """
    if isinstance(value, bool):
        raise ValueError("a frame rate is a number such as 30 or a fraction such as 30000/1001")
    rate = _fraction(value, "a frame rate is a number such as 30 or a fraction such as 30000/1001")
    if not 0 < rate <= MAX_RATE:
        raise ValueError(f"a frame rate lies between 0 and {MAX_RATE} frames per second")
    return rate


def parse_seconds(value: str | int | float | Fraction) -> Fraction:
    """A time or a length in seconds, read by its decimal form: `2.5`, `"2.5"`, `"5/2"`.

    Raises:
        ValueError: not a finite number, or negative.
    """
    if isinstance(value, bool):
        raise ValueError("seconds are a number such as 2.5")
    seconds = _fraction(value, "seconds are a number such as 2.5")
    if seconds < 0:
        raise ValueError("seconds are not negative")
    return seconds


def _fraction(value: str | int | float | Fraction, message: str) -> Fraction:
    if isinstance(value, Fraction):
        return value
    text = str(value).strip()
    # Exponents of any size would be computed before they could be refused.
    if len(text) > 64 or not _NUMBER.fullmatch(text):
        raise ValueError(message)
    try:
        number = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError(message) from None
    if number.denominator > 10**18 or abs(number) > 10**12:
        raise ValueError(message)
    return number


def frame_time_ms(frame: int, rate: Fraction) -> float:
    """The page's time at a frame in milliseconds: k * 1000 / rate, or a rounding error after it. Never summed, so it
    does not drift.

    Pages count frames themselves, in ways that round: at frame 5, 30 frames per second, `floor(time / (1000 / 30))` of
    the nearest double (166.66666666666666) is 4. So it is the first double, from the nearest on, for which the usual
    ways come to k.
    """
    time, fps = float(frame * 1000 / rate), float(rate)
    while min(time / (1000 / fps), time * fps / 1000, time / 1000 * fps, time * 0.001 * fps) < frame:
        time = math.nextafter(time, math.inf)
    return time


def frame_count(duration: Fraction, rate: Fraction) -> int:
    """How many frames begin within `duration` seconds: the k with k / rate < duration."""
    return math.ceil(duration * rate)


def frame_at(seconds: Fraction, rate: Fraction) -> int:
    """The frame that is on screen at a time in seconds: the last k with k / rate <= seconds."""
    return math.floor(seconds * rate)


def timecode(frame: int, rate: Fraction) -> str:
    """A frame's time as people read it, `0:02.500` (minutes, seconds, milliseconds cut off, not rounded)."""
    milliseconds = math.floor(frame * 1000 / rate)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes}:{rest // 1000:02}.{rest % 1000:03}"


def rate_text(rate: Fraction) -> str:
    """The rate as it is written in headers and ffmpeg's arguments: `30` or `30000/1001`."""
    return str(rate)
