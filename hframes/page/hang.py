"""Finds out where a page hangs: stops it in the debugger and reads the call stack."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from playwright.async_api import CDPSession
from playwright.async_api import Error as BrowserError

from hframes.serve import ORIGIN

PATIENCE = 3.0  # seconds for a stuck page to be stopped


class HangWitness:
    """Must be enabled before the page hangs: a busy page takes the order to pause, but not to switch debugging on."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        self._asked: asyncio.Future[list[dict[str, Any]]] | None = None
        self._orders: set[asyncio.Future[Any]] = set()
        self._files: dict[str, str] = {}

    async def enable(self) -> None:
        """Switches the debugger on; a `debugger` statement of the page is passed over."""
        for event, listener in self._listeners():
            self._session.on(event, listener)
        await self._session.send("Debugger.enable")

    def stop(self) -> None:
        """Listens no longer."""
        for event, listener in self._listeners():
            self._session.remove_listener(event, listener)

    def _listeners(self) -> list[tuple[str, Callable[[dict[str, Any]], None]]]:
        return [("Debugger.paused", self._on_paused), ("Debugger.scriptParsed", self._on_parsed)]

    async def stack(self) -> str | None:
        """Where the page is: its innermost functions with file:line:column; None when it can't be told."""
        self._asked = asyncio.get_running_loop().create_future()
        self._order("Debugger.pause")
        try:
            calls = await asyncio.wait_for(self._asked, PATIENCE)
        except TimeoutError:
            return None
        own = [
            f"{call['functionName'] or 'top level'} at {self._files[place['scriptId']]}"
            f":{place['lineNumber'] + 1}:{place.get('columnNumber', 0) + 1}"
            for call in calls
            if (place := call["location"])["scriptId"] in self._files
        ]
        # The stuck script has told what it can; ended, it takes no more of the machine, and the page can be left.
        self._order("Runtime.terminateExecution")
        self._order("Debugger.resume")
        return ", called by ".join(own[:3]) or None

    def _on_parsed(self, event: dict[str, Any]) -> None:
        url = str(event["url"])
        if url.startswith(ORIGIN):
            self._files[event["scriptId"]] = url.removeprefix(ORIGIN + "/")

    def _on_paused(self, event: dict[str, Any]) -> None:
        if self._asked is None:
            self._order("Debugger.resume")
        elif not self._asked.done():
            self._asked.set_result(event["callFrames"])

    def _order(self, method: str) -> None:
        order = asyncio.ensure_future(self._session.send(method))
        self._orders.add(order)
        order.add_done_callback(self._done)

    def _done(self, order: asyncio.Future[Any]) -> None:
        self._orders.discard(order)
        # The browser may be gone before it answers; anything else is a mistake of ours.
        error = None if order.cancelled() else order.exception()
        if error is not None and not isinstance(error, BrowserError):
            raise error
