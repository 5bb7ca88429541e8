"""A running browser in which pages are filmed one after the other, each as fresh as in a browser of its own.

A start of the browser takes a second, a page 50 ms. A render has one page and needs none of this.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from playwright.async_api import Error as BrowserError

from hframes.browser.find import require_browser
from hframes.browser.window import Window, WindowSettings, open_window
from hframes.errors import PageError, PageHungError, UsageError
from hframes.film import Effort, Set, choose_backend, frame_source, stage_settings, window_settings
from hframes.page import Stage
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
        """Raises a UsageError for a page that needs another browser: a larger window, another scale, zone or locale."""
        ours = self.settings
        asked = window_settings(blueprint, ours.executable, self.backend, self.port)
        fits = asked.layout.width <= ours.layout.width and asked.layout.height <= ours.layout.height
        if not fits or replace(asked, layout=ours.layout) != ours or asked.layout.scale != ours.layout.scale:
            raise UsageError(
                "The browser that is to be used was started for other pages",
                hint="Size, scale, time zone, locale and allowed hosts are the browser's own; leave out `house`",
            )


@asynccontextmanager
async def open_house(blueprint: Blueprint) -> AsyncIterator[House]:
    """Starts the browser that a blueprint needs.

    Raises:
        SetupError: a piece is missing or does not start.
    """
    browser = require_browser(os.environ)
    backend = choose_backend(blueprint.settings.capture, browser.headless_only)
    port = free_port()
    settings = window_settings(blueprint, browser.path, backend, port)
    async with open_window(settings) as window:
        yield House(window, settings, port)


@asynccontextmanager
async def open_page(
    house: House, blueprint: Blueprint, *, trace: bool = False, pace: Callable[[], Awaitable[None]] | None = None
) -> AsyncIterator[tuple[Set, FolderServer]]:
    """Serves the composition and loads its page; at the end the browser is empty again.

    Args:
        trace: record which sources of time and chance the page touches.
        pace: see `FolderServer`.

    Raises:
        PageError: the page does not get ready, or did what it must not do.
        UsageError: it needs another browser.
    """
    house.check(blueprint)
    async with FolderServer(blueprint.composition.root, house.port, pace) as server:
        stage = Stage(house.window, server, stage_settings(blueprint, trace=trace))
        try:
            await house.window.graphics.remember()
            await stage.open()
            source = frame_source(house.window, stage, blueprint)
            yield Set(house.window, stage, source, house.backend, Effort()), server
        except PageHungError:
            raise  # it would not let itself be closed
        except BaseException:
            # What went wrong is the news, not that the page can't be left after it.
            with contextlib.suppress(BrowserError, PageError):
                await stage.close()
            raise
        await stage.close()


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
