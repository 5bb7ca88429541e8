"""One browser of a batch: it renders row after row, and is given up for a new one when it may be to blame."""

from __future__ import annotations

import contextlib
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from playwright.async_api import Error as BrowserError

from hframes.composition import Composition
from hframes.errors import HframesError, OtherBrowserError, OutputError, PageLostError, UsageError
from hframes.film import Set
from hframes.house import in_house, open_house
from hframes.plan import Blueprint, draw_up
from hframes.progress import Watcher
from hframes.rendering import RenderResult, render_async
from hframes.report import PageReport
from hframes.settings import RenderSettings
from hframes.workers import Opener, own_browser

# A browser grows: by 2 MB a row of a small template. A new one takes a second.
ROWS_OF_A_BROWSER = 50


@dataclass(frozen=True)
class Made:
    """What a row's render gave.

    Attributes:
        size: bytes. frames: of the file.
        files: SHA-256 of each file of the composition that its page was served.
        warnings: what the page did that a person should know of.
    """

    size: int
    frames: int
    files: dict[str, str]
    warnings: tuple[str, ...] = ()


class Renderer(Protocol):
    """Whatever renders rows, one at a time."""

    async def render(self, params: dict[str, Any], output: Path, watcher: Watcher, *, replace: bool) -> Made:
        """Renders a row to a file.

        Raises:
            HframesError: of `hframes.workers.MISHAPS` where another try may go well.
        """

    async def close(self) -> None:
        """Ends it; the next `render` starts anew."""


class BrowserRenderer:
    """Renders in one browser, started with the first row and anew after many.

    Args:
        settings: of every row, but for its params.
        within: browsers that film one row side by side.
        reuse: see `hframes.rendering.render_async`.
    """

    def __init__(
        self, composition: Composition, settings: RenderSettings, within: int = 1, *, reuse: bool = True
    ) -> None:
        self._reuse = reuse
        self._composition = composition
        self._settings = settings
        self._within = within
        self._stack = AsyncExitStack()
        self._opener: Opener | None = None
        self._paced = False
        self._rows = 0

    async def render(self, params: dict[str, Any], output: Path, watcher: Watcher, *, replace: bool) -> Made:
        """See `Renderer`."""
        settings = self._settings.model_copy(update={"params": params, "force": replace})
        try:
            return await self._render(settings, output, watcher)
        except OtherBrowserError as error:
            self._paced = error.paced
        await self.close()
        return await self._render(settings, output, watcher)

    async def _render(self, settings: RenderSettings, output: Path, watcher: Watcher) -> Made:
        try:
            opener = _FirstInHouse(await self._house(settings))
            result = await render_async(
                self._composition,
                output,
                settings,
                workers=self._within,
                watcher=watcher,
                reuse=self._reuse,
                opener=opener,
            )
        except (UsageError, OutputError):
            raise
        except HframesError:
            # The page need not have let go of the browser.
            await self.close()
            raise
        except BrowserError as error:
            await self.close()
            raise PageLostError(f"The browser stopped answering: {error.message.splitlines()[0]}") from None
        except Exception as error:
            # Playwright has no error of its own for a driver that has died; a row takes no other with it.
            await self.close()
            raise PageLostError(f"The browser was lost: {type(error).__name__}: {error}") from error
        self._rows += 1
        if opener.opened > 1 or self._rows >= ROWS_OF_A_BROWSER:
            await self.close()
        return made_of(result)

    async def _house(self, settings: RenderSettings) -> Opener:
        if self._opener is None:
            blueprint = draw_up(self._composition, settings)
            house = await self._stack.enter_async_context(open_house(blueprint, paced=self._paced))
            self._opener = in_house(house)
        return self._opener

    async def close(self) -> None:
        """See `Renderer`."""
        self._opener = None
        self._rows = 0
        stack, self._stack = self._stack, AsyncExitStack()
        with contextlib.suppress(Exception):  # it may be gone already, and how does not matter
            await stack.aclose()


class _FirstInHouse:
    """Opens a render's first page in the running browser; where that one fails, the next has a browser of its own.

    A page that hangs does not leave the browser it is in, so that another page there would hang with it.
    """

    def __init__(self, in_running: Opener) -> None:
        self._in_running = in_running
        self.opened = 0

    def __call__(self, blueprint: Blueprint) -> AbstractAsyncContextManager[Set]:
        self.opened += 1
        return self._in_running(blueprint) if self.opened == 1 else own_browser(blueprint)


def made_of(result: RenderResult) -> Made:
    """What a batch keeps of a render's result."""
    return Made(result.size, result.frames, result.files, (*_warnings(result.report), *result.notes))


def _warnings(report: PageReport) -> tuple[str, ...]:
    faults = [f"{fault.message}{f' ({fault.where})' if fault.where else ''}" for fault in report.faults]
    findings = [f"{finding.code} {finding.message} ({finding.where})" for finding in report.findings]
    return (*faults, *findings)
