"""Animations that a page's scripts can't list: of parts that the browser makes, and in shadow trees declared closed."""

from __future__ import annotations

import contextlib
from typing import Any

from playwright.async_api import CDPSession
from playwright.async_api import Error as BrowserError

# Handed to the clock as what it is in its own window.
_REVEAL = "function () { top.__hframes.reveal(this) }"
_STYLED = ("CSSAnimation", "CSSTransition")


class HiddenAnimations:
    """Counts the animations of styles that the browser begins; those that the clock has not found are handed to it.

    A page in which it finds them all costs nothing but the count.
    """

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        self._seen: set[str] = set()
        self._begun: list[str] = []
        self._found = 0
        session.on("Animation.animationStarted", self._on_started)

    def stop(self) -> None:
        self._session.remove_listener("Animation.animationStarted", self._on_started)

    def _on_started(self, event: dict[str, Any]) -> None:
        animation = event["animation"]
        if animation["type"] in _STYLED and animation["id"] not in self._seen:
            self._seen.add(animation["id"])
            self._begun.append(animation["id"])

    def count_found(self, found: int) -> None:
        """Takes note of how many the clock has found since the last time."""
        self._found += found

    async def reveal(self) -> None:
        """To be called when the clock has looked for what began."""
        begun, found = self._begun, self._found
        self._begun, self._found = [], 0
        if len(begun) <= found:
            return
        for identifier in begun:
            with contextlib.suppress(BrowserError):  # it is over, or its window is gone
                resolved = await self._session.send("Animation.resolveAnimation", {"animationId": identifier})
                object_id = resolved["remoteObject"]["objectId"]
                await self._session.send(
                    "Runtime.callFunctionOn", {"objectId": object_id, "functionDeclaration": _REVEAL}
                )
                await self._session.send("Runtime.releaseObject", {"objectId": object_id})
