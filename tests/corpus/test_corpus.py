"""Pages as people write them: each is the same however it is rendered, on a busy machine too, and it moves.

The list is the folder: a page is `pages/NAME.html`, or `pages/NAME/index.html` where it has files beside it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xxhash

from hframes import RenderSettings, Verification, Way, frames, verify

FOLDER = Path(__file__).parent / "pages"
PAGES = sorted([*FOLDER.glob("*.html"), *FOLDER.glob("*/index.html")])
SETTINGS = RenderSettings(strict=True)
# A few of them in `make test`: all, in every way, take a quarter of an hour.
QUICK = PAGES[::16]


def _name(page: Path) -> str:
    return page.parent.name if page.name == "index.html" else page.stem


every_page = pytest.mark.parametrize("page", [pytest.param(page, id=_name(page)) for page in PAGES])
some_pages = pytest.mark.parametrize("page", [pytest.param(page, id=_name(page)) for page in QUICK])


def test_every_page_has_a_name_of_its_own_and_there_are_at_least_sixty() -> None:
    assert len({_name(page) for page in PAGES}) == len(PAGES) >= 60


@some_pages
def test_a_page_is_the_same_twice_the_second_time_disturbed(page: Path) -> None:
    _check(verify(page, SETTINGS, ways=[Way.DISTURBED]))


@pytest.mark.slow
@every_page
def test_a_page_is_the_same_in_every_way(page: Path) -> None:
    _check(verify(page, SETTINGS))


@pytest.mark.slow
@every_page
def test_a_page_moves_and_is_not_blank(page: Path) -> None:
    pictures = list(frames(page, SETTINGS))
    last = pictures[-1].reshape(-1, 3)
    assert (last != last[0]).any(), "the last frame has one colour"
    assert not np.array_equal(pictures[0], pictures[-1]), "the last frame is the first"
    distinct = len({xxhash.xxh3_128_hexdigest(picture.data) for picture in pictures})
    assert distinct > len(pictures) / 4, "most frames are repeats: too little moves to prove anything"


def _check(found: Verification) -> None:
    assert found.identical, (found.difference, found.sources)
    assert found.report.faults == ()
