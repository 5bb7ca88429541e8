"""The line stands on the pipe between driver and browser: both hear each other as before, and neither hears of it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from hframes.browser.line import FIRST_ORDER, Line, LineClosedError

# Answers every order with its own method and parameters. "tell" first tells something; "leave" ends without an answer.
BROWSER = r"""
import json, os
orders, answers = os.fdopen(3, "rb", 0), os.fdopen(4, "wb", 0)
rest = b""
def say(message):
    left = memoryview(json.dumps(message, separators=(",", ":")).encode() + b"\0")
    while left:
        left = left[os.write(4, left):]
while piece := orders.read(1000):
    *whole, rest = (rest + piece).split(b"\0")
    for order in map(json.loads, whole):
        if order["method"] == "leave":
            raise SystemExit
        if order["method"] == "tell":
            say({"method": "told", "params": {}})
        say({"id": order["id"], "result": {"value": [order["method"], order["params"], order.get("sessionId")]}})
"""


class Driver:
    """Starts a browser with a pipe, as Playwright's driver does, and talks with it."""

    def __init__(self, line: Line) -> None:
        orders, self._orders = os.pipe()
        self._answers, answers = os.pipe()

        def to_their_places() -> None:
            kept = [os.dup(orders), os.dup(answers)]
            os.dup2(os.dup(kept[0]), 13)
            os.dup2(os.dup(kept[1]), 14)
            os.dup2(13, 3)
            os.dup2(14, 4)

        command = [*line.command, sys.executable, "-c", BROWSER]
        self.process = subprocess.Popen(command, preexec_fn=to_their_places, close_fds=False)
        os.close(orders)
        os.close(answers)
        self._rest = b""

    async def say(self, number: int, method: str, session: str | None = None, **parameters: Any) -> None:
        order = {"id": number, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        whole = memoryview(json.dumps(order).encode() + b"\0")
        while whole:
            whole = whole[await asyncio.to_thread(os.write, self._orders, whole[:5000]) :]

    async def hear(self) -> dict[str, Any] | None:
        """The next that it is told; None at the end of the pipe."""
        while b"\0" not in self._rest:
            piece = await asyncio.to_thread(os.read, self._answers, 100_000)
            if not piece:
                return None
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))

    def leave(self) -> None:
        for end in (self._orders, self._answers):
            if end >= 0:
                os.close(end)
        self._orders = self._answers = -1
        self.process.wait(10)


Work = Callable[[Line, Driver], Awaitable[None]]


@pytest.fixture
def on_a_line(tmp_path: Path) -> Callable[[Work], None]:
    async def run(work: Work) -> None:
        line = Line(tmp_path)
        driver = await asyncio.to_thread(Driver, line)
        try:
            async with asyncio.timeout(20):
                await work(line, driver)
        finally:
            line.close()
            await asyncio.to_thread(driver.leave)

    return lambda work: asyncio.run(run(work))


async def adopt(line: Line, driver: Driver, session: str = "S") -> None:
    async def send(method: str, parameters: dict[str, Any]) -> None:
        await driver.say(1, method, session, **parameters)
        await driver.hear()

    await line.adopt(send)


def test_driver_and_browser_hear_each_other(on_a_line) -> None:
    async def work(line: Line, driver: Driver) -> None:
        await driver.say(1, "tell", a="ä")
        assert await driver.hear() == {"method": "told", "params": {}}
        assert await driver.hear() == {"id": 1, "result": {"value": ["tell", {"a": "ä"}, None]}}
        assert line.passed == 2
        assert not line.ready

    on_a_line(work)


def test_long_messages_pass_whole(on_a_line) -> None:
    async def work(_line: Line, driver: Driver) -> None:
        long = "x" * 3_000_000
        saying = asyncio.ensure_future(driver.say(1, "long", text=long))
        heard = await driver.hear()
        await saying
        assert heard == {"id": 1, "result": {"value": ["long", {"text": long}, None]}}

    on_a_line(work)


def test_an_order_of_ours_is_in_the_drivers_session_and_unknown_to_it(on_a_line) -> None:
    async def work(line: Line, driver: Driver) -> None:
        await adopt(line, driver)
        passed = line.passed
        answers = await asyncio.gather(*(line.order("ours", {"n": n}) for n in range(3)))
        assert [answer["result"]["value"] for answer in answers] == [["ours", {"n": n}, "S"] for n in range(3)]
        assert line.passed == passed
        await driver.say(2, "theirs")
        assert await driver.hear() == {"id": 2, "result": {"value": ["theirs", {}, None]}}

    on_a_line(work)


def test_the_drivers_own_numbers_may_begin_as_ours(on_a_line) -> None:
    async def work(line: Line, driver: Driver) -> None:
        await adopt(line, driver)
        await driver.say(100, "theirs")
        heard = await driver.hear()
        assert heard is not None
        assert heard["id"] == 100
        assert FIRST_ORDER < 2**31 - 1_000_000  # Chromium's numbers are signed, of 32 bits

    on_a_line(work)


def test_what_the_browser_tells_with_an_answer_is_counted_before_it(on_a_line) -> None:
    async def work(line: Line, driver: Driver) -> None:
        await adopt(line, driver)
        passed = line.passed
        await line.order("tell", {})
        assert line.passed == passed + 1
        assert await driver.hear() == {"method": "told", "params": {}}

    on_a_line(work)


def test_the_answer_to_an_order_that_nobody_waits_for_is_passed_over(on_a_line) -> None:
    async def work(line: Line, driver: Driver) -> None:
        await adopt(line, driver)
        line.order("ours", {}).cancel()
        assert (await line.order("ours", {"n": 2}))["result"]["value"] == ["ours", {"n": 2}, "S"]
        await driver.say(2, "theirs")
        heard = await driver.hear()
        assert heard is not None
        assert heard["id"] == 2

    on_a_line(work)


def test_an_end_of_the_browser_ends_orders_and_is_told_to_the_driver(on_a_line) -> None:
    async def work(line: Line, driver: Driver) -> None:
        await adopt(line, driver)
        with pytest.raises(LineClosedError):
            await line.order("leave", {})
        assert await driver.hear() is None
        assert not line.ready
        with pytest.raises(LineClosedError):
            await line.order("ours", {})

    on_a_line(work)


def test_an_end_of_the_driver_ends_the_browser(on_a_line) -> None:
    async def work(line: Line, driver: Driver) -> None:
        await adopt(line, driver)
        await asyncio.to_thread(driver.leave)
        assert driver.process.returncode == 0
        with pytest.raises(LineClosedError):
            await line.order("ours", {})

    on_a_line(work)


def test_only_the_callers_own_user_can_reach_the_socket(tmp_path: Path) -> None:
    async def look() -> None:
        line = Line(tmp_path)
        try:
            assert (tmp_path / "line").stat().st_mode & 0o777 == 0o600
        finally:
            line.close()

    asyncio.run(look())
