"""How far a render is, as values that whoever shows them can take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Stage: TypeAlias = Literal["page", "capture", "encoder"]


@dataclass(frozen=True)
class Progress:
    """One moment of a render.

    Attributes:
        done, total: frames.
        seconds: real seconds since the first frame was asked for.
        bound: the stage that took most of the time so far; None where no film is made.
        doing: which of several renders it is; None where there is one.
    """

    done: int
    total: int
    seconds: float
    bound: Stage | None
    doing: str | None = None

    @property
    def fps(self) -> float:
        """Frames per second of real time."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds of real time until the last frame, as it went so far; None before the first."""
        return (self.total - self.done) / self.fps if self.fps > 0 else None


Watcher: TypeAlias = Callable[[Progress], None]


def ignore(progress: Progress) -> None:
    """A watcher that does not look."""
    del progress
