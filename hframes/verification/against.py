"""Today's render beside the manifest of an earlier one: what is not what it was."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hframes.errors import UsageError
from hframes.manifest import Manifest, UsedFont
from hframes.verification.findings import Change

LARGEST = 400_000_000  # bytes of a manifest; an hour at 60 fps has 8 million
_SETTINGS = ("width", "height", "scale", "fps", "duration", "first_frame", "seed", "epoch", "timezone", "locale")


def load_manifest(path: Path, where: str = "--against") -> Manifest:
    """Reads what `render --manifest` wrote.

    Args:
        where: what an error is about.

    Raises:
        UsageError: there is no such file, or it is something else.
    """
    hint = "Give the file that `hframes render --manifest FILE.json` wrote"
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path} is too large for a manifest", where=where, hint=hint)
        text = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}", where=where, hint=hint) from None
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(str(step) for step in first["loc"])
        told = f"{field}: {first['msg']}" if field else str(first["msg"])
        raise UsageError(f"{path} is not a manifest: {told}", where=where, hint=hint) from None


@dataclass(frozen=True)
class FramesApart:
    """What became of the frames.

    Attributes:
        differing: how many differ or are in one of the two only; first: the first of them.
    """

    differing: int
    first: int | None


def frames_apart(then: Manifest, now: Manifest) -> FramesApart:
    """Compares frames by their index in the whole video."""
    earlier = dict(enumerate(then.frames, then.first_frame))
    today = dict(enumerate(now.frames, now.first_frame))
    apart = [frame for frame in earlier.keys() | today.keys() if earlier.get(frame) != today.get(frame)]
    return FramesApart(len(apart), min(apart, default=None))


def is_comparable(then: Manifest, now: Manifest) -> bool:
    """Whether equal frames would have equal hashes."""
    return (then.capture, then.width, then.height, then.scale) == (now.capture, now.width, now.height, now.scale)


def changes(then: Manifest, now: Manifest, asked: Collection[str]) -> tuple[Change, ...]:
    """What made the video then and is different now.

    Args:
        asked: the files that the page asked for today. Others can't have come into it, and a folder holds more than a
            page: the video itself, for one. As long as all it asks for is as it was, it asks for nothing else.
    """
    found: list[Change] = []

    def compare(what: Any, earlier: Mapping[str, Any], today: Mapping[str, Any], names: Collection[str]) -> None:
        for name in sorted(names):
            if earlier.get(name) != today.get(name):
                found.append(Change(what=what, name=name, then=_text(earlier, name), now=_text(today, name)))

    compare("composition", {"entry": then.entry}, {"entry": now.entry}, ["entry"])
    compare("composition", then.files, now.files, asked)
    compare("params", then.params, now.params, then.params.keys() | now.params.keys())
    earlier, today = then.model_dump(), now.model_dump()
    compare("settings", earlier, today, _SETTINGS)
    compare("browser", {"chromium": then.chromium}, {"chromium": now.chromium}, ["chromium"])
    compare("capture", {"capture": then.capture}, {"capture": now.capture}, ["capture"])
    if then.capture == now.capture:  # each way to capture has flags of its own
        old, new = (dict.fromkeys(flags, "given") for flags in (then.browser_flags, now.browser_flags))
        compare("flags", old, new, old.keys() | new.keys())
    old, new = _fonts(then.fonts), _fonts(now.fonts)
    compare("fonts", old, new, old.keys() | new.keys())
    compare("ffmpeg", {"version": then.ffmpeg}, {"version": now.ffmpeg}, ["version"])
    compare("hframes", {"version": then.hframes}, {"version": now.hframes}, ["version"])
    return tuple(found)


def _fonts(fonts: tuple[UsedFont, ...]) -> dict[str, str]:
    return {
        f"{font.family} ({font.postscript_name})": "the page's own" if font.custom else (font.sha256 or "no file known")
        for font in fonts
    }


def _text(values: Mapping[str, Any], name: str) -> str | None:
    """A value for people; what would move a terminal's cursor is escaped."""
    if name not in values:
        return None
    value = values[name]
    return value if isinstance(value, str) and value.isprintable() else json.dumps(value)
