"""Notices when the page leaves: it goes to another address, opens a window, or takes away the frame it is shown in.

The guard in the page (`runtime_js/page/guard.js`) stops most of it and knows the page's stack. This is the second
line: what the browser itself tells can't be overridden by a page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.async_api import CDPSession

from hframes.serve import HOST_PAGE

_REFRESHES = {"metaTagRefresh", "httpHeaderRefresh"}
_SAME_DOCUMENT = {"sameDocument", "historySameDocument"}


class LeaveWatch:
    """Listens to one page from before it is opened.

    Args:
        session: a DevTools session with the page.
        add: records a fault: (kind, message), the kind being navigation, pop-up or removal.
    """

    def __init__(self, session: CDPSession, add: Callable[[str, str], None]) -> None:
        self._session = session
        self._add = add
        #: The ids of the host page's frame and of the composition's in it, once they are there.
        self._host: str | None = None
        self._composition: str | None = None
        self._is_opened = False
        self._listening: list[tuple[str, Callable[[dict[str, Any]], None]]] = [
            ("Page.frameNavigated", self._on_navigated),
            ("Page.frameAttached", self._on_attached),
            ("Page.frameDetached", self._on_detached),
            ("Page.frameStartedNavigating", self._on_navigates),
            ("Page.frameScheduledNavigation", self._on_will_navigate),
            ("Page.windowOpen", self._on_window),
        ]
        for event, listener in self._listening:
            session.on(event, listener)

    def stop(self) -> None:
        """Listens no longer."""
        for event, listener in self._listening:
            self._session.remove_listener(event, listener)

    def _on_navigated(self, event: dict[str, Any]) -> None:
        frame = event["frame"]
        if frame["url"] == HOST_PAGE and "parentId" not in frame:
            self._host = frame["id"]

    def _on_attached(self, event: dict[str, Any]) -> None:
        if self._composition is None and event["parentFrameId"] == self._host:
            self._composition = event["frameId"]

    def _on_detached(self, event: dict[str, Any]) -> None:
        if event["frameId"] == self._composition and event.get("reason") != "swap":
            self._add("removal", "The page took away the frame that it is shown in")

    def _on_navigates(self, event: dict[str, Any]) -> None:
        if event["frameId"] not in (self._host, self._composition) or event["navigationType"] in _SAME_DOCUMENT:
            return
        if event["frameId"] == self._composition and not self._is_opened:
            self._is_opened = True
            return
        self._add("navigation", f"The page went to another address: {event['url']}")

    def _on_will_navigate(self, event: dict[str, Any]) -> None:
        # Its delay is real time, so it would come at another frame in every run.
        if event["frameId"] in (self._host, self._composition) and event["reason"] in _REFRESHES:
            self._add("navigation", f"The page goes to another address after {event['delay']:g} s: {event['url']}")

    def _on_window(self, event: dict[str, Any]) -> None:
        self._add("pop-up", f"The page opened a window: {event['url'] or 'about:blank'}")
