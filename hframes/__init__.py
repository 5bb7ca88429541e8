"""Turns a web page into video, frame by frame, exactly.

    from hframes import render, RenderSettings
    render("titles.html", "titles.mp4", RenderSettings(quality="draft"))
"""

from hframes.api import frames, frames_async, render, render_async, still, still_async
from hframes.composition import Composition, open_composition
from hframes.errors import HframesError
from hframes.progress import Progress
from hframes.render import RenderResult
from hframes.settings import CaptureBackend, Quality, RenderSettings

__all__ = [
    "CaptureBackend",
    "Composition",
    "HframesError",
    "Progress",
    "Quality",
    "RenderResult",
    "RenderSettings",
    "frames",
    "frames_async",
    "open_composition",
    "render",
    "render_async",
    "still",
    "still_async",
]
