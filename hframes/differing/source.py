"""Where frames come from, as the comparison sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from hframes.capture import Frame
from hframes.differing.findings import Side
from hframes.report import PageReport

AHEAD = 2  # pictures that wait to be compared


@dataclass(frozen=True)
class Picture:
    """One frame.

    Attributes:
        frame: its index in the whole video.
        pixels: see `hframes.capture.Frame`, never changed again; the very same array where nothing moved. None where
            only a hash is known.
        digest: that hash.
    """

    frame: int
    pixels: Frame | None = None
    digest: str | None = None


class Source(Protocol):
    """A film that is ready to be shown.

    Attributes:
        side: all that is known before it is shown.
    """

    @property
    def side(self) -> Side: ...

    def total(self) -> int | None:
        """How many frames it has, as far as that is known by now."""

    def pictures(self) -> AsyncGenerator[Picture, None]:
        """The frames in order; at least one. Raises HframesError."""

    def report(self) -> PageReport:
        """What a person should know of, once all pictures were shown."""


@asynccontextmanager
async def showing(source: Source) -> AsyncIterator[AsyncIterator[Picture]]:
    """The pictures of a source, a few of them made ahead, so that two sources work at the same time.

    One task opens, shows and closes a source; a browser's contexts are not made to be left by another one.
    """
    waiting: asyncio.Queue[Picture | BaseException | None] = asyncio.Queue(AHEAD)

    async def show() -> None:
        try:
            async with aclosing(source.pictures()) as pictures:
                async for picture in pictures:
                    await waiting.put(picture)
        except Exception as error:  # it is raised where the pictures are taken
            await waiting.put(error)
        else:
            await waiting.put(None)

    async def taken() -> AsyncGenerator[Picture, None]:
        while (item := await waiting.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    task = asyncio.create_task(show(), name="hframes-diff")
    try:
        async with aclosing(taken()) as pictures:
            yield pictures
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
