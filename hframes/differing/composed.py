"""A composition as pictures: filmed in memory, as a render films it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field

from hframes.composition import Composition
from hframes.differing.findings import Side
from hframes.differing.source import Picture
from hframes.encode import FramePool
from hframes.errors import UsageError
from hframes.film import duration_of, film, open_set
from hframes.plan import Blueprint, draw_up, segments
from hframes.report import PageReport
from hframes.settings import RenderSettings
from hframes.timebase import rate_text


@dataclass
class ComposedSource:
    """See `Source`. No browser runs before the first picture is asked for."""

    blueprint: Blueprint
    side: Side
    _total: int | None = None
    _report: PageReport = field(default_factory=PageReport)

    def total(self) -> int | None:
        """Known once the page is loaded."""
        return self._total

    def report(self) -> PageReport:
        """What the page did up to the last picture."""
        return self._report

    async def pictures(self) -> AsyncGenerator[Picture, None]:
        """Raises HframesError, as a render does."""
        blueprint = self.blueprint
        count = 0
        async with open_set(blueprint) as scene:
            frames = blueprint.frames(await duration_of(scene, blueprint))
            self._total = len(frames)
            plan = segments(frames, blueprint.rate)
            async with aclosing(film(scene, plan, FramePool(blueprint.video))) as shots:
                async for shot in shots:
                    yield Picture(shot.frame, shot.pixels)
                    count += 1
            self._report = scene.stage.report()
        if count == 0:
            raise UsageError(
                "The page ended the video before its first frame", where=f"hframes.end() in {self.side.name}"
            )


def compose(composition: Composition, name: str, settings: RenderSettings) -> ComposedSource:
    """Checks the settings against the composition.

    Raises:
        UsageError, CompositionError: something is wrong with either.
    """
    blueprint = draw_up(composition, settings)
    side = Side(
        kind="composition",
        name=name,
        width=blueprint.video.width,
        height=blueprint.video.height,
        fps=rate_text(blueprint.rate),
        first_frame=blueprint.first,
    )
    return ComposedSource(blueprint, side)
