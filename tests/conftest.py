"""One browser for all tests that need one: a page in it is as fresh as in a browser of its own, and costs 50 ms."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest

from hframes.browser.find import require_browser
from hframes.browser.screen import find_xvfb
from hframes.browser.window import Window, WindowSettings, open_window
from hframes.capture import Frame, FrameSource, Layout
from hframes.capture.display import DisplaySource, map_framebuffer
from hframes.capture.screenshot import ScreenshotSource
from hframes.house import House, held_port
from hframes.page import Stage, StageSettings
from hframes.serve import FolderServer, resolver_rules

T = TypeVar("T")

SIZE = (320, 180)
EPOCH = 1_735_689_600_000  # 2025-01-01T00:00:00Z


@dataclass
class Browser:
    """A running browser, and the loop that it runs on."""

    runner: asyncio.Runner
    window: Window
    settings: WindowSettings
    port: int

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @property
    def house(self) -> House:
        """For `verify_async`; pages up to the size of the window."""
        return House(self.window, self.settings, self.port)


@contextmanager
def running_browser(*, on_display: bool, paced: bool = False) -> Iterator[Browser]:
    """A browser with a window of 320 by 180 pixels; `paced` for view transitions."""
    with held_port() as port, asyncio.Runner() as runner:
        settings = WindowSettings(
            executable=require_browser(os.environ).path,
            layout=Layout(*SIZE),
            on_display=on_display,
            resolver_rules=resolver_rules(port, ()),
            timezone="UTC",
            locale="en-US",
            paced=paced,
        )
        stack = AsyncExitStack()
        window = runner.run(stack.enter_async_context(open_window(settings)))
        try:
            yield Browser(runner, window, settings, port)
        finally:
            runner.run(stack.aclose())


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The person's own store of segments is none of the tests' business, and theirs is off."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HFRAMES_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("HFRAMES_CACHE_LIMIT", "0")
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headed on a virtual screen."""
    assert find_xvfb() is not None, "the tests need Xvfb: run `make test`, or `hframes setup`"
    with running_browser(on_display=True) as running:
        yield running


@pytest.fixture(scope="session")
def headless() -> Iterator[Browser]:
    """Without a screen: its pixels are asked for."""
    with running_browser(on_display=False) as running:
        yield running


@dataclass
class Filming:
    """A page on the clock, for a test.

    page = film(html)
    page.step(0); page.step(1)
    assert page.ask("document.title") == "..."
    assert (page.pixels()[90, 160] == (0, 0, 255)).all()     # blue, green, red
    """

    browser: Browser
    stage: Stage
    source: FrameSource
    stack: AsyncExitStack
    closed: bool = False
    number: int = field(default=0)

    def step(self, *frames: int) -> None:
        """Moves through these frames, each presented."""
        for frame in frames:
            self.number = self.browser.run(self._shown(frame))

    async def _shown(self, frame: int) -> int:
        number = await self.stage.step(frame)
        while number is None:
            await self.source.grab(await self.stage.blank(), None, None)
            number = await self.stage.present()
        return number

    def run_to(self, last: int) -> None:
        """Steps through every frame up to and including `last`."""
        self.step(*range(self.stage.frame + 1, last + 1))

    def replay(self, *frames: int) -> None:
        """Moves through these frames without painting them."""
        self.browser.run(self.stage.replay(frames))

    def pixels(self) -> Frame:
        """The last frame presented: uint8, (180, 320, 4), BGRx."""
        frame = np.empty((SIZE[1], SIZE[0], 4), np.uint8)
        self.browser.run(self.source.grab(self.number, frame, None))
        return frame

    def ask(self, expression: str) -> Any:
        """The value of an expression in the composition's own page, now."""
        frames = self.browser.window.page.frames
        return self.browser.run(frames[1].evaluate(expression))

    def finish(self) -> None:
        self.browser.run(self.stage.finish())

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self.browser.run(self.stack.aclose())


def _source(window: Window) -> FrameSource:
    if window.framebuffer is None:
        return ScreenshotSource(window.session, Layout(*SIZE), 10)
    return DisplaySource(map_framebuffer(window.framebuffer), Layout(*SIZE), 10)


@pytest.fixture
def film(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Filming]]:
    """Opens a page given as HTML text, or as a file or folder of one; see `Filming` and `films`."""
    with films(browser, tmp_path) as open_page:
        yield open_page


@pytest.fixture(params=["display", "screenshot"])
def film_both(
    request: pytest.FixtureRequest, browser: Browser, headless: Browser, tmp_path: Path
) -> Iterator[Callable[..., Filming]]:
    """As `film`, once in each back end."""
    with films(browser if request.param == "display" else headless, tmp_path) as open_page:
        yield open_page


@contextmanager
def films(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Filming]]:
    """Gives a function that opens pages; only the last one is open.

    Keyword arguments are those of `StageSettings`; `files` maps further file names to their text or bytes.
    """
    opened: list[Filming] = []

    def open_page(page: str | Path, files: dict[str, str | bytes] | None = None, **settings: Any) -> Filming:
        if isinstance(page, Path):
            root, entry = page.parent, page.name
        else:
            root, entry = tmp_path / f"page{len(opened)}", "index.html"
            root.mkdir()
            (root / entry).write_text(page, encoding="utf-8")
        for name, content in (files or {}).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content.encode() if isinstance(content, str) else content)
        for earlier in opened:
            earlier.close()
        given: dict[str, Any] = {
            "entry": entry,
            "layout": Layout(*SIZE),
            "rate": Fraction(30),
            "duration": Fraction(2),
            "epoch": EPOCH,
            "seed": 7,
            "params": {},
            "properties": {},
            "patience": 10.0,
            "witness": False,
            "paced": browser.settings.paced,
        }

        asked = StageSettings(**{**given, **settings})

        async def start() -> Filming:
            stack = AsyncExitStack()
            server = await stack.enter_async_context(FolderServer(root, browser.port))
            stage = Stage(browser.window, server, asked)
            stack.push_async_callback(stage.close)
            try:
                await stage.open()
            except BaseException:
                await stack.aclose()
                raise
            return Filming(browser, stage, _source(browser.window), stack)

        filming = browser.run(start())
        opened.append(filming)
        return filming

    yield open_page
    for filming in opened:
        filming.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that uses the browser is marked so, by itself."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
