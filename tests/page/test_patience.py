"""While a page loads, its timers are fired early only where it really waits for them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hframes.page.stage import QUIET_BEFORE_NUDGE, Stage

NOTHING: dict[str, Any] = {
    "pending": [],
    "faults": [],
    "ended": False,
    "uncontrolled": [],
    "again": False,
    "found": 0,
    "shown": 0,
    "unfinished": False,
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The calls of the host page, on a machine on which each takes long. For three rounds, the page seems to have
    nothing under way and then, when it is asked once more, has."""
    calls: list[str] = []
    answer = Stage._ask

    async def ask(stage: Stage, call: str) -> Any:
        calls.append(call)
        told = await answer(stage, call)
        settled = calls.count("settle()")
        if call != "settle()" or settled > 6:
            return told
        await asyncio.sleep(QUIET_BEFORE_NUDGE * 0.6)
        return None if settled % 2 else {**NOTHING, **(told or {}), "pending": ["decode"]}

    monkeypatch.setattr(Stage, "_ask", ask)
    return calls


def test_a_machine_that_is_slow_is_no_reason_to_fire_a_timer_early(film, asked: list[str]) -> None:
    page = film("<script>let fired = 0; setInterval(() => { fired += 1 }, 420)</script>")
    page.step(0)
    assert "nudge()" not in asked
    assert page.ask("fired") == 0


def test_a_browser_that_is_at_work_is_left_to_it(film, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []

    async def is_idle(_: object) -> bool:
        looks.append(1)
        return len(looks) > 2

    monkeypatch.setattr("hframes.browser.idleness.IdleWatch.is_idle", is_idle)
    page = film("<script>hframes.wait(new Promise((done) => setTimeout(done, 300)), 'it')</script>")
    page.step(0)
    assert len(looks) == 3
