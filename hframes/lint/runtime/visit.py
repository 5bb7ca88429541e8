"""Runs one page from its first frame to its last, and says what was seen: values only, no judgement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from playwright.async_api import Error as BrowserError

from hframes.errors import CompositionError, HframesError, OtherBrowserError, PageError
from hframes.film import Set, duration_of
from hframes.house import House, open_page
from hframes.lint.runtime.drawn import look_at_drawn
from hframes.lint.runtime.places import Places, Served
from hframes.lint.runtime.requests import Asked, RequestWatch
from hframes.lint.runtime.texts import Text, TextWatch
from hframes.page import Trace
from hframes.plan import Blueprint
from hframes.report import PageFault
from hframes.serve import FolderServer

# Of a page that does not say how long it is: so much is looked at, in seconds.
UNKNOWN_DURATION = Fraction(5)
# Texts are looked at this often, in seconds of the video, and this many times at most.
LOOK_EVERY = Fraction(1, 4)
MOST_LOOKS = 200


@dataclass(frozen=True)
class Visit:
    """What was seen of a page.

    Attributes:
        touches: `Touched` of runtime_js/page/trace.js.
        asked: what it asked for.
        faults: what hframes noticed, as in a render.
        refused: paths that it asked for and that lie outside of its folder.
        texts: what it showed, and with which fonts.
        fonts: files of the folder that may be fonts.
        served: how its files were served.
        end: why it did not run to its end; None where it did.
        has_duration: whether anything said how long it is; is_measured: whether it was what ends in the page itself.
    """

    touches: tuple[dict[str, Any], ...] = ()
    asked: tuple[Asked, ...] = ()
    faults: tuple[PageFault, ...] = ()
    refused: tuple[str, ...] = ()
    texts: tuple[Text, ...] = ()
    fonts: tuple[Path, ...] = ()
    served: Served = field(default_factory=Served)
    end: HframesError | None = None
    has_duration: bool = True
    is_measured: bool = False


async def visit(house: House, blueprint: Blueprint) -> Visit:
    """Runs a page in a browser that is running, without painting it.

    Raises:
        OtherBrowserError: it needs another browser. Whatever else goes wrong is in the visit.
    """
    requests = RequestWatch()
    notes = _Notes()
    end: HframesError | None = None
    with requests.listening(house.window.session):
        try:
            async with open_page(house, blueprint, trace=Trace.EVERYTHING) as (scene, server):
                notes.server = server
                await _run(scene, blueprint, notes)
        except OtherBrowserError:
            raise
        except HframesError as error:
            end = error
        except BrowserError as error:
            end = PageError(f"The browser stopped answering: {error.message.splitlines()[0]}")
    return notes.made(blueprint, requests, end)


@dataclass
class _Notes:
    """What is known of a page so far: kept where the page itself does not answer any more."""

    server: FolderServer | None = None
    touches: list[dict[str, Any]] = field(default_factory=list)
    faults: tuple[PageFault, ...] = ()
    texts: list[Text] = field(default_factory=list)
    has_duration: bool = True
    is_measured: bool = False

    async def take(self, scene: Set) -> None:
        self.faults = scene.stage.report().faults
        self.touches = await scene.stage.touched()

    def made(self, blueprint: Blueprint, requests: RequestWatch, end: HframesError | None) -> Visit:
        server = self.server
        root = blueprint.composition.root
        return Visit(
            touches=tuple(self.touches),
            asked=requests.asked,
            faults=self.faults,
            refused=tuple(server.refused) if server is not None else (),
            texts=tuple(self.texts),
            fonts=tuple(root / name for name in sorted(server.served)) if server is not None else (),
            served=_served(server) if server is not None else Served(),
            end=end,
            has_duration=self.has_duration,
            is_measured=self.is_measured,
        )


async def _run(scene: Set, blueprint: Blueprint, notes: _Notes) -> None:
    composition = blueprint.composition
    # The places of texts are in pages and style sheets, which are served as they lie there.
    watch = TextWatch(scene.window.session, Places(composition.root, composition.entry, Served()))
    notes.texts = watch.found
    try:
        await notes.take(scene)
        duration = await _duration(scene, blueprint, notes)
        for frames in _spells(blueprint.frames(duration), blueprint.rate):
            await scene.stage.replay(frames)
            await notes.take(scene)
            await scene.stage.answer(watch.look())
            if scene.stage.has_ended():
                break
        await scene.stage.finish()
    finally:
        notes.faults = scene.stage.report().faults
    await notes.take(scene)
    places = Places(composition.root, composition.entry, _served(scene.stage.server))
    drawn = await scene.stage.drawn()
    notes.texts += await scene.stage.answer(look_at_drawn(scene.window.session, drawn, places))


async def _duration(scene: Set, blueprint: Blueprint, notes: _Notes) -> Fraction:
    try:
        duration = await duration_of(scene, blueprint)
        notes.is_measured = blueprint.duration is None
        return duration
    except CompositionError:
        notes.has_duration = False
        await scene.stage.set_duration(UNKNOWN_DURATION)
        return UNKNOWN_DURATION


def _spells(frames: range, rate: Fraction) -> Iterator[range]:
    """Frames from one look at the texts to the next: the first alone, the others evenly, the last included."""
    yield frames[:1]
    rest = frames[1:]
    length = max(round(LOOK_EVERY * rate), -(-len(rest) // MOST_LOOKS), 1)
    for begin in range(0, len(rest), length):
        yield rest[begin : begin + length]


def _served(server: FolderServer) -> Served:
    return Served(frozenset(server.held), dict(server.workers))
