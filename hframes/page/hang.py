"""Finds out where a page hangs: stops it in the debugger and reads the call stack."""

from __future__ import annotations

import asyncio
from typing import Any

from playwright.async_api import CDPSession
from playwright.async_api import Error as BrowserError

from hframes.serve import ORIGIN

PATIENCE = 3.0  # seconds for a stuck page to be stopped


class HangWitness:
    """Must be enabled before the page hangs: a busy page takes the order to pause, but not to switch debugging on."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        self._paused: asyncio.Future[list[dict[str, Any]]] = asyncio.get_running_loop().create_future()

    async def enable(self) -> None:
        """Switches the debugger on, with `debugger` statements and breakpoints of the page without effect."""
        self._session.on("Debugger.paused", self._on_paused)
        await self._session.send("Debugger.enable")
        await self._session.send("Debugger.setSkipAllPauses", {"skip": True})

    async def stack(self) -> str | None:
        """Where the page is: its innermost functions with file:line:column; None when it can't be told."""
        try:
            await asyncio.wait_for(self._session.send("Debugger.setSkipAllPauses", {"skip": False}), PATIENCE)
        except (TimeoutError, BrowserError):
            pass  # stuck pages answer late; the order to pause may still arrive
        asking = asyncio.ensure_future(self._session.send("Debugger.pause"))
        try:
            frames = await asyncio.wait_for(asyncio.shield(self._paused), PATIENCE)
        except (TimeoutError, BrowserError):
            return None
        finally:
            asking.cancel()
        own = [
            f"{call['functionName'] or 'top level'} at {str(call['url']).removeprefix(ORIGIN + '/')}"
            f":{call['location']['lineNumber'] + 1}:{call['location'].get('columnNumber', 0) + 1}"
            for call in frames
            if str(call["url"]).startswith(ORIGIN)
        ]
        return ", called by ".join(own[:3]) or None

    def _on_paused(self, event: dict[str, Any]) -> None:
        if not self._paused.done():
            self._paused.set_result(event["callFrames"])
