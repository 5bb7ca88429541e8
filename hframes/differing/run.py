"""Walks through two films side by side."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from hframes.composition import Composition
from hframes.differing.chosen import Choice
from hframes.differing.findings import Diff, FrameApart, Side
from hframes.differing.measure import Levels, Rules, distance_of, levels, mean_of
from hframes.differing.opening import Opened, are_comparable, changes_of, check_pair, is_same_shape, open_source
from hframes.differing.outputs import claim_pages, write_pages
from hframes.differing.source import Picture, showing
from hframes.differing.stretches import Chronicle
from hframes.errors import UsageError
from hframes.progress import Progress, Watcher, ignore
from hframes.settings import RenderSettings
from hframes.timebase import parse_rate
from hframes.verification.findings import Box, Distance

MOST_SHOWN = 24
SHOWN = 12


async def diff_async(
    a: Composition | Path | str,
    b: Composition | Path | str,
    settings: RenderSettings | None = None,
    *,
    settings_b: RenderSettings | None = None,
    tolerance: int = 0,
    ignored: Sequence[Box] = (),
    out: Path | str | None = None,
    shown: int = SHOWN,
    watcher: Watcher = ignore,
) -> Diff:
    """Compares two films frame by frame, at equal indices of the whole video.

    Args:
        a, b: two videos or compositions, or one of each, or two manifests. A folder and a file that ends in .html, .htm
            or .svg is a composition, one that ends in .json a manifest, any other a video.
        settings: how compositions are filmed; `force` allows to replace what is in `out`.
        settings_b: how `b` is, where that is another way.
        tolerance: levels, 0 to 255; a pixel differs where one of its colours is further apart. Two encodings of the
            same frames are a level or two apart in many pixels, and more at edges where their quality differs.
        ignored: boxes in device pixels that are left out.
        out: a folder for the contact sheet and the report; it is made.
        shown: how many frames those show at most, 1 to 24.
        watcher: is told about every frame.

    Raises:
        HframesError: as a render; UsageError for two things that can't be compared, EncodeError for a damaged video.
    """
    began = time.perf_counter()
    rules = _rules(tolerance, ignored)
    if not 1 <= shown <= MOST_SHOWN:
        raise UsageError(f"{shown} is not a number of frames to show: 1 to {MOST_SHOWN}", where="--show")
    settings = settings or RenderSettings()
    sources = await open_source(a, settings), await open_source(b, settings_b or settings)
    check_pair(*sources, rules)
    folder = None if out is None else Path(out)
    if folder is not None:
        claim_pages(folder, force=settings.force)
    walk = _Walk(rules, Choice(shown if folder is not None else 0), Chronicle(parse_rate(sources[0].side.fps)))
    walk.comparable = are_comparable(*sources)
    await _go(sources, walk, watcher)
    side_a, side_b = _told(sources[0], walk.frames_a), _told(sources[1], walk.frames_b)
    chronicle = walk.chronicle
    found = Diff(
        identical=chronicle.differing == chronicle.missing == 0 and is_same_shape(side_a, side_b),
        a=side_a,
        b=side_b,
        comparable=walk.comparable,
        tolerance=rules.tolerance,
        ignored=rules.ignored,
        compared=chronicle.compared,
        differing=chronicle.differing,
        missing=chronicle.missing,
        changes=changes_of(*sources),
        stretches=chronicle.stretches(),
        frames=tuple(chronicle.listed),
        seconds=time.perf_counter() - began,
    )
    return found if folder is None else await asyncio.to_thread(write_pages, found, walk.choice.shown(), folder)


def _rules(tolerance: int, ignored: Sequence[Box]) -> Rules:
    if not 0 <= tolerance <= 255:
        raise UsageError(f"{tolerance} is not a tolerance: it is 0 to 255 levels of a colour", where="--tolerance")
    return Rules(tolerance, tuple(ignored))


def _told(source: Opened, frames: int) -> Side:
    return source.side.model_copy(update={"frames": frames, "report": source.report()})


@dataclass
class _Measured:
    """What came of the pair of pictures before; where nothing moves, it is what comes of the next."""

    a: Picture
    b: Picture
    apart: Levels | None
    distance: Distance | None
    mean: float | None


@dataclass
class _Walk:
    rules: Rules
    choice: Choice
    chronicle: Chronicle
    comparable: bool = True
    frames_a: int = 0
    frames_b: int = 0
    last: _Measured | None = None

    def both(self, a: Picture, b: Picture) -> None:
        """Takes a frame that both have."""
        if a.pixels is None or b.pixels is None:
            same = self.comparable and a.digest == b.digest
            self.chronicle.same() if same else self.chronicle.apart(a.frame, None, None)
            return
        if not self.comparable:
            stretch = self.chronicle.apart(a.frame, None, None)
            told = FrameApart(frame=a.frame, time=float(a.frame / self.rate))
            self.choice.add(stretch, told, a.pixels, b.pixels, None)
            return
        last = self.last
        if last is None or last.a.pixels is not a.pixels or last.b.pixels is not b.pixels:
            apart = levels(a.pixels, b.pixels, self.rules)
            distance, mean = (None, None) if apart is None else (distance_of(apart), mean_of(apart))
            last = self.last = _Measured(a, b, apart, distance, mean)
        if last.apart is None:
            self.chronicle.same()
            return
        stretch = self.chronicle.apart(a.frame, last.distance, last.mean)
        told = FrameApart(frame=a.frame, time=float(a.frame / self.rate), distance=last.distance, mean=last.mean)
        self.choice.add(stretch, told, a.pixels, b.pixels, last.apart)

    @property
    def rate(self) -> Fraction:
        return self.chronicle.rate


async def _go(sources: tuple[Opened, Opened], walk: _Walk, watcher: Watcher) -> None:
    began = time.perf_counter()
    done = 0
    async with showing(sources[0]) as pictures_a, showing(sources[1]) as pictures_b:
        a, b = await _next(pictures_a), await _next(pictures_b)
        while a is not None or b is not None:
            if b is None or (a is not None and a.frame < b.frame):
                assert a is not None
                walk.chronicle.only("only in A", a.frame)
                walk.frames_a += 1
                a = await _next(pictures_a)
            elif a is None or b.frame < a.frame:
                walk.chronicle.only("only in B", b.frame)
                walk.frames_b += 1
                b = await _next(pictures_b)
            else:
                if a.pixels is None:
                    walk.both(a, b)
                else:  # in a thread, so that browsers and decoders go on meanwhile
                    await asyncio.to_thread(walk.both, a, b)
                walk.frames_a += 1
                walk.frames_b += 1
                a, b = await _next(pictures_a), await _next(pictures_b)
            done += 1
            known = [total for source in sources if (total := source.total()) is not None]
            watcher(Progress(done, max([done, *known]), time.perf_counter() - began, None))


async def _next(pictures: AsyncIterator[Picture]) -> Picture | None:
    return await anext(pictures, None)
