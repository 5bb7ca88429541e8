"""What a composition is, as far as its first frame tells: for `hframes inspect`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from hframes.composition import Composition, file_hashes
from hframes.errors import CompositionError
from hframes.film import duration_of, open_set
from hframes.manifest import UsedFont, used_fonts
from hframes.plan import draw_up
from hframes.report import PageReport
from hframes.settings import RenderSettings
from hframes.timebase import frame_count, rate_text


class FoundAnimation(BaseModel):
    """One animation that exists at frame 0.

    Attributes:
        kind: CSSAnimation, CSSTransition, Animation. name: its keyframes, property or id.
        end: seconds at which it ends; None when it never does.
    """

    model_config = ConfigDict(frozen=True)

    kind: str
    name: str
    end: float | None


class Inspection(BaseModel):
    """See the fields' names. Sizes in CSS pixels, times in seconds; `duration` None where the page can't tell."""

    model_config = ConfigDict(frozen=True)

    page: str
    kind: str
    width: int
    height: int
    fps: str
    duration: float | None
    frames: int | None
    seed: int
    params: dict[str, Any]
    files: tuple[str, ...]
    fonts: tuple[UsedFont, ...]
    animations: tuple[FoundAnimation, ...]
    smil_elements: int
    media: tuple[float, ...]
    uses_timers: bool
    uses_animation_frames: bool
    report: PageReport


async def inspect_async(composition: Composition, settings: RenderSettings) -> Inspection:
    """Loads a composition, shows its first frame, and says what is there.

    Raises:
        HframesError: it does not load; an unknown duration is no error here.
    """
    blueprint = draw_up(composition, settings)
    async with open_set(blueprint) as scene:
        try:
            duration = await duration_of(scene, blueprint)
        except CompositionError:
            duration = None
        found = await scene.stage.describe()
        await scene.stage.step(0)
        fonts = await used_fonts(scene.window.session)
        await scene.stage.finish()
        return Inspection(
            page=composition.entry,
            kind=composition.kind,
            width=blueprint.layout.width,
            height=blueprint.layout.height,
            fps=rate_text(blueprint.rate),
            duration=None if duration is None else float(duration),
            frames=None if duration is None else frame_count(duration, blueprint.rate),
            seed=blueprint.seed,
            params=blueprint.params,
            files=tuple(file_hashes(composition.root)),
            fonts=fonts,
            animations=tuple(
                FoundAnimation(kind=kind, name=name, end=None if end == float("inf") else end / 1000)
                for name, kind, end in found.animations
            ),
            smil_elements=found.smil,
            media=found.media,
            uses_timers=found.timers,
            uses_animation_frames=found.frames,
            report=scene.stage.report(),
        )
