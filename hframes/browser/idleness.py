"""Whether a browser has nothing to do, or only no processor to do it on: seconds tell nothing on a busy machine."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from pathlib import Path

from playwright.async_api import Error as BrowserError

from hframes.browser.graphics import BrowserSession

LOOKS = 3
BETWEEN = 0.02  # seconds
_BUSY = ("R", "D")  # runs or waits for a processor; waits for the disk


class IdleWatch:
    """Looks at the threads of a browser's processes.

    Args:
        session: a DevTools session with the browser itself.
        processes: the system's list of them.
    """

    def __init__(self, session: BrowserSession, processes: Path = Path("/proc")) -> None:
        self._session = session
        self._processes = processes

    async def is_idle(self) -> bool:
        """Whether every thread sleeps, at each of a few looks; True, too, where the system does not tell."""
        try:
            told = await self._session.send("SystemInfo.getProcessInfo")
        except BrowserError:
            return True
        ids = [int(process["id"]) for process in told["processInfo"]]
        for look in range(LOOKS):
            if look:
                await asyncio.sleep(BETWEEN)
            if self._runs(ids):
                return False
        return True

    def _runs(self, ids: Iterable[int]) -> bool:
        for process in ids:
            for thread in (self._processes / str(process) / "task").glob("*/stat"):
                with contextlib.suppress(OSError, IndexError):  # it has just ended
                    # The name before it is in brackets and may hold anything.
                    if thread.read_text(errors="replace").rpartition(")")[2].split()[0] in _BUSY:
                        return True
        return False
