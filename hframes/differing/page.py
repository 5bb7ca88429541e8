"""The report: one HTML file that asks for nothing, with its pictures in it."""

from __future__ import annotations

import html
import json
from base64 import b64encode
from collections.abc import Sequence
from fractions import Fraction
from importlib.resources import files
from typing import Any

from hframes.capture import Frame
from hframes.differing.chosen import Shown
from hframes.differing.findings import Diff
from hframes.differing.wording import advice, box_words, headline, plural, side_words, stretch_words
from hframes.picture import png_bytes
from hframes.timebase import timecode

MOST_ROWS = 1000  # of a table

# Whatever a file's name or a param holds: nothing is loaded and nothing is sent.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}</style>
<body>
<noscript><p>{title}. The rest of this report needs JavaScript; it loads nothing.</p></noscript>
<main id="report"></main>
<script type="application/json" id="found">{found}</script>
<script>
{script}</script>
</html>
"""


def report_page(found: Diff, shown: Sequence[Shown]) -> str:
    """The page's text; the same for the same findings."""
    look = files("hframes.differing") / "look"
    data = json.dumps(_data(found, shown), ensure_ascii=False)
    # In a script's text nothing but `<` can end it or begin a comment.
    return _PAGE.format(
        policy=_POLICY,
        title=html.escape(headline(found)),
        style=(look / "report.css").read_text(encoding="utf-8"),
        script=(look / "report.js").read_text(encoding="utf-8"),
        found=data.replace("<", "\\u003c"),
    )


def _data(found: Diff, shown: Sequence[Shown]) -> dict[str, Any]:
    notes = []
    if shown:
        wide = shown[0].a.shape[1]
        scaled = f", scaled down to {plural(wide, 'pixel')} of width" if wide < found.a.width else ""
        notes.append(f"Pictures: {len(shown)} of {plural(found.differing, 'frame')} that differ{scaled}.")
    if found.tolerance:
        notes.append(f"Differences of up to {plural(found.tolerance, 'level')} do not count.")
    if found.ignored:
        notes.append(f"Left out: {', '.join(box_words(box) for box in found.ignored)}.")
    said = advice(found)
    if said is not None:
        notes.append(f"{said[0].upper()}{said[1:]}.")
    first = min(found.a.first_frame, found.b.first_frame)
    end = max(found.a.first_frame + found.a.frames, found.b.first_frame + found.b.frames)
    return {
        "headline": headline(found),
        "identical": found.identical,
        "sides": [{"name": side.name, "told": side_words(side)} for side in (found.a, found.b)],
        "sizes": [[side.width, side.height] for side in (found.a, found.b)],
        "notes": notes,
        "frames": [first, end],
        "changes": [[f"{one.what}: {one.name}", one.then, one.now] for one in found.changes[:MOST_ROWS]],
        "stretches": [
            {"how": one.how, "first": one.first, "last": one.last, "told": stretch_words(one, found.a.fps)}
            for one in found.stretches[:MOST_ROWS]
        ],
        "left": max(0, len(found.stretches) - MOST_ROWS),
        "shown": [_shown(one, Fraction(found.a.fps)) for one in shown],
        "start": max(range(len(shown)), key=lambda place: shown[place].told.mean or 0.0, default=0),
    }


def _shown(one: Shown, rate: Fraction) -> dict[str, Any]:
    told, distance = one.told, one.told.distance
    return {
        "frame": told.frame,
        "time": timecode(told.frame, rate),
        "pixels": distance and distance.pixels,
        "largest": distance and distance.largest,
        "mean": None if told.mean is None else f"{told.mean:.3g}",
        "box": distance and [distance.box.left, distance.box.top, distance.box.width, distance.box.height],
        "a": _address(one.a),
        "b": _address(one.b),
        "heat": None if one.heat is None else _address(one.heat),
    }


def _address(picture: Frame) -> str:
    return "data:image/png;base64," + b64encode(png_bytes(picture)).decode("ascii")
