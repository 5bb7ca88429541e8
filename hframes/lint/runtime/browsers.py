"""One browser for all pages that are run; another one only where a page breaks it, or needs it started otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from hframes.capture import Layout
from hframes.composition import open_composition
from hframes.errors import HframesError, OtherBrowserError, PageError, PageHungError
from hframes.film import witnessed
from hframes.house import open_house
from hframes.lint.runtime.visit import Visit, visit
from hframes.plan import Blueprint, draw_up
from hframes.settings import CaptureBackend, RenderSettings


async def visit_all(paths: Sequence[Path], settings: RenderSettings) -> list[Visit]:
    """Runs pages, one after the other.

    Args:
        paths: pages, or folders with index.html.
        settings: what is not about a page's video is passed over.

    Returns:
        What was seen of each, in their order. A page that can't be run has the reason in its visit.

    Raises:
        SetupError: there is no browser.
    """
    # Nothing is painted, so that no screen is needed.
    wishes = settings.model_copy(update={"capture": CaptureBackend.SCREENSHOT, "best_effort": True, "strict": False})
    visits: dict[int, Visit] = {}
    blueprints: dict[int, Blueprint] = {}
    for number, path in enumerate(paths):
        try:
            blueprints[number] = draw_up(open_composition(path), wishes)
        except HframesError as error:
            visits[number] = Visit(end=error)
    paced: dict[int, Blueprint] = {}
    visits |= await _visit_in_turn(blueprints, paced)
    visits |= await _visit_in_turn(paced, None)
    return [visits[number] for number in range(len(paths))]


async def _visit_in_turn(blueprints: Mapping[int, Blueprint], paced: dict[int, Blueprint] | None) -> dict[int, Visit]:
    """Visits pages in as few browsers as do; those that need one for view transitions are put into `paced`, if any."""
    visits: dict[int, Visit] = {}
    waiting = dict(blueprints)
    while waiting:
        broken: int | None = None
        async with open_house(_largest([*waiting.values()]), paced=paced is None) as house:
            while waiting and broken is None:
                number = next(iter(waiting))
                blueprint = waiting.pop(number)
                try:
                    visits[number] = await visit(house, blueprint)
                except OtherBrowserError as error:
                    if paced is not None and error.paced:
                        paced[number] = blueprint
                    else:
                        visits[number] = Visit(end=error)
                else:
                    broken = number if _is_spoilt(visits[number].end) else None
        if broken is not None:
            visits[broken] = await _explained(visits[broken], blueprints[broken])
    return visits


def _is_spoilt(end: HframesError | None) -> bool:
    """Whether what ended a page may have left the browser unfit for the next one."""
    return isinstance(end, PageError) and end.kind is None


def _largest(blueprints: Sequence[Blueprint]) -> Blueprint:
    """A page in whose browser all of them fit."""
    width = max(blueprint.layout.width for blueprint in blueprints)
    height = max(blueprint.layout.height for blueprint in blueprints)
    return replace(blueprints[0], layout=Layout(width, height, blueprints[0].layout.scale))


async def _explained(seen: Visit, blueprint: Blueprint) -> Visit:
    """The same, with the place of a loop that does not end."""
    if not isinstance(seen.end, PageHungError):
        return seen
    return replace(seen, end=await witnessed(blueprint, seen.end))
