"""What the browser says about the page while it is filmed: requests under way, failures, errors, ends.

Listens only; `Stage` asks it what happened and decides.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import CDPSession, Dialog, Page, Request
from playwright.async_api import Error as BrowserError

from hframes.errors import PageError, PageLostError
from hframes.page.leave import LeaveWatch
from hframes.page.pictures import STILL_MARK
from hframes.report import PageFault
from hframes.serve import HOST, ORIGIN

# Requests that may never end by themselves, or that nothing on screen waits for.
_ENDLESS = {"Media", "EventSource", "WebSocket", "Ping", "Prefetch", "Manifest", "CSPViolationReport"}
# How a request to our own server ends that it answered with 403 or 404, which it knows better.
_OWN_ANSWERS = ("net::ERR_ABORTED", "net::ERR_HTTP_RESPONSE_CODE_FAILURE")
LOST = "If nobody closed it, the machine may have run out of memory: `hframes doctor` looks at it"
_ORIGIN_IN_STACK = re.compile(re.escape(ORIGIN) + r"/?")


@dataclass(frozen=True)
class _Awaited:
    url: str
    frame: str
    is_document: bool


def page_place(stack: str) -> str | None:
    """The first place of a JavaScript stack that lies in the composition, as file:line:column."""
    for line in stack.splitlines():
        match = re.search(re.escape(ORIGIN) + r"/([^\s()]*:\d+:\d+)", line)
        if match:
            return match[1]
    return None


def page_stack(stack: str) -> str:
    """A JavaScript stack as the page's author knows it: the calls in its own files, in one line."""
    calls = [line.strip() for line in stack.splitlines() if ORIGIN in line and line.strip().startswith("at ")]
    return " ".join(_ORIGIN_IN_STACK.sub("", call) for call in calls)


class PageWatch:
    """Listens to one page from before its first request.

    Args:
        page, session: the page and a DevTools session with it.
        allowed: hosts that the page may reach.
        frame: says which frame the page is at, for the record: (index, seconds).
    """

    def __init__(
        self, page: Page, session: CDPSession, allowed: Collection[str], frame: Callable[[], tuple[int, float]]
    ) -> None:
        self._allowed = {host.lower() for host in allowed}
        self._frame = frame
        self._waited_for: dict[str, _Awaited] = {}
        self._urls: dict[str, tuple[str, str | None]] = {}
        self._sent = 0
        self._changed = asyncio.Event()
        self._faults: list[PageFault] = []
        #: Done, with a PageError, when the page can't go on.
        self.fatal: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.fatal.add_done_callback(lambda done: done.exception())  # nobody may be left to read it

        self._leave = LeaveWatch(session, self.add)
        self._listening: list[tuple[Any, str, Callable[..., Any]]] = [
            (session, "Network.requestWillBeSent", self._request_sent),
            (session, "Network.responseReceived", self._response_received),
            (session, "Network.loadingFinished", self._loading_finished),
            (session, "Network.loadingFailed", self._loading_failed),
            (session, "Network.webSocketCreated", self._web_socket_created),
            (session, "Page.frameDetached", self._frame_detached),
            (session, "Page.frameStoppedLoading", self._frame_stopped),
            (page, "pageerror", self._page_error),
            (page, "dialog", self._dialog),
            (page, "crash", self._crash),
            (page, "close", self._close),
            (page.context, "page", self._pop_up),
            (page.context, "requestfailed", self._failed_in_worker),
        ]
        for speaker, event, listener in self._listening:
            speaker.on(event, listener)

    @property
    def faults(self) -> tuple[PageFault, ...]:
        """What was found so far, in order."""
        return tuple(self._faults)

    @property
    def sent(self) -> int:
        """How many requests the page has sent so far, of every kind (`data:` and `blob:` addresses, too)."""
        return self._sent

    @property
    def under_way(self) -> list[str]:
        """Addresses of requests that a frame has to wait for."""
        return [awaited.url for awaited in self._waited_for.values()]

    def stop(self) -> None:
        """Listens no longer."""
        self._leave.stop()
        for speaker, event, listener in self._listening:
            speaker.remove_listener(event, listener)

    async def change(self, seconds: float) -> None:
        """Waits until a request begins or ends, at most so long in real time."""
        self._changed.clear()
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return

    def add(self, kind: str, message: str, where: str | None = None) -> None:
        """Records a fault at the current frame."""
        index, seconds = self._frame()
        self._faults.append(PageFault(kind=kind, message=message, frame=index, time=seconds, where=where))

    def fail(self, what: str, *, where: str | None = None, hint: str | None = None) -> None:
        """Ends the page's use; only the first reason is kept."""
        self._end(PageError(what, where=where, hint=hint))

    def _end(self, error: PageError) -> None:
        if not self.fatal.done():
            self.fatal.set_exception(error)

    def _request_sent(self, event: dict[str, Any]) -> None:
        if event["request"].get("urlFragment") == STILL_MARK:
            return
        self._sent += 1
        url = str(event["request"]["url"])
        if url.startswith(("data:", "blob:")):
            return
        place = _initiator(event.get("initiator", {}))
        self._urls[event["requestId"]] = (url, place)
        # The script of a worker belongs to no document, and its end is told to the worker's session only (measured).
        if event.get("type") not in _ENDLESS and event.get("loaderId"):
            is_document = event.get("type") == "Document"
            self._waited_for[event["requestId"]] = _Awaited(url, event.get("frameId", ""), is_document)
        if event.get("type") == "EventSource":
            self.add("blocked-request", f"{url} is a stream of events from outside the clock", place)
        self._changed.set()

    def _response_received(self, event: dict[str, Any]) -> None:
        response, host = event["response"], urlsplit(event["response"]["url"]).hostname
        # Our own server's refusals are known to it better than to the browser.
        if response["status"] >= 400 and host != HOST:
            self.add("failed-request", f"{response['url']} answered {response['status']}")

    def _loading_finished(self, event: dict[str, Any]) -> None:
        self._waited_for.pop(event["requestId"], None)
        self._changed.set()

    def _loading_failed(self, event: dict[str, Any]) -> None:
        self._waited_for.pop(event["requestId"], None)
        self._changed.set()
        url, place = self._urls.get(event["requestId"], ("", None))
        if not url or event.get("canceled"):
            return
        # Our own server knows better what it did not serve.
        if _host(url) != HOST or event.get("errorText") not in _OWN_ANSWERS:
            self._not_loaded(url, event.get("errorText"), place)

    def _failed_in_worker(self, request: Request) -> None:
        # Workers' requests are not told to the page's own session. The context hears of all, the page's once more.
        if _host(request.url) != HOST and all(request.url != url for url, _ in self._urls.values()):
            self._not_loaded(request.url, request.failure, None)

    def _not_loaded(self, url: str, reason: str | None, place: str | None) -> None:
        host = _host(url)
        if host != HOST and host not in self._allowed:
            self.add("blocked-request", f"{url} was not requested: the page may not reach {host or 'it'}", place)
        else:
            self.add("failed-request", f"{url} failed: {reason or 'no reason given'}", place)

    def _web_socket_created(self, event: dict[str, Any]) -> None:
        place = _initiator(event.get("initiator", {}))
        self.add("blocked-request", f"{event['url']} is a web socket, which the clock does not hold", place)

    def _frame_detached(self, event: dict[str, Any]) -> None:
        self._forget(event["frameId"], documents_only=False)

    def _frame_stopped(self, event: dict[str, Any]) -> None:
        # A document that `window.stop()` cut off is reported neither as finished nor as failed.
        self._forget(event["frameId"], documents_only=True)

    def _forget(self, frame: str, *, documents_only: bool) -> None:
        for request, awaited in list(self._waited_for.items()):
            if awaited.frame == frame and (awaited.is_document or not documents_only):
                del self._waited_for[request]
        self._changed.set()

    def _page_error(self, error: BrowserError) -> None:
        stack = error.stack or ""
        self.add("page-error", f"{error.name}: {error.message}" if error.name else error.message, page_place(stack))

    def _crash(self, _page: Page) -> None:
        self._end(PageLostError("The page's process crashed", hint="It may have run out of memory"))

    def _close(self, _page: Page) -> None:
        self._end(PageLostError("The browser ended, or its window was closed", hint=LOST))

    async def _dialog(self, dialog: Dialog) -> None:
        self.fail(
            f"The page opened a dialog ({dialog.type}): {dialog.message!r}",
            hint="Nobody can answer it in a video; take it out",
        )
        try:
            await dialog.dismiss()
        except BrowserError:
            return

    async def _pop_up(self, page: Page) -> None:
        self.add("pop-up", f"The page opened a window: {page.url}")
        try:
            await page.close()
        except BrowserError:
            return


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def _initiator(initiator: dict[str, Any]) -> str | None:
    """file:line:column of what made a request, as far as the browser knows."""
    for call in initiator.get("stack", {}).get("callFrames", []):
        if str(call.get("url", "")).startswith(ORIGIN):
            return f"{call['url'].removeprefix(ORIGIN + '/')}:{call['lineNumber'] + 1}:{call['columnNumber'] + 1}"
    url = str(initiator.get("url", ""))
    if url.startswith(ORIGIN) and "lineNumber" in initiator:
        return f"{url.removeprefix(ORIGIN + '/')}:{int(initiator['lineNumber']) + 1}"
    return None
