"""The functions that Python programs call: each in a plain form and an async one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hframes.composition import Composition
from hframes.differing import Diff
from hframes.differing.run import SHOWN, diff_async
from hframes.progress import Watcher, ignore
from hframes.rendering import RenderResult, render_async, shots_async, still_async
from hframes.settings import RenderSettings
from hframes.verification import ALL, Box, Comparison, Verification, Way
from hframes.verification.earlier import verify_against_async
from hframes.verification.run import verify_async

__all__ = [
    "diff",
    "diff_async",
    "frames",
    "frames_async",
    "render",
    "render_async",
    "still",
    "still_async",
    "verify",
    "verify_against",
    "verify_against_async",
    "verify_async",
]


def render(
    source: Composition | Path | str,
    output: Path | str,
    settings: RenderSettings | None = None,
    *,
    manifest: Path | str | None = None,
    workers: int | None = None,
    watcher: Watcher = ignore,
    reuse: bool = True,
) -> RenderResult:
    """`render_async`, run to its end. Not for use inside a running event loop."""
    return asyncio.run(
        render_async(source, output, settings, manifest=manifest, workers=workers, watcher=watcher, reuse=reuse)
    )


def still(source: Composition | Path | str, at: str, output: Path | str, settings: RenderSettings | None = None) -> int:
    """`still_async`, run to its end. Not for use inside a running event loop."""
    return asyncio.run(still_async(source, at, output, settings))


def verify(
    source: Composition | Path | str,
    settings: RenderSettings | None = None,
    *,
    ways: Sequence[Way | str] = ALL,
    out: Path | str | None = None,
    watcher: Watcher = ignore,
) -> Verification:
    """`verify_async`, run to its end. Not for use inside a running event loop."""
    return asyncio.run(verify_async(source, settings, ways=ways, out=out, watcher=watcher))


def verify_against(
    source: Composition | Path | str,
    manifest: Path | str,
    settings: RenderSettings | None = None,
    *,
    watcher: Watcher = ignore,
) -> Comparison:
    """`verify_against_async`, run to its end. Not for use inside a running event loop."""
    return asyncio.run(verify_against_async(source, manifest, settings, watcher=watcher))


def diff(
    a: Composition | Path | str,
    b: Composition | Path | str,
    settings: RenderSettings | None = None,
    *,
    settings_b: RenderSettings | None = None,
    tolerance: int = 0,
    ignored: Sequence[Box] = (),
    out: Path | str | None = None,
    shown: int = SHOWN,
    watcher: Watcher = ignore,
) -> Diff:
    """`diff_async`, run to its end. Not for use inside a running event loop."""
    return asyncio.run(
        diff_async(
            a,
            b,
            settings,
            settings_b=settings_b,
            tolerance=tolerance,
            ignored=ignored,
            out=out,
            shown=shown,
            watcher=watcher,
        )
    )


async def frames_async(
    source: Composition | Path | str, settings: RenderSettings | None = None
) -> AsyncGenerator[NDArray[np.uint8], None]:
    """The frames of a video in order, as the page shows them, before any encoding.

    Yields:
        uint8 arrays of shape (height, width, 3): red, green, blue, sRGB; device pixels. Each is the caller's own.
    """
    async with shots_async(source, settings) as shots:
        async for shot in shots:
            yield shot.pixels[:, :, 2::-1].copy()


def frames(source: Composition | Path | str, settings: RenderSettings | None = None) -> Iterator[NDArray[np.uint8]]:
    """`frames_async` as a plain iterator. Close it, or take it to its end: it holds a browser."""
    with asyncio.Runner() as runner:
        stream = frames_async(source, settings)
        try:
            while True:
                try:
                    yield runner.run(anext(stream))
                except StopAsyncIteration:
                    return
        finally:
            runner.run(stream.aclose())
