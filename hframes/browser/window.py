"""One browser with one window, ready for a page: on a virtual screen or without any."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import BrowserContext, CDPSession, Error, Page, Playwright, async_playwright

from hframes.browser.environment import fix_environment
from hframes.browser.flags import browser_flags
from hframes.browser.graphics import GraphicsWatch
from hframes.browser.idleness import IdleWatch
from hframes.browser.line import Line
from hframes.browser.screen import VirtualScreen, virtual_screen
from hframes.browser.unprivileged import Scratch, scratch
from hframes.capture import Layout
from hframes.errors import SetupError


@dataclass(frozen=True)
class WindowSettings:
    """How the browser is started.

    Attributes:
        executable: the browser.
        layout: size of the window.
        on_display: headed on a virtual screen (frames are read from it), or headless (frames are asked for).
        resolver_rules: which hosts exist for it, see `hframes.serve.resolver_rules`.
        timezone, locale: IANA name and BCP 47 tag.
        paced: at most 60 frames a second, for view transitions.
        sandbox: leave it True.
    """

    executable: Path
    layout: Layout
    on_display: bool
    resolver_rules: str
    timezone: str
    locale: str
    paced: bool = False
    sandbox: bool = True


@dataclass(frozen=True)
class Window:
    """A running browser.

    Attributes:
        page: its only page, empty.
        session: a DevTools session with that page.
        line: a shorter way for orders in that session; None where there is none.
        graphics: knows whether the GPU process is the same as before.
        idle: knows whether the browser has anything to do.
        framebuffer: the file that holds what is on screen; None when headless.
        version: such as "156.0.8078.79".
        flags: what it was started with, for the manifest.
    """

    page: Page
    session: CDPSession
    line: Line | None
    graphics: GraphicsWatch
    idle: IdleWatch
    framebuffer: Path | None
    version: str
    flags: tuple[str, ...]


@asynccontextmanager
async def open_window(settings: WindowSettings) -> AsyncIterator[Window]:
    """Starts everything and ends everything.

    Raises:
        SetupError: a piece is missing or the browser does not start; with its own words.
    """
    async with AsyncExitStack() as stack:
        place = stack.enter_context(scratch())
        # Node's driver takes 0.2 s and Xvfb 0.1 s to start: side by side.
        starting = asyncio.ensure_future(async_playwright().start())
        stack.push_async_callback(_stop, starting)
        screen = None
        if settings.on_display:
            screen = await stack.enter_async_context(virtual_screen(*settings.layout.screen, place))
        playwright = await _started(starting)
        flags = _flags(settings)
        line = _line(settings, place)
        if line is not None:
            stack.callback(line.close)
        context = await _launch(playwright, settings, flags, place, screen, line)
        stack.push_async_callback(_close, context)
        page = context.pages[0] if context.pages else await context.new_page()
        session = await context.new_cdp_session(page)
        if line is not None:
            await line.adopt(session.send)
        version = str((await session.send("Browser.getVersion"))["product"]).rpartition("/")[2]
        await fix_environment(session, version, settings.layout, on_display=settings.on_display)
        framebuffer = screen.framebuffer if screen else None
        assert context.browser is not None  # the context was launched together with it
        whole = await context.browser.new_browser_cdp_session()
        graphics, idle = GraphicsWatch(whole), IdleWatch(whole)
        yield Window(page, session, line, graphics, idle, framebuffer, version, tuple(flags))


async def _started(starting: asyncio.Future[Playwright]) -> Playwright:
    try:
        return await asyncio.shield(starting)
    except Exception as error:  # Playwright has no type for it
        raise SetupError(f"Playwright's driver did not start: {error}", hint="`hframes doctor` looks at it") from error


async def _stop(starting: asyncio.Future[Playwright]) -> None:
    try:
        playwright = await starting
    except Exception:
        return  # told by whoever waited for it
    await playwright.stop()


def _line(settings: WindowSettings, place: Scratch) -> Line | None:
    # Pictures of megabytes, which a browser without a screen is asked for, are better off without hframes in between.
    if not settings.on_display or sys.platform == "win32":
        return None
    try:
        return Line(place.folder)
    except OSError:  # the folder's path is too long for a socket in it
        return None


def _flags(settings: WindowSettings) -> list[str]:
    width, height = settings.layout.window
    flags = browser_flags(resolver_rules=settings.resolver_rules, scale=settings.layout.scale, paced=settings.paced)
    flags += [f"--window-size={width},{height}", "--window-position=0,0"]
    if settings.on_display:
        flags += ["--kiosk", "--app=about:blank"]
    return flags


async def _launch(
    playwright: Playwright,
    settings: WindowSettings,
    flags: list[str],
    place: Scratch,
    screen: VirtualScreen | None,
    line: Line | None,
) -> BrowserContext:
    home = place.subfolder("home")
    environment = {
        name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH", "FONTCONFIG_PATH")
    }
    environment |= {"HOME": str(home), "TZ": settings.timezone, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    environment |= {"XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    environment |= {"TMPDIR": str(home)}  # a killed browser leaves its files: they go with ours
    if screen is not None:
        environment |= {"DISPLAY": screen.display, "XAUTHORITY": str(screen.authority)}
    width, height = settings.layout.window
    try:
        return await playwright.chromium.launch_persistent_context(
            place.subfolder("profile"),
            executable_path=place.executable("browser", str(settings.executable), before=line.command if line else ()),
            headless=not settings.on_display,
            chromium_sandbox=settings.sandbox,
            args=flags,
            ignore_default_args=_unwanted(place),
            env=dict(environment),
            no_viewport=True if settings.on_display else None,
            viewport=None if settings.on_display else {"width": width, "height": height},
            screen=None if settings.on_display else {"width": settings.layout.width, "height": settings.layout.height},
            device_scale_factor=None if settings.on_display else settings.layout.scale,
            timezone_id=settings.timezone,
            locale=settings.locale,
            color_scheme="light",
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
            timeout=30_000,
        )
    except Error as error:
        raise SetupError(
            f"The browser {settings.executable} did not start: {_last_words(str(error))}",
            hint="`hframes doctor` examines this machine",
        ) from error


# Bytes. Chromium passes pictures between its processes in shared memory: a few of a whole screen at a time.
_ROOM_IN_MEMORY = 1_000_000_000


def _unwanted(place: Scratch) -> list[str]:
    """Of Playwright's own flags, those that would cost speed or exactness here."""
    unwanted = ["--enable-automation", "--disable-popup-blocking"]
    # Playwright keeps shared memory in files of /tmp, because containers often have 64 MB of /dev/shm.
    if place.folder.parent == Path("/dev/shm") and shutil.disk_usage(place.folder).free > _ROOM_IN_MEMORY:
        unwanted.append("--disable-dev-shm-usage")
    return unwanted


def _last_words(message: str) -> str:
    """The line of Playwright's long message that says why."""
    lines = [line.strip().removeprefix("- ") for line in message.splitlines() if line.strip()]
    told = [line for line in lines if "[err]" in line or "rror" in line]
    return (told or lines or ["it said nothing"])[-1][:400]


async def _close(context: BrowserContext) -> None:
    with contextlib.suppress(Error):  # it may be gone already
        await context.close()
