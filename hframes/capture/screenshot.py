"""The pixels of a page over the DevTools protocol: works wherever Chromium does, at several times the cost.

The screenshot holds the strip as well, so it is proved to show the presentation asked for, as on a display.
"""

from __future__ import annotations

import asyncio
import base64
import io
import time
from typing import Any, Protocol

import numpy as np
from PIL import Image
from playwright.async_api import Error as BrowserError

from hframes.capture.protocol import Alive, Frame, Grabbed, Layout, always_alive, strip_colour
from hframes.errors import CaptureError

LOOK_AGAIN = 0.2  # seconds between two looks whether the page is still there


class Commands(Protocol):
    """The DevTools session, as far as it is needed here."""

    async def send(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]: ...


class ScreenshotSource:
    """A `FrameSource` over `Page.captureScreenshot`.

    Args:
        session: the page's DevTools session.
        layout: where the picture lies in the window.
        patience: seconds of real time after which a presentation counts as lost.
        alive: asked while waiting.
    """

    def __init__(self, session: Commands, layout: Layout, patience: float, alive: Alive = always_alive) -> None:
        self._session = session
        self._layout = layout
        self._patience = patience
        self._alive = alive

    async def grab(self, number: int, into: Frame | None, previous: Frame | None) -> Grabbed:
        height = self._layout.window[1]
        clip = {"x": 0, "y": 0, "width": self._layout.width, "height": height, "scale": 1}
        deadline = time.monotonic() + self._patience
        while True:
            answer = await self._shoot(clip, deadline)
            pixels = _decode(base64.b64decode(answer["data"]))
            rows, columns = pixels.shape[:2]
            wanted = strip_colour(number)
            probes = self._layout.probes
            if all(r < rows and c < columns and pixels[r, c, :3].tobytes() == wanted for r, c in probes):
                break
            if time.monotonic() > deadline:
                raise self._too_late()
        picture_width, picture_height = self._layout.picture
        picture = pixels[:picture_height, :picture_width]
        if previous is not None and np.array_equal(picture, previous):
            return Grabbed(True, 0.0)
        if into is not None:
            np.copyto(into, picture)
        return Grabbed(False, 0.0)

    async def _shoot(self, clip: dict[str, Any], deadline: float) -> dict[str, Any]:
        options = {"format": "png", "optimizeForSpeed": True, "clip": clip}
        shot = asyncio.ensure_future(self._session.send("Page.captureScreenshot", options))
        try:
            # A browser that lost its GPU process or its page never answers.
            while not (await asyncio.wait({shot}, timeout=LOOK_AGAIN))[0]:
                self._alive()
                if time.monotonic() > deadline:
                    raise self._too_late()
            return shot.result()
        except BrowserError as error:
            self._alive()
            raise CaptureError(
                f"The browser gave no picture: {error.message.splitlines()[0]}",
                hint="The machine may have run out of memory: `hframes doctor` looks at it",
            ) from error
        finally:
            shot.cancel()

    def _too_late(self) -> CaptureError:
        return CaptureError(
            f"The browser did not paint a frame within {self._patience:g} s",
            hint="--frame-timeout gives a heavy page longer",
        )


def _decode(png: bytes) -> Frame:
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    packed = image.tobytes("raw", "BGRA")
    return np.frombuffer(packed, np.uint8).reshape(image.height, image.width, 4)
