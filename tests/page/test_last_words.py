"""Where a picture can't be had because the page has just ended, that is what is told."""

from __future__ import annotations

import asyncio

import pytest

from hframes.errors import PageError


def test_an_end_that_is_told_a_little_late_is_heard(film) -> None:
    page = film("<p>x")
    page.step(0)

    async def ended() -> None:
        asyncio.get_running_loop().call_later(0.05, page.stage._watch.fail, "The page's process crashed")
        await page.stage.last_words()

    with pytest.raises(PageError, match="process crashed"):
        page.browser.run(ended())


def test_a_page_that_goes_on_has_no_last_words(film) -> None:
    page = film("<p>x")
    page.step(0)
    page.browser.run(page.stage.last_words())
