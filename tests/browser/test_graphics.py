"""A GPU process that was replaced is noticed."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import Error as BrowserError

from hframes.browser import graphics
from hframes.browser.graphics import GraphicsWatch
from hframes.errors import CaptureError


class FakeSession:
    """Answers with these GPU processes, one list for each question; None: never."""

    def __init__(self, *answers: list[int] | BrowserError | None) -> None:
        self.answers = list(answers)

    async def send(self, method: str) -> dict[str, Any]:
        assert method == "SystemInfo.getProcessInfo"
        answer = self.answers.pop(0)
        if answer is None:
            await asyncio.Event().wait()
        if isinstance(answer, BrowserError):
            raise answer
        found = [{"type": "GPU", "id": number, "cpuTime": 0} for number in answer or []]
        return {"processInfo": [{"type": "browser", "id": 1, "cpuTime": 0}, *found]}


async def remembered_and_checked(*answers: list[int] | BrowserError | None) -> None:
    watch = GraphicsWatch(FakeSession(*answers))
    await watch.remember()
    await watch.check()


@pytest.mark.parametrize("running", [[7], []])
def test_the_same_process_is_right(running: list[int]) -> None:
    asyncio.run(remembered_and_checked(running, running))


@pytest.mark.parametrize("later", [[8], [], [7, 8]])
def test_another_process_is_an_error(later: list[int]) -> None:
    with pytest.raises(CaptureError, match="GPU process crashed"):
        asyncio.run(remembered_and_checked([7], later))


@pytest.mark.parametrize("later", [None, BrowserError("Target closed")])
def test_a_browser_that_does_not_answer_is_an_error(
    later: BrowserError | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphics, "PATIENCE", 0.01)
    with pytest.raises(CaptureError, match="stopped answering"):
        asyncio.run(remembered_and_checked([7], later))
