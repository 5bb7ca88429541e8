"""Turns a web page into video, frame by frame, exactly.

from hframes import render, RenderSettings
render("titles.html", "titles.mp4", RenderSettings(quality="draft"))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hframes.api import (
        diff,
        diff_async,
        frames,
        frames_async,
        render,
        render_async,
        still,
        still_async,
        verify,
        verify_against,
        verify_against_async,
        verify_async,
    )
    from hframes.composition import Composition, open_composition
    from hframes.differing import Diff
    from hframes.errors import HframesError
    from hframes.progress import Progress
    from hframes.rendering import RenderResult
    from hframes.settings import CaptureBackend, Quality, RenderSettings
    from hframes.verification import Box, Comparison, Verification, Way

__all__ = [
    "Box",
    "CaptureBackend",
    "Comparison",
    "Composition",
    "Diff",
    "HframesError",
    "Progress",
    "Quality",
    "RenderResult",
    "RenderSettings",
    "Verification",
    "Way",
    "diff",
    "diff_async",
    "frames",
    "frames_async",
    "open_composition",
    "render",
    "render_async",
    "still",
    "still_async",
    "verify",
    "verify_against",
    "verify_against_async",
    "verify_async",
]

_HOMES = {
    "hframes.api": (
        *("diff", "diff_async", "frames", "frames_async", "render", "render_async", "still", "still_async"),
        *("verify", "verify_against", "verify_against_async", "verify_async"),
    ),
    "hframes.composition": ("Composition", "open_composition"),
    "hframes.differing": ("Diff",),
    "hframes.errors": ("HframesError",),
    "hframes.progress": ("Progress",),
    "hframes.rendering": ("RenderResult",),
    "hframes.settings": ("CaptureBackend", "Quality", "RenderSettings"),
    "hframes.verification": ("Box", "Comparison", "Verification", "Way"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    # Loaded when asked for (PEP 562): a command that only prints its help need not wait for a browser's library.
    if name not in _HOME_OF:
        raise AttributeError(f"module 'hframes' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
