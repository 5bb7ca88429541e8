"""Moves a page from frame to frame, and knows when what it presents is complete.

Pixels are no business of this room: a step says under which number the frame was presented, and whoever captures waits
for that number (`hframes.capture`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from playwright.async_api import Error as BrowserError

from hframes.browser.window import Window
from hframes.capture.protocol import STRIP_HEIGHT
from hframes.errors import PageError, PageHungError, PageLostError
from hframes.page.channel import Channel
from hframes.page.hang import HangWitness
from hframes.page.hidden import HiddenAnimations
from hframes.page.judge import Judge
from hframes.page.pictures import PictureWatch
from hframes.page.settings import PageDescription, StageSettings
from hframes.page.watch import LOST, PageWatch, page_place
from hframes.report import PageReport
from hframes.runtime import init_script, worker_script
from hframes.serve import HOST_PAGE, ORIGIN, FolderServer, page_address
from hframes.timebase import frame_time_ms, timecode

# Presentations are numbered from here, so that no number is the colour of a page that was never presented.
FIRST_NUMBER = 0x10_0000
LAST_NUMBER = 0xFF_FFFF
# A presentation can take several updates of the browser, each under a number of its own (runtime_js/host/host.js).
NUMBERS_OF_A_CALL = 4
# While loading, before time runs: how long nothing may happen (real seconds) until the next timer is fired early, for a
# page that waits for a timer (`hframes.wait`); and how many are fired before the page counts as stuck. Where it waits
# for something of the browser's, which on a busy machine can take long, a timer is a guess, made late.
QUIET_BEFORE_NUDGE = 0.25
QUIET_BEFORE_GUESS = 4.0
MOST_NUDGES = 2000
LAST_WORDS = 1.0  # real seconds
T = TypeVar("T")
_IMPORT = "import()"  # as runtime_js/work/imports.js calls what it waits for


@dataclass
class _Position:
    frame: int = -1
    number: int = FIRST_NUMBER
    ended: bool = False
    deadline: float = 0.0  # by the event loop's clock: when the frame has to be whole


class Stage:
    """One page, opened once, moved forward only.

    Args:
        window: an empty window.
        server: serves the composition's folder.
    """

    def __init__(self, window: Window, server: FolderServer, settings: StageSettings) -> None:
        self._window = window
        self._server = server
        self._settings = settings
        self._at = _Position()
        self._channel = Channel(window.session, window.line)
        self._watch = PageWatch(window.page, window.session, settings.allowed, self._record_frame)
        self._pictures = PictureWatch(window.session, server)
        self._witness = HangWitness(window.session)
        self._hidden = HiddenAnimations(window.session)
        self._judge = Judge(self._watch, server, settings, self.place)
        self._script = ""

    @property
    def frame(self) -> int:
        """The frame that the page is at; -1 before the first."""
        return self._at.frame

    @property
    def server(self) -> FolderServer:
        """What serves the composition's folder."""
        return self._server

    def has_ended(self) -> bool:
        """Whether the page has said `hframes.end()`."""
        return self._at.ended

    def check(self) -> None:
        """Raises a PageError when the page can't go on: it crashed, or the browser is gone."""
        if not self._watch.fatal.done():
            return
        try:
            self._watch.fatal.result()
        except PageError as error:
            raise self._placed(error) from None

    async def answer(self, work: Coroutine[Any, Any, T]) -> T:
        """What somebody else asks the browser about the page; waited for as long as the page lives, and answers.

        Raises:
            PageError: it does not.
        """
        asked = asyncio.ensure_future(work)
        either: set[asyncio.Future[Any]] = {asked, self._watch.fatal}
        try:
            await asyncio.wait(either, timeout=self._settings.patience, return_when=asyncio.FIRST_COMPLETED)
            if asked.done():
                return asked.result()
            self.check()
            raise PageError(f"The browser does not answer since {self._settings.patience:g} s", where=self.place())
        finally:
            asked.cancel()

    async def last_words(self) -> None:
        """As `check`, where something has just failed: the browser tells of a page's end a little after it."""
        await asyncio.wait({self._watch.fatal}, timeout=LAST_WORDS)
        self.check()

    def report(self) -> PageReport:
        """What was found so far."""
        return PageReport(faults=self._watch.faults)

    def served(self) -> set[str]:
        """The files that the page was served so far, and those that it asked for and that are not there."""
        return self._server.served | set(self._server.missing)

    async def open(self) -> None:
        """Loads the composition and waits until it is ready for frame 0.

        Raises:
            PageError: it does not get ready, or does what a page must not do.
        """
        settings = self._settings
        config = {
            "epoch": settings.epoch,
            "seed": settings.seed,
            "fps": float(settings.rate),
            "width": settings.layout.width,
            "height": settings.layout.height,
            "duration": None if settings.duration is None else float(settings.duration),
            "params": settings.params,
            "properties": settings.properties,
            "layout": {"width": settings.layout.width, "height": settings.layout.height, "strip": STRIP_HEIGHT},
            "entry": page_address(settings.entry),
            "trace": settings.trace,
            "paced": settings.paced,
        }
        self._server.worker_script = worker_script(config)
        try:
            async with asyncio.timeout(settings.patience):
                await self._prepare(config)
        except TimeoutError:
            raise PageError(
                f"The browser did not open the page within {settings.patience:g} s",
                where=self.place(),
                hint="The machine may be very busy; --frame-timeout gives it longer",
            ) from None
        except BrowserError as error:
            raise PageError(f"The page could not be opened: {error.message.splitlines()[0]}") from error
        await self._ask("open()")
        await self._settle(loading=True)
        self._take(await self._ask("adopt()"))
        await self._hidden.reveal()

    async def _prepare(self, config: dict[str, Any]) -> None:
        session = self._window.session
        await session.send("Page.enable")
        await session.send("Network.enable")
        # Freezes every document's timeline at exactly 0: see runtime_js/animation/animations.js.
        await session.send("Animation.enable")
        await session.send("Animation.setPlaybackRate", {"playbackRate": 0})
        added = await session.send("Page.addScriptToEvaluateOnNewDocument", {"source": init_script(config)})
        self._script = str(added["identifier"])
        if self._settings.witness:
            await self._witness.enable()
        await self._window.page.goto(HOST_PAGE, timeout=0)

    async def close(self) -> None:
        """Empties the window, which can then hold another page."""
        self._watch.stop()
        self._pictures.stop()
        self._witness.stop()
        session = self._window.session
        try:
            async with asyncio.timeout(self._settings.patience):
                if self._script:
                    await session.send("Page.removeScriptToEvaluateOnNewDocument", {"identifier": self._script})
                await self._window.page.goto("about:blank", timeout=0)
                if self._settings.witness:
                    await session.send("Debugger.disable")
                # The next page finds no history, no storage and no service worker of this one.
                await session.send("Page.resetNavigationHistory")
                await session.send("Storage.clearDataForOrigin", {"origin": ORIGIN, "storageTypes": "all"})
        except TimeoutError:
            raise PageError(f"The page could not be left within {self._settings.patience:g} s") from None

    async def describe(self) -> PageDescription:
        """What the page is made of now."""
        told = await self._ask("describe()")
        return PageDescription(
            animations=tuple((a["name"], a["kind"], _milliseconds(a["end"])) for a in told["animations"]),
            smil=int(told["smil"]),
            media=tuple(float(seconds or 0) for seconds in told["media"]),
            timers=bool(told["timers"]),
            frames=bool(told["frames"]),
        )

    async def touched(self) -> list[dict[str, Any]]:
        """What the page has touched so far, by first time: `Touched` of runtime_js/page/trace.js."""
        touches: list[dict[str, Any]] = await self._ask("touched()")
        return touches

    async def drawn(self) -> list[dict[str, Any]]:
        """The texts that the page has drawn into canvases: `DrawnText` of runtime_js/page/trace.js."""
        texts: list[dict[str, Any]] = await self._ask("drawn()")
        return texts

    async def set_duration(self, duration: Fraction) -> None:
        """Tells the page how long the video is, where it was measured."""
        await self._ask(f"setDuration({float(duration)!r})")

    async def blank(self) -> int:
        """Presents nothing, so that no earlier picture is left in the compositor; returns the presentation's number."""
        number = self._next_number()
        self._take(await self._ask(f"present({number}, false)"))
        return self._at.number

    async def step(self, frame: int) -> int | None:
        """Moves on to `frame`, later than the one before, and presents it.

        Returns:
            The presentation's number, or None where the frame had to wait for something (an image, a font, a request,
            `hframes.wait`): then it is there now, but what was presented lacked it. A picture can depend on the one
            shown before, so that the frame is to be presented anew after a `blank`.
        """
        return await self._show(frame, "step")

    async def present(self) -> int | None:
        """Presents the current frame anew; returns as `step`."""
        return await self._present(visible=True)

    async def _present(self, *, visible: bool) -> int | None:
        number, sent = self._next_number(), self._watch.sent
        status = await self._ask(f"present({number}, {str(visible).lower()})")
        return self._at.number if await self._complete(status, sent) else None

    async def replay(self, frames: Iterable[int]) -> None:
        """Moves through frames without painting them; each waits for the same things as if it were presented."""
        for frame in frames:
            number = await self._show(frame, "skip")
            while number is None:  # what began while it waited begins in it, as where it is presented
                await self.blank()
                number = await self._present(visible=False)
            if self._at.ended:
                return

    async def _show(self, frame: int, call: str) -> int | None:
        self._at.frame = frame
        self._at.deadline = asyncio.get_running_loop().time() + self._settings.patience
        number, sent = self._next_number(), self._watch.sent
        time = frame_time_ms(frame, self._settings.rate)
        status = await self._ask(f"{call}({frame}, {time!r}, {number})")
        quiet_since = asyncio.get_running_loop().time()
        while status is not None and status["unfinished"]:
            self._take(status)
            if asyncio.get_running_loop().time() > self._at.deadline:
                raise self._not_ready([*status["pending"], *self._watch.under_way])
            quiet_since = await self._give_way(status["pending"], quiet_since)
            status = await self._ask("resume()")
        return self._at.number if await self._complete(status, sent) else None

    async def finish(self) -> None:
        """Looks a last time for what went wrong; to be called when the last frame was captured.

        Raises:
            PageError: as for every frame.
        """
        self._take(await self._ask("finish()"))

    async def _complete(self, status: dict[str, Any] | None, sent: int) -> bool:
        """Whether what was just presented is the whole frame; if not, waits until it would be.

        Args:
            status: what the host page said of it.
            sent: how many requests the page had sent before. One that was sent and answered since was too late for what
                was painted, however fast it was.
        """
        self._take(status)
        await self._hidden.reveal()
        incomplete = status is not None and (status["pending"] or status["again"])
        late = self._watch.under_way or self._watch.sent != sent or self._pictures.have_news
        if not incomplete and not late:
            return True
        if asyncio.get_running_loop().time() > self._at.deadline:
            raise self._not_ready(["what it asks for anew whenever it is shown"])
        await self._settle(loading=False)
        return False

    async def _settle(self, *, loading: bool) -> None:
        """Lets the page run, without moving time, until nothing that the frame needs is missing."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._settings.patience
        nudges = 0
        quiet_since = loop.time()
        while True:
            await self._tell_pictures()
            status = await self._ask("settle()")
            self._take(status)
            pending = status["pending"] if status is not None else []
            if not pending and not self._watch.under_way:
                # What just arrived may have made the page ask for more.
                status = await self._ask("settle()")
                self._take(status)
                pending = status["pending"] if status is not None else []
                if not pending and not self._watch.under_way and not self._pictures.have_news:
                    return
            quiet_since = await self._give_way(pending, quiet_since)
            now = loop.time()
            if now > deadline or nudges > MOST_NUDGES:
                raise self._not_ready([*pending, *self._watch.under_way] or ["what it asks for without end"])
            if self._watch.under_way:
                await self._watch.change(0.1)
            elif loading and now - quiet_since > _quiet_enough(pending):
                if await self._window.idle.is_idle():
                    nudges += 1
                    self._take(await self._ask("nudge()"))
                else:
                    quiet_since = loop.time()
            else:
                await self._watch.change(0.01)

    async def _give_way(self, pending: list[str], quiet_since: float) -> float:
        """Goes on without a module that waits, when run, for something else of the page's; since when it is quiet."""
        now = asyncio.get_running_loop().time()
        if self._watch.under_way:
            return now
        if _IMPORT in pending and now - quiet_since > QUIET_BEFORE_NUDGE:
            if await self._window.idle.is_idle():
                await self._ask("giveWay()")
            return asyncio.get_running_loop().time()
        return quiet_since

    async def _tell_pictures(self) -> None:
        if self._pictures.have_news:
            told = [picture.told() for picture in await self._pictures.found()]
            await self._ask(f"addPictures({json.dumps(told)})")

    def _not_ready(self, waits_for: list[str]) -> PageError:
        return PageError(
            f"The page is not ready after {self._settings.patience:g} s: it waits for {', '.join(waits_for[:4])}",
            where=self.place(),
            hint="Time does not run while a frame waits: a promise that needs a later timer never settles",
        )

    def _take(self, status: dict[str, Any] | None) -> None:
        """Takes in what the page and the browser told; the page's own words come first, because they hold its stack."""
        self._at.ended = self._at.ended or bool(status and status["ended"])
        self._at.number = (status and status["shown"]) or self._at.number
        self._hidden.count_found(status["found"] if status else 0)
        for what in status["uncontrolled"] if status else []:
            self._watch.add("uncontrolled", f"The page uses {what} which the clock does not control")
        self._judge.hear(status["faults"] if status else [])
        self._judge.look()

    async def _ask(self, call: str) -> Any:
        """Calls the host page and waits for its answer."""
        self.check()
        answer = asyncio.ensure_future(self._channel.ask(call))
        patience = self._settings.patience
        try:
            either: set[asyncio.Future[Any]] = {answer, self._watch.fatal}
            await asyncio.wait(either, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done() and not self._watch.fatal.done():
                raise await self._hung(patience)
            if not answer.done():
                self._watch.fatal.result()
            result = answer.result()
        except PageHungError:
            raise
        except PageError as error:
            raise self._placed(error) from error
        except BrowserError as error:
            await asyncio.sleep(0)
            self.check()
            self._judge.look()
            raise PageLostError(
                f"The browser stopped answering: {error.message.splitlines()[0]}", where=self.place(), hint=LOST
            ) from error
        finally:
            if not answer.done():
                answer.cancel()
            elif not answer.cancelled():
                answer.exception()
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            self._judge.look()
            words = details.get("exception", {}).get("description") or details.get("text", "")
            raise PageError(
                f"The page broke the clock: {(str(words).splitlines() or ['it does not say how'])[0]}",
                where=self.place(page_place(str(words))),
                hint="hframes needs the browser's own functions and the page around the composition: leave them alone",
            )
        return result["result"].get("value")

    def _placed(self, error: PageError) -> PageError:
        """The same error, with the place that the page is at."""
        return type(error)(error.what, where=error.where or self.place(), hint=error.hint)

    async def _hung(self, patience: float) -> PageHungError:
        stack = await self._witness.stack() if self._settings.witness else None
        return PageHungError(
            f"The page does not answer since {patience:g} s" + (f": it runs in {stack}" if stack else ""),
            frame=self._at.frame,
            where=self.place(),
            hint="Look for a loop that does not end there; --frame-timeout gives a slow page longer",
        )

    def _next_number(self) -> int:
        last = LAST_NUMBER - NUMBERS_OF_A_CALL
        self._at.number = self._at.number + 1 if self._at.number < last else FIRST_NUMBER
        return self._at.number

    def _record_frame(self) -> tuple[int, float]:
        frame = self._at.frame
        return frame, 0.0 if frame < 0 else float(frame / self._settings.rate)

    def place(self, file: str | None = None) -> str:
        """The frame that the page is at and its time, as people read it; with a place in a file."""
        frame = self._at.frame
        when = "while loading" if frame < 0 else f"frame {frame}, {timecode(frame, self._settings.rate)}"
        return f"{when}, {file}" if file else when


def _quiet_enough(pending: list[str]) -> float:
    by_page = pending and all(label.startswith("hframes.wait: ") for label in pending)
    return QUIET_BEFORE_NUDGE if by_page else QUIET_BEFORE_GUESS


def _milliseconds(value: Any) -> float:
    return float("inf") if value is None else float(value)
