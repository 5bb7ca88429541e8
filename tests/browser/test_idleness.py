"""A browser that waits for a processor is not idle."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Error as BrowserError

from hframes.browser.idleness import IdleWatch


class Told:
    """A browser of two processes; a third on the machine is none of its."""

    async def send(self, method: str) -> dict[str, Any]:
        assert method == "SystemInfo.getProcessInfo"
        return {"processInfo": [{"type": "browser", "id": 7}, {"type": "renderer", "id": 8}]}


class Gone:
    async def send(self, method: str) -> dict[str, Any]:
        raise BrowserError(f"{method}: Target closed")


@pytest.fixture
def processes(tmp_path: Path) -> Path:
    for process in (7, 8, 9):
        for thread in (process, process * 10):
            state(tmp_path, process, thread, "S")
    state(tmp_path, 9, 90, "R")
    return tmp_path


def state(processes: Path, process: int, thread: int, letter: str, name: str = "Compositor") -> None:
    folder = processes / str(process) / "task" / str(thread)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "stat").write_text(f"{thread} ({name}) {letter} 1 1 0")


def is_idle(processes: Path) -> bool:
    return asyncio.run(IdleWatch(Told(), processes).is_idle())


def test_it_is_idle_when_all_its_threads_sleep_whatever_others_do(processes: Path) -> None:
    assert is_idle(processes)


@pytest.mark.parametrize("letter", ["R", "D"])
@pytest.mark.parametrize(("process", "thread"), [(7, 7), (8, 80)])
def test_one_thread_that_runs_is_enough(processes: Path, process: int, thread: int, letter: str) -> None:
    state(processes, process, thread, letter, "a ) S (b")
    assert not is_idle(processes)


def test_a_name_that_looks_like_a_state_is_none(processes: Path) -> None:
    state(processes, 8, 80, "S", "x) R 1 (")
    assert is_idle(processes)


def test_a_system_that_does_not_tell_counts_as_idle(tmp_path: Path) -> None:
    assert is_idle(tmp_path / "none")


def test_a_browser_that_is_gone_has_nothing_to_do(processes: Path) -> None:
    assert asyncio.run(IdleWatch(Gone(), processes).is_idle())
