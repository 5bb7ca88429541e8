"""A running browser in which pages are filmed one after the other, each as fresh as in a browser of its own.

A start of the browser takes a second, a page 50 ms. A render has one page and needs none of this.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace

from playwright.async_api import Error as BrowserError

from hframes.browser.find import require_browser
from hframes.browser.window import Window, WindowSettings, open_window
from hframes.errors import OtherBrowserError, PageError, PageHungError
from hframes.film import Effort, Set, choose_backend, frame_source, stage_settings, window_settings
from hframes.page import Stage, Trace
from hframes.plan import Blueprint
from hframes.serve import FolderServer
from hframes.settings import CaptureBackend


@dataclass(frozen=True)
class House:
    """A running browser without a page.

    Attributes:
        settings: how the browser was started.
        port: where it finds the folder of a page; free while there is none.
    """

    window: Window
    settings: WindowSettings
    port: int

    @property
    def backend(self) -> CaptureBackend:
        """The way that pixels are had in it."""
        return CaptureBackend.DISPLAY if self.settings.on_display else CaptureBackend.SCREENSHOT

    def check(self, blueprint: Blueprint) -> None:
        """Raises an OtherBrowserError for a page that needs a larger window, or another scale, zone or locale."""
        ours = self.settings
        asked = window_settings(blueprint, ours.executable, self.backend, self.port, paced=ours.paced)
        fits = asked.layout.width <= ours.layout.width and asked.layout.height <= ours.layout.height
        if not fits or replace(asked, layout=ours.layout) != ours or asked.layout.scale != ours.layout.scale:
            raise OtherBrowserError(
                "The browser that is to be used was started for other pages",
                hint="Size, scale, time zone, locale and allowed hosts are the browser's own; leave out `house`",
            )


@asynccontextmanager
async def open_house(blueprint: Blueprint, *, paced: bool = False) -> AsyncIterator[House]:
    """Starts the browser that a blueprint needs.

    Args:
        paced: for pages with view transitions, at most 60 frames a second.

    Raises:
        SetupError: a piece is missing or does not start.
    """
    browser = require_browser(os.environ)
    backend = choose_backend(blueprint.settings.capture, browser.headless_only)
    with held_port() as port:
        settings = window_settings(blueprint, browser.path, backend, port, paced=paced)
        async with open_window(settings) as window:
            yield House(window, settings, port)


@asynccontextmanager
async def open_page(
    house: House,
    blueprint: Blueprint,
    *,
    trace: Trace = Trace.NOTHING,
    pace: Callable[[], Awaitable[None]] | None = None,
) -> AsyncIterator[tuple[Set, FolderServer]]:
    """Serves the composition and loads its page; at the end the browser is empty again.

    Args:
        trace: which of what the page touches is recorded.
        pace: see `FolderServer`.

    Raises:
        PageError: the page does not get ready, or did what it must not do.
        OtherBrowserError: it needs another browser.
    """
    house.check(blueprint)
    async with FolderServer(blueprint.composition.root, house.port, pace) as server:
        stage = Stage(house.window, server, stage_settings(blueprint, trace=trace, paced=house.settings.paced))
        try:
            await house.window.graphics.remember()
            await stage.open()
            if server.has_view_transitions and not house.settings.paced:
                raise OtherBrowserError(
                    "The browser that is to be used is too fast for view transitions: start one that is `paced`",
                    paced=True,
                )
            source = frame_source(house.window, stage, blueprint)
            yield Set(house.window, stage, source, house.backend, Effort(), False), server
        except PageHungError:
            raise  # it would not let itself be closed
        except BaseException:
            # What went wrong is the news, not that the page can't be left after it.
            with contextlib.suppress(BrowserError, PageError):
                await stage.close()
            raise
        await stage.close()


def in_house(house: House) -> Callable[[Blueprint], AbstractAsyncContextManager[Set]]:
    """Opens the pages of renders in a running browser, one after the other: see `hframes.rendering.render_async`."""

    @asynccontextmanager
    async def opened(blueprint: Blueprint) -> AsyncIterator[Set]:
        async with open_page(house, blueprint, trace=Trace.OUTSIDE) as (scene, _):
            yield scene

    return opened


@asynccontextmanager
async def open_house_for_page(blueprint: Blueprint) -> AsyncIterator[tuple[Set, FolderServer]]:
    """As `open_page`, in a browser of its own that is started as the page needs it."""
    async with AsyncExitStack() as stack:
        try:
            house = await stack.enter_async_context(open_house(blueprint))
            opened = await stack.enter_async_context(open_page(house, blueprint))
        except OtherBrowserError:
            await stack.aclose()
            house = await stack.enter_async_context(open_house(blueprint, paced=True))
            opened = await stack.enter_async_context(open_page(house, blueprint))
        yield opened


@contextmanager
def held_port() -> Iterator[int]:
    """A loopback port that is ours: no one else is given it between the servers that answer at it, one at a time."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a server that listens may then join it
        holder.bind(("127.0.0.1", 0))
        yield int(holder.getsockname()[1])
