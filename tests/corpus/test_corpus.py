"""Pages as people write them: each is the same however it is rendered, on a busy machine too, and it moves.

The list is the folder: a page is `pages/NAME.html`, or `pages/NAME/index.html` where it has files beside it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import xxhash

from hframes import RenderSettings, Verification, Way, open_composition, verify_async
from hframes.capture import Frame
from hframes.encode import FramePool
from hframes.film import duration_of, film
from hframes.house import House, open_house, open_house_for_page, open_page
from hframes.plan import Blueprint, draw_up, segments

FOLDER = Path(__file__).parent / "pages"
PAGES = sorted([*FOLDER.glob("*.html"), *FOLDER.glob("*/index.html")])
SETTINGS = RenderSettings(strict=True)
# Not `again`, which `disturbed` does as well; nor the other back end: how far the two are apart never fails.
WAYS = (Way.SHUFFLED, Way.SEGMENT, Way.STILLS, Way.DISTURBED)
# A few of them in `make test`: all take minutes.
QUICK = PAGES[::27]


def _name(page: Path) -> str:
    return page.parent.name if page.name == "index.html" else page.stem


def _needs_its_own(page: Path) -> bool:
    """Whether it needs another browser than the others do."""
    return "startViewTransition" in page.read_text(encoding="utf-8")


every_page = pytest.mark.parametrize("page", [pytest.param(page, id=_name(page)) for page in PAGES])
some_pages = pytest.mark.parametrize("page", [pytest.param(page, id=_name(page)) for page in QUICK])


@dataclass(frozen=True)
class Cinema:
    """One browser that is large enough for all pages, and the loop that it runs on."""

    runner: asyncio.Runner
    house: House

    def check(self, page: Path, ways: Sequence[Way]) -> Verification:
        house = None if _needs_its_own(page) else self.house
        return self.runner.run(verify_async(page, SETTINGS, ways=ways, house=house))

    def frames(self, page: Path) -> list[Frame]:
        return self.runner.run(self._frames(draw_up(open_composition(page), SETTINGS)))

    async def _frames(self, blueprint: Blueprint) -> list[Frame]:
        alone = _needs_its_own(Path(blueprint.composition.root, blueprint.composition.entry))
        opened = open_house_for_page(blueprint) if alone else open_page(self.house, blueprint)
        async with opened as (scene, _):
            plan = segments(blueprint.frames(await duration_of(scene, blueprint)), blueprint.rate)
            async with aclosing(film(scene, plan, FramePool(blueprint.video))) as shots:
                return [shot.pixels async for shot in shots]


@pytest.fixture(scope="module")
def cinema() -> Iterator[Cinema]:
    blueprints = [draw_up(open_composition(page), SETTINGS) for page in PAGES]
    largest = max(blueprints, key=lambda blueprint: blueprint.layout.width * blueprint.layout.height)
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        house = runner.run(stack.enter_async_context(open_house(largest)))
        try:
            yield Cinema(runner, house)
        finally:
            runner.run(stack.aclose())


def test_every_page_has_a_name_of_its_own_and_there_are_at_least_sixty() -> None:
    assert len({_name(page) for page in PAGES}) == len(PAGES) >= 60


@some_pages
def test_a_page_is_the_same_twice_the_second_time_disturbed(page: Path, cinema: Cinema) -> None:
    _is_identical(cinema.check(page, [Way.DISTURBED]))


@pytest.mark.slow
@every_page
def test_a_page_is_the_same_in_every_way(page: Path, cinema: Cinema) -> None:
    _is_identical(cinema.check(page, WAYS))


@pytest.mark.slow
@every_page
def test_a_page_moves_and_is_not_blank(page: Path, cinema: Cinema) -> None:
    pictures = [picture[:, :, :3] for picture in cinema.frames(page)]
    last = pictures[-1].reshape(-1, 3)
    assert (last != last[0]).any(), "the last frame has one colour"
    assert not np.array_equal(pictures[0], pictures[-1]), "the last frame is the first"
    distinct = len({xxhash.xxh3_128_hexdigest(np.ascontiguousarray(picture).data) for picture in pictures})
    assert distinct > len(pictures) / 4, "most frames are repeats: too little moves to prove anything"


def _is_identical(found: Verification) -> None:
    assert found.identical, (found.difference, found.sources)
    assert found.report.faults == ()
