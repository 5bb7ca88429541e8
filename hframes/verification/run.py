"""The whole way of a verification: the first render, the others beside it, and what the page touched."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from hframes.capture import Frame
from hframes.composition import Composition, open_composition
from hframes.errors import HframesError, OtherBrowserError, PageHungError, SetupError, UsageError
from hframes.film import duration_of, witnessed
from hframes.house import House, open_house, open_page
from hframes.plan import Blueprint, draw_up, segments
from hframes.progress import Watcher, ignore
from hframes.report import PageReport
from hframes.settings import CaptureBackend, RenderSettings
from hframes.timebase import rate_text
from hframes.verification.compare import Gallery, Mismatch, Reference, Tally
from hframes.verification.disturb import Disturbance, Disturber, usual_disturbance
from hframes.verification.findings import Difference, Source, Verification, WayResult
from hframes.verification.pictures import claim_folder, write_pictures
from hframes.verification.sources import find_sources
from hframes.verification.take import EachFrame, Pulse, film_take
from hframes.verification.ways import ALL, TITLES, Take, Way, count, takes

_NO_SEGMENTS = "the video is a single segment"


async def verify_async(
    source: Composition | Path | str,
    settings: RenderSettings | None = None,
    *,
    ways: Sequence[Way | str] = ALL,
    out: Path | str | None = None,
    watcher: Watcher = ignore,
    house: House | None = None,
    disturbance: Disturbance | None = None,
) -> Verification:
    """Renders a composition in several ways and compares every frame of each with its first render.

    Args:
        source: a composition, or the path of one.
        settings: as for a render.
        ways: which, in this order; it ends with the first that differs.
        out: a folder for pictures of the first difference; made where it is missing.
        watcher: is told about every frame.
        house: a running browser to use for every page; None starts one for each way.
        disturbance: how bad `DISTURBED` is; None for a busy process on every core.

    Raises:
        HframesError: as a render; a page that fails in one way has its name in `where`.
    """
    blueprint = draw_up(_opened(source), settings or RenderSettings())
    chosen = [_way(name) for name in ways]
    if out is not None:
        claim_folder(Path(out), force=blueprint.settings.force)
    began = time.perf_counter()
    pulse = Pulse(watcher, "first render")
    gallery = Gallery(blueprint.video.shape)
    try:
        work = _Verifying(blueprint, house, Reference(gallery), pulse, disturbance or usual_disturbance())
        return await work.run(chosen, None if out is None else Path(out), began)
    except PageHungError as hang:
        raise await witnessed(blueprint, hang) from None
    finally:
        gallery.close()


def _way(name: Way | str) -> Way:
    try:
        return Way(name)
    except ValueError:
        known = ", ".join(Way)
        raise UsageError(f"{name!r} is not a way to verify", hint=f"There are: {known}") from None


class _Verifying:
    def __init__(
        self, blueprint: Blueprint, house: House | None, reference: Reference, pulse: Pulse, disturbance: Disturbance
    ) -> None:
        self._blueprint = blueprint
        self._house = house
        self._reference = reference
        self._pulse = pulse
        self._disturbance = disturbance
        self._paced = False

    async def run(self, ways: Sequence[Way], out: Path | None, began: float) -> Verification:
        blueprint = self._blueprint
        try:
            frames, report, capture = await self._first()
        except OtherBrowserError:
            if self._house is not None or self._paced:
                raise
            self._paced = True
            frames, report, capture = await self._first()
        plans = {way: takes(way, frames, blueprint.rate, Random(f"{blueprint.seed} {way}")) for way in ways}
        self._pulse.total = len(frames) + sum(count(plan) for plan in plans.values())
        results: list[WayResult] = []
        difference: Difference | None = None
        sources: tuple[Source, ...] = ()
        for way, plan in plans.items():
            if difference is not None:
                results.append(WayResult(way=way, outcome="untried"))
                continue
            self._pulse.doing = TITLES[way]
            result, earliest = await self._try(way, plan, capture)
            results.append(result)
            if earliest is not None and not result.tolerated:
                pictures = write_pictures(earliest, out) if out is not None else ()
                difference = self._told(way, earliest, pictures)
                sources = await self._sources(earliest.frame)
        return Verification(
            identical=difference is None,
            composition=blueprint.composition.entry,
            frames=len(frames),
            first_frame=frames.start,
            fps=rate_text(blueprint.rate),
            width=blueprint.video.width,
            height=blueprint.video.height,
            capture=capture,
            ways=tuple(results),
            difference=difference,
            sources=sources,
            seconds=time.perf_counter() - began,
            report=report,
        )

    @asynccontextmanager
    async def _housed(self, blueprint: Blueprint) -> AsyncIterator[House]:
        if self._house is not None:
            yield self._house
        else:
            async with open_house(blueprint, paced=self._paced) as house:
                yield house

    async def _first(self) -> tuple[range, PageReport, CaptureBackend]:
        async with self._housed(self._blueprint) as house, open_page(house, self._blueprint) as (scene, _):
            asked = self._blueprint.frames(await duration_of(scene, self._blueprint))
            self._pulse.total = len(asked)
            plan = tuple(segments(asked, self._blueprint.rate))
            await film_take(scene, self._blueprint, plan, self._reference.add, self._pulse.beat)
            report, capture = scene.stage.report(), house.backend
        if not self._reference.hashes:
            raise UsageError("The page ended the video before its first frame", where="hframes.end()")
        return range(asked.start, asked.start + len(self._reference.hashes)), report, capture

    async def _try(self, way: Way, plan: Sequence[Take], capture: CaptureBackend) -> tuple[WayResult, Mismatch | None]:
        if not plan:
            return WayResult(way=way, outcome="skipped", why=_NO_SEGMENTS), None
        try:
            if way is not Way.BACKENDS:
                async with self._housed(self._blueprint) as house:
                    tally = await self._compare(house, self._blueprint, way, plan)
            else:
                other = _with(self._blueprint, capture=_other(capture))
                try:
                    async with open_house(other, paced=self._paced) as house:
                        tally = await self._compare(house, other, way, plan)
                except SetupError as error:
                    return WayResult(way=way, outcome="skipped", why=error.what), None
        except HframesError as error:
            error.where = f"{error.where}; {TITLES[way]}" if error.where else TITLES[way]
            raise
        return (
            WayResult(
                way=way,
                outcome="differs" if tally.differing else "identical",
                tolerated=way is Way.BACKENDS,
                pages=len(plan),
                frames=len(tally.compared),
                differing=len(tally.differing),
                pixels=tally.pixels,
                largest=tally.largest,
            ),
            tally.earliest,
        )

    async def _compare(self, house: House, blueprint: Blueprint, way: Way, plan: Sequence[Take]) -> Tally:
        tally = Tally(self._reference)

        async def take_in(frame: int, digest: str, pixels: Frame) -> None:
            tally.add(frame, digest, pixels)

        for take in plan:
            if way is Way.DISTURBED:
                await self._film_disturbed(house, blueprint, take, take_in)
            else:
                async with open_page(house, blueprint) as (scene, _):
                    await duration_of(scene, blueprint)
                    await film_take(scene, blueprint, take, take_in, self._pulse.beat)
            for segment in take:
                for frame in segment.frames:
                    if frame not in tally.compared:
                        tally.miss(frame)
        return tally

    async def _film_disturbed(self, house: House, blueprint: Blueprint, take: Take, each: EachFrame) -> None:
        disturber = Disturber(self._disturbance, Random(f"{blueprint.seed} disturbed"))
        patient = _with(blueprint, frame_timeout=blueprint.settings.frame_timeout * self._disturbance.patience)
        async with disturber.beside(), open_page(house, patient, pace=disturber.pace) as (scene, _):

            async def each_then_trouble(frame: int, digest: str, pixels: Frame) -> None:
                await each(frame, digest, pixels)
                await disturber.trouble(scene)

            await duration_of(scene, patient)
            await film_take(scene, patient, take, each_then_trouble, self._pulse.beat)
            await disturber.leave(scene)

    def _told(self, way: Way, mismatch: Mismatch, pictures: tuple[Path, ...]) -> Difference:
        return Difference(
            way=way,
            frame=mismatch.frame,
            time=float(mismatch.frame / self._blueprint.rate),
            distance=mismatch.distance,
            note=mismatch.note,
            pictures=pictures,
        )

    async def _sources(self, frame: int) -> tuple[Source, ...]:
        self._pulse.doing = "looking for the reason"
        try:
            async with self._housed(self._blueprint) as house:
                return await find_sources(house, self._blueprint, frame)
        except HframesError:  # the difference is found; a page that does something else again can't take it back
            return ()


def _with(blueprint: Blueprint, **settings: Any) -> Blueprint:
    return replace(blueprint, settings=blueprint.settings.model_copy(update=settings))


def _other(capture: CaptureBackend) -> CaptureBackend:
    return CaptureBackend.SCREENSHOT if capture is CaptureBackend.DISPLAY else CaptureBackend.DISPLAY


def _opened(source: Composition | Path | str) -> Composition:
    return source if isinstance(source, Composition) else open_composition(source)
