"""What a page asks for, and from where in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import CDPSession

from hframes.page.pictures import STILL_MARK
from hframes.serve import HOST

MOST_ADDRESSES = 5000


@dataclass
class Asked:
    """Requests for one address.

    Attributes:
        url: without its fragment.
        kind: what the browser calls such requests: "Script", "Image", "Fetch".
        calls: the first one's stack: address, line and column of each call, 1-based.
        parsed: how far the page had been read then, likewise; None where a script asked.
        count: how many.
        is_missing: whether the composition's own server answered that there is no such file.
    """

    url: str
    kind: str
    calls: tuple[tuple[str, int, int], ...]
    parsed: tuple[str, int, int] | None = None
    count: int = 0
    is_missing: bool = False

    @property
    def host(self) -> str:
        """In lower case; "" where it has none."""
        return (urlsplit(self.url).hostname or "").lower()

    @property
    def is_foreign(self) -> bool:
        """Whether it leads to another host."""
        return self.host not in ("", HOST)


class RequestWatch:
    """Listens to the requests of one page; those of its workers are told to nobody here."""

    def __init__(self) -> None:
        self._asked: dict[str, Asked] = {}

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What was asked for so far, by address, in order of the first time."""
        return tuple(self._asked.values())

    @contextmanager
    def listening(self, session: CDPSession) -> Iterator[None]:
        """Listens while the block is entered."""
        listeners: list[tuple[str, Callable[[dict[str, Any]], None]]] = [
            ("Network.requestWillBeSent", self._on_request),
            ("Network.responseReceived", self._on_response),
        ]
        for event, listener in listeners:
            session.on(event, listener)
        try:
            yield
        finally:
            for event, listener in listeners:
                session.remove_listener(event, listener)

    def _on_request(self, event: dict[str, Any]) -> None:
        if event["request"].get("urlFragment") != STILL_MARK:
            self._add(str(event["request"]["url"]), str(event.get("type", "")), event.get("initiator", {}))

    def _on_response(self, event: dict[str, Any]) -> None:
        asked = self._asked.get(str(event["response"]["url"]).partition("#")[0])
        if asked is not None and not asked.is_foreign and event["response"]["status"] == 404:
            asked.is_missing = True

    def _add(self, url: str, kind: str, initiator: dict[str, Any]) -> None:
        address = url.partition("#")[0]
        if address.startswith(("data:", "blob:", "about:")) or len(self._asked) > MOST_ADDRESSES:
            return
        self._asked.setdefault(address, Asked(address, kind, _calls(initiator), _parsed(initiator))).count += 1


def _calls(initiator: dict[str, Any]) -> tuple[tuple[str, int, int], ...]:
    return tuple(
        (str(call.get("url", "")), int(call["lineNumber"]) + 1, int(call["columnNumber"]) + 1)
        for call in initiator.get("stack", {}).get("callFrames", [])
    )


def _parsed(initiator: dict[str, Any]) -> tuple[str, int, int] | None:
    if "lineNumber" not in initiator:
        return None
    return str(initiator.get("url", "")), int(initiator["lineNumber"]) + 1, int(initiator.get("columnNumber", 0)) + 1
