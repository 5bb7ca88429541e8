"""A manifest as a film of which only the hashes of its frames are known."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from hframes.differing.findings import Side
from hframes.differing.source import Picture
from hframes.errors import UsageError
from hframes.manifest import Manifest
from hframes.plan import MOST_FRAMES
from hframes.report import PageReport
from hframes.timebase import parse_rate, rate_text


@dataclass(frozen=True)
class ListedSource:
    """See `Source`."""

    manifest: Manifest
    side: Side

    def total(self) -> int | None:
        """Known."""
        return len(self.manifest.frames)

    def report(self) -> PageReport:
        """Nothing: what the page did was told when it was rendered."""
        return PageReport()

    async def pictures(self) -> AsyncGenerator[Picture, None]:
        """Hashes without pixels."""
        for frame, digest in enumerate(self.manifest.frames, self.manifest.first_frame):
            yield Picture(frame, digest=digest)


def listed(manifest: Manifest, name: str) -> ListedSource:
    """Checks what the comparison needs of a manifest.

    Raises:
        UsageError: it has no frames, or no rate.
    """
    try:
        rate = parse_rate(manifest.fps)
    except ValueError as error:
        raise UsageError(f"{name} is not a manifest: fps: {error}") from None
    if not manifest.frames:
        raise UsageError(f"{name} is not a manifest: it lists no frames")
    if not 0 <= manifest.first_frame <= MOST_FRAMES:
        raise UsageError(f"{name} is not a manifest: its first frame is none that a video can have")
    side = Side(
        kind="manifest",
        name=name,
        width=manifest.width,
        height=manifest.height,
        fps=rate_text(rate),
        first_frame=manifest.first_frame,
    )
    return ListedSource(manifest, side)
