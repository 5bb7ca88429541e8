"""Finds the pictures of a page that move, whatever their address, and has their bytes where the page can't have them.

The server knows those of the composition's folder. `data:` and `blob:` addresses and allowed hosts never reach it, but
the browser tells of their requests.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from playwright.async_api import CDPSession
from playwright.async_api import Error as BrowserError

from hframes.moving import moving_type
from hframes.serve import ORIGIN, FolderServer

# What our own pictures have behind their address: runtime_js/pictures/stills.js.
STILL_MARK = "#hframes-still"
# What they are served as, other than what can't move.
_MAY_MOVE = ("image/gif", "image/png", "image/apng", "image/webp", "image/avif", "image/svg+xml")


@dataclass(frozen=True)
class MovingPicture:
    """A picture that moves, or may move.

    Attributes:
        url: as the page has it, without a fragment.
        type: MIME type; None for a `blob:`, into which only the page can look.
        body: base64, where the page can't be sure to get it itself; None when nobody can.
        fetched: whether the page gets it itself.
    """

    url: str
    type: str | None
    body: str | None = None
    fetched: bool = True

    def told(self) -> dict[str, Any]:
        """As `runtime_js/pictures/pictures.js` takes it."""
        return {"url": self.url, "type": self.type, "body": self.body, "fetched": self.fetched}


class PictureWatch:
    """Listens to one page from before its first request.

    Args:
        session: a DevTools session with the page, with Network enabled.
    """

    def __init__(self, session: CDPSession, server: FolderServer) -> None:
        self._session = session
        self._server = server
        self._served = 0  # how many of the server's were taken
        self._seen: set[str] = set()  # `data:` addresses that were looked at
        self._told: set[str] = set()
        self._found: list[MovingPicture] = []
        self._types: dict[str, tuple[str, str]] = {}
        self._loaded: list[tuple[str, str, str]] = []
        self._listening = (
            ("Network.requestWillBeSent", self._request_sent),
            ("Network.responseReceived", self._response_received),
            ("Network.loadingFinished", self._loading_finished),
        )
        for event, listener in self._listening:
            session.on(event, listener)

    def stop(self) -> None:
        """Listens no longer."""
        for event, listener in self._listening:
            self._session.remove_listener(event, listener)

    @property
    def have_news(self) -> bool:
        """Whether there is anything that `found` was not asked for yet."""
        return self._served < len(self._server.moving) or bool(self._found or self._loaded)

    async def found(self) -> list[MovingPicture]:
        """Those that were found since it was last asked."""
        for url, kind in self._server.moving[self._served :]:
            self._add(MovingPicture(url, kind))
        self._served = len(self._server.moving)
        loaded, self._loaded = self._loaded, []
        for request, url, kind in loaded:
            body = await self._body(request)
            moving = moving_type(BytesIO(body), kind) if body is not None else kind
            if moving:
                told = None if body is None else base64.b64encode(body).decode()
                self._add(MovingPicture(url, moving, told, fetched=False))
        found, self._found = self._found, []
        return found

    def _add(self, picture: MovingPicture) -> None:
        if picture.url not in self._told:
            self._told.add(picture.url)
            self._found.append(picture)

    async def _body(self, request: str) -> bytes | None:
        try:
            answer = await self._session.send("Network.getResponseBody", {"requestId": request})
        except BrowserError:  # the browser keeps bodies for so long only
            return None
        body = str(answer["body"])
        return base64.b64decode(body) if answer["base64Encoded"] else body.encode()

    def _request_sent(self, event: dict[str, Any]) -> None:
        url = str(event["request"]["url"])
        if event.get("type") != "Image" or event["request"].get("urlFragment") == STILL_MARK:
            return
        if url.startswith("blob:"):
            self._add(MovingPicture(url, None))
        elif url.startswith("data:") and url not in self._seen:
            self._seen.add(url)
            kind, content = _data(url)
            moving = moving_type(BytesIO(content), kind)
            if moving:
                self._add(MovingPicture(url, moving))

    def _response_received(self, event: dict[str, Any]) -> None:
        url, kind = str(event["response"]["url"]), str(event["response"]["mimeType"])
        elsewhere = url.startswith(("http:", "https:")) and not url.startswith(ORIGIN + "/")
        if event.get("type") == "Image" and elsewhere and kind in _MAY_MOVE:
            self._types[event["requestId"]] = (url, kind)

    def _loading_finished(self, event: dict[str, Any]) -> None:
        known = self._types.pop(event["requestId"], None)
        if known:
            self._loaded.append((event["requestId"], *known))


def _data(url: str) -> tuple[str, bytes]:
    """MIME type and content of a `data:` address (RFC 2397); nothing of one that is broken."""
    head, _, body = url.removeprefix("data:").partition(",")
    kind, *parameters = head.split(";")
    content = unquote_to_bytes(body)
    if parameters and parameters[-1].strip().lower() == "base64":
        try:
            content = base64.b64decode(content + b"==")
        except ValueError:
            content = b""
    return kind.strip().lower(), content
