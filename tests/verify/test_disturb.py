"""The bad day is one: busy processes that end, late files, slow helpers, a slow page and a collector that comes."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from hframes.capture.display import DisplaySource
from hframes.film import Effort, Set
from hframes.settings import CaptureBackend
from hframes.verification.disturb import LOWERED, Disturbance, Disturber, _helper_threads
from tests.conftest import Filming
from tests.hostile.processes import descendants

Film = Callable[..., Filming]


def disturber(**given: Any) -> Disturber:
    return Disturber(Disturbance(**{"busy": 0, **given}), Random(1))


def scene_of(page: Filming) -> Set:
    assert isinstance(page.source, DisplaySource)
    return Set(page.browser.window, page.stage, page.source, CaptureBackend.DISPLAY, Effort(), wants_pace=False)


def test_the_machine_is_busy_within_the_block_only() -> None:
    async def run() -> int:
        before = descendants(os.getpid())
        async with disturber(busy=3).beside():
            return len([new for new in descendants(os.getpid()) - before if new.words[0] == sys.executable])

    before = descendants(os.getpid())
    assert asyncio.run(run()) == 3
    assert descendants(os.getpid()) <= before


def test_an_error_within_the_block_ends_the_busy_processes() -> None:
    before = descendants(os.getpid())

    async def run() -> None:
        async with disturber(busy=2).beside():
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - raised above
        asyncio.run(run())
    assert descendants(os.getpid()) <= before


def test_files_come_late_by_chance() -> None:
    async def run() -> list[float]:
        late = disturber(delay=0.1)
        spent = []
        for _ in range(5):
            began = time.monotonic()
            await late.pace()
            spent.append(time.monotonic() - began)
        return spent

    spent = asyncio.run(run())
    assert max(spent) > 0.02
    assert len(set(spent)) == 5


def test_workers_get_little_of_the_machine(film: Film) -> None:
    page = film("<body><script>new Worker('work.js')</script>", files={"work.js": "setInterval(() => 0, 9)"})
    page.run_to(2)
    page.browser.run(disturber(throttle=1, collect=0).trouble(scene_of(page)))
    helpers = {thread: name_of(thread) for thread in _helper_threads(os.getpid())}
    workers = [thread for thread, name in helpers.items() if name.startswith("DedicatedWorker")]
    assert len(workers) == 1
    assert os.getpriority(os.PRIO_PROCESS, workers[0]) == LOWERED


def name_of(thread: int) -> str:
    return Path(f"/proc/{thread}/comm").read_text()


def test_the_collector_takes_what_nobody_holds(film: Film) -> None:
    page = film("<body><script>globalThis.kept = new WeakRef({ size: 1 })</script>")
    page.run_to(2)
    page.browser.run(disturber(throttle=1, collect=1).trouble(scene_of(page)))
    assert page.ask("kept.deref() === undefined")


def test_the_page_is_slowed_and_fast_again(film: Film) -> None:
    page = film("<body>")
    page.run_to(1)
    sent: list[tuple[str, dict[str, Any] | None]] = []
    scene = scene_of(page)
    send = scene.window.session.send

    async def record(method: str, given: dict[str, Any] | None = None) -> Any:
        sent.append((method, given))
        return await send(method, given)

    scene.window.session.send = record  # type: ignore[method-assign]
    try:
        bad = disturber(throttle=7, collect=0)
        for _ in range(8):
            page.browser.run(bad.trouble(scene))
        page.browser.run(bad.leave(scene))
    finally:
        del scene.window.session.send
    rates = [given["rate"] for method, given in sent if method == "Emulation.setCPUThrottlingRate" and given]
    assert set(rates) == {1.0, 7}
    assert rates[-1] == 1.0
