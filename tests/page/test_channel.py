"""An answer that took the short way never counts before what the browser had told the driver."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from playwright.async_api import CDPSession
from playwright.async_api import Error as BrowserError

from hframes.browser.line import Line, LineClosedError
from hframes.page.channel import Channel


class FakeBrowser:
    """Line and driver in one, which notes what is asked of which, and when it told the driver something."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.passed = 7
        self.ready = True
        self.tells = 0  # how much it tells the driver before the next answer
        self.answer: dict[str, Any] = {"result": {"result": {"value": "line"}}}

    async def send(self, method: str, _parameters: Any = None) -> dict[str, Any]:
        self.said.append(f"driver: {method}")
        self._tell()
        self.passed += 1
        return {"result": {"value": "driver"}}

    def order(self, method: str, parameters: dict[str, Any]) -> asyncio.Future[dict[str, Any]]:
        self.said.append(f"line: {method}")
        assert parameters["expression"] == "__hframes.step(0)"
        self._tell()
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        if self.ready:
            answer.set_result(self.answer)
        else:
            answer.set_exception(LineClosedError())
        return answer

    def _tell(self) -> None:
        self.passed += self.tells
        self.tells = 0


BY_DRIVER, BY_LINE, CATCH_UP = "driver: Runtime.evaluate", "line: Runtime.evaluate", "driver: Browser.getVersion"


def channel(browser: FakeBrowser, *, line: bool = True) -> Channel:
    return Channel(cast(CDPSession, browser), cast(Line, browser) if line else None)


def ask(browser: FakeBrowser, *tells: int, line: bool = True) -> list[str]:
    """Asks once for each number, of messages that the browser tells with its answer; what was said by which way."""

    async def work() -> None:
        asked = channel(browser, line=line)
        for count in tells:
            browser.tells = count
            await asked.ask("step(0)")

    asyncio.run(work())
    return browser.said


def test_a_page_with_nothing_to_tell_goes_by_the_line_after_the_first_answer() -> None:
    assert ask(FakeBrowser(), 0, 0, 0) == [BY_DRIVER, BY_LINE, BY_LINE]


def test_an_answer_with_news_counts_once_the_driver_has_caught_up() -> None:
    assert ask(FakeBrowser(), 0, 1) == [BY_DRIVER, BY_LINE, CATCH_UP]


def test_after_news_the_driver_is_asked_until_it_tells_its_answer_alone() -> None:
    assert ask(FakeBrowser(), 0, 2, 1, 0, 0) == [BY_DRIVER, BY_LINE, CATCH_UP, BY_DRIVER, BY_DRIVER, BY_LINE]


def test_news_between_two_calls_are_heard_by_the_driver() -> None:
    browser = FakeBrowser()

    async def work() -> None:
        asked = channel(browser)
        await asked.ask("step(0)")
        browser.passed += 1
        await asked.ask("step(0)")

    asyncio.run(work())
    assert browser.said == [BY_DRIVER, BY_DRIVER]


def test_without_a_line_the_driver_is_asked() -> None:
    assert ask(FakeBrowser(), 0, 0, line=False) == [BY_DRIVER, BY_DRIVER]


def test_where_the_line_has_ended_the_driver_tells_why() -> None:
    browser = FakeBrowser()

    async def work() -> None:
        asked = channel(browser)
        await asked.ask("step(0)")
        browser.ready = False
        await asked.ask("step(0)")

    asyncio.run(work())
    assert browser.said == [BY_DRIVER, BY_LINE, BY_DRIVER]


def test_an_order_that_the_browser_refuses_is_its_error() -> None:
    browser = FakeBrowser()
    browser.answer = {"error": {"message": "Cannot find context"}}
    with pytest.raises(BrowserError, match="Cannot find context"):
        ask(browser, 0, 0)


def test_frames_of_a_quiet_page_tell_the_driver_nothing(film) -> None:
    page = film("<p id=p>x<script>function f(t) { p.style.left = t + 'px'; requestAnimationFrame(f) } f(0)</script>")
    page.run_to(3)
    line = page.browser.window.line
    assert line is not None
    passed = line.passed
    page.run_to(20)
    assert line.passed == passed


def test_an_error_is_told_at_the_frame_at_which_it_is_thrown(film) -> None:
    page = film("<script>let n = 0; (function f() { requestAnimationFrame(f); if (n++ % 4 == 3) throw n })()</script>")
    page.run_to(12)
    assert [fault.frame for fault in page.stage.report().of_kind("page-error")] == [2, 6, 10]
