"""Films what one page shows, hashes every frame, and tells how far it is."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TypeAlias

from hframes.capture import Frame
from hframes.encode import FramePool
from hframes.film import Set, film
from hframes.manifest import frame_hash
from hframes.plan import Blueprint
from hframes.progress import Progress, Watcher
from hframes.verification.ways import Take

# Takes a frame: its index, the hash of its pixels, the pixels. They are the giver's again when it returns.
EachFrame: TypeAlias = Callable[[int, str, Frame], Awaitable[None]]


@dataclass
class Pulse:
    """Tells a watcher how far a verification is.

    Attributes:
        total, done: frames of all its renders.
        doing: which of them it is.
    """

    watcher: Watcher
    doing: str
    total: int = 0
    done: int = 0
    began: float = field(default_factory=time.perf_counter)

    def beat(self, scene: Set) -> None:
        """One frame more."""
        self.done += 1
        total, seconds = max(self.done, self.total), time.perf_counter() - self.began
        is_page = scene.effort.page >= scene.effort.capture
        self.watcher(Progress(self.done, total, seconds, "page" if is_page else "capture", self.doing))


async def film_take(scene: Set, blueprint: Blueprint, take: Take, each: EachFrame, beat: Callable[[Set], None]) -> None:
    """Films segments on one page and hands over each frame: its index, the hash of its pixels, the pixels.

    Args:
        beat: is called after each.
    """
    pool = FramePool(blueprint.video)
    digest = ""
    shown: Frame | None = None
    async with aclosing(film(scene, take, pool)) as shots:
        async for shot in shots:
            if not shot.repeats:
                digest = frame_hash(shot.pixels)
                if shown is not None:
                    pool.release(shown)
                shown = shot.pixels
            await each(shot.frame, digest, shot.pixels)
            beat(scene)
