"""Pages as people write them: each is the same however it is rendered, on a busy machine too, and it moves.

The list is the folder: a page is `pages/NAME.html`, or `pages/NAME/index.html` where it has files beside it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import numpy as np
import pytest
import xxhash

from hframes import RenderSettings, Verification, Way, frames, open_composition, verify_async
from hframes.house import open_house
from hframes.plan import draw_up

FOLDER = Path(__file__).parent / "pages"
PAGES = sorted([*FOLDER.glob("*.html"), *FOLDER.glob("*/index.html")])
SETTINGS = RenderSettings(strict=True)
# How far the two back ends are apart is told, and never fails.
WAYS = (Way.AGAIN, Way.SHUFFLED, Way.SEGMENT, Way.STILLS, Way.DISTURBED)
# A few of them in `make test`: all take minutes.
QUICK = PAGES[::16]


def _name(page: Path) -> str:
    return page.parent.name if page.name == "index.html" else page.stem


every_page = pytest.mark.parametrize("page", [pytest.param(page, id=_name(page)) for page in PAGES])
some_pages = pytest.mark.parametrize("page", [pytest.param(page, id=_name(page)) for page in QUICK])


Check = Callable[[Path, Sequence[Way]], Verification]


@pytest.fixture(scope="module")
def check() -> Iterator[Check]:
    """Verifies a page, in one browser that is large enough for all of them."""
    blueprints = [draw_up(open_composition(page), SETTINGS) for page in PAGES]
    largest = max(blueprints, key=lambda blueprint: blueprint.layout.width * blueprint.layout.height)
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        house = runner.run(stack.enter_async_context(open_house(largest)))
        try:
            yield lambda page, ways: runner.run(verify_async(page, SETTINGS, ways=ways, house=house))
        finally:
            runner.run(stack.aclose())


def test_every_page_has_a_name_of_its_own_and_there_are_at_least_sixty() -> None:
    assert len({_name(page) for page in PAGES}) == len(PAGES) >= 60


@some_pages
def test_a_page_is_the_same_twice_the_second_time_disturbed(page: Path, check: Check) -> None:
    _is_identical(check(page, [Way.DISTURBED]))


@pytest.mark.slow
@every_page
def test_a_page_is_the_same_in_every_way(page: Path, check: Check) -> None:
    _is_identical(check(page, WAYS))


@pytest.mark.slow
@every_page
def test_a_page_moves_and_is_not_blank(page: Path) -> None:
    pictures = list(frames(page, SETTINGS))
    last = pictures[-1].reshape(-1, 3)
    assert (last != last[0]).any(), "the last frame has one colour"
    assert not np.array_equal(pictures[0], pictures[-1]), "the last frame is the first"
    distinct = len({xxhash.xxh3_128_hexdigest(picture.data) for picture in pictures})
    assert distinct > len(pictures) / 4, "most frames are repeats: too little moves to prove anything"


def _is_identical(found: Verification) -> None:
    assert found.identical, (found.difference, found.sources)
    assert found.report.faults == ()
