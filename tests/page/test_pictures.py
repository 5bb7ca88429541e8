"""What the browser tells of pictures that do not come from the composition's folder."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Error as BrowserError

from hframes.page.pictures import MovingPicture, PictureWatch
from hframes.serve import FolderServer
from tests.clock.moving import picture, still

URL = "https://cdn.example.com/a.gif"


class Session:
    """A DevTools session that has the bodies it is given."""

    def __init__(self, bodies: dict[str, bytes]) -> None:
        self.listeners: dict[str, Callable[[dict[str, Any]], None]] = {}
        self.bodies = bodies

    def on(self, event: str, listener: Callable[[dict[str, Any]], None]) -> None:
        self.listeners[event] = listener

    async def send(self, _method: str, given: dict[str, Any]) -> dict[str, Any]:
        if given["requestId"] not in self.bodies:
            raise BrowserError("No data found for resource with given identifier")
        return {"body": base64.b64encode(self.bodies[given["requestId"]]).decode(), "base64Encoded": True}


def found(tmp_path: Path, *events: tuple[str, dict[str, Any]], bodies: dict[str, bytes] | None = None):
    session = Session(bodies or {})
    watch = PictureWatch(session, FolderServer(tmp_path))  # type: ignore[arg-type]
    for name, event in events:
        session.listeners[f"Network.{name}"](event)
    return asyncio.run(watch.found())


def sent(url: str, kind: str = "Image", fragment: str = "") -> tuple[str, dict[str, Any]]:
    return "requestWillBeSent", {"type": kind, "request": {"url": url, "urlFragment": fragment}}


def loaded(mime: str, url: str = URL) -> tuple[tuple[str, dict[str, Any]], ...]:
    response = {"type": "Image", "requestId": "1", "response": {"url": url, "mimeType": mime}}
    return ("responseReceived", response), ("loadingFinished", {"requestId": "1"})


def test_a_moving_picture_of_an_allowed_host_is_handed_over(tmp_path: Path) -> None:
    body = picture()
    assert found(tmp_path, *loaded("image/gif"), bodies={"1": body}) == [
        MovingPicture(URL, "image/gif", base64.b64encode(body).decode(), fetched=False)
    ]


def test_a_still_picture_of_an_allowed_host_is_none(tmp_path: Path) -> None:
    assert found(tmp_path, *loaded("image/png"), bodies={"1": still()}) == []
    assert found(tmp_path, *loaded("image/jpeg")) == []


def test_what_the_browser_has_no_longer_may_move(tmp_path: Path) -> None:
    assert found(tmp_path, *loaded("image/gif")) == [MovingPicture(URL, "image/gif", None, fetched=False)]


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (f"data:image/gif;base64,{base64.b64encode(picture()).decode()}", "image/gif"),
        (f"data:;charset=x;base64,{base64.b64encode(picture('png')).decode()}", "image/png"),
        ("data:image/svg+xml,%3Csvg%3E%3Canimate/%3E%3C/svg%3E", "image/svg+xml"),
        ("data:IMAGE/SVG+XML;utf8,<svg><animate/></svg>", "image/svg+xml"),
        ("blob:http://hframes.localhost/1", None),
    ],
)
def test_addresses_that_hold_a_picture_are_told_once(tmp_path: Path, url: str, kind: str | None) -> None:
    assert found(tmp_path, sent(url), sent(url)) == [MovingPicture(url, kind)]


@pytest.mark.parametrize(
    "event",
    [
        sent(f"data:image/png;base64,{base64.b64encode(still()).decode()}"),
        sent("data:image/gif;base64,%%%"),
        sent("data:"),
        sent("blob:http://hframes.localhost/1", "Fetch"),
        sent("blob:http://hframes.localhost/1", fragment="#hframes-still"),
    ],
)
def test_others_are_not(tmp_path: Path, event: tuple[str, dict[str, Any]]) -> None:
    assert found(tmp_path, event) == []
