"""What the caller asks of a render, as one frozen value that is passed on and never changed."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _as_text(value: Any) -> Any:
    """A number as a person writes it: 29.97 means 2997/100, not the nearest binary fraction."""
    if isinstance(value, bool):
        raise ValueError("a number is wanted, such as 2.5")
    return str(value) if isinstance(value, int | float | Fraction) else value


Number = str | int | float | Fraction
NumberText = Annotated[Number, BeforeValidator(_as_text)]


class Quality(StrEnum):
    """How much encoding work and bits a frame is worth; the measured front is in docs/quality.md."""

    DRAFT = "draft"
    STANDARD = "standard"
    HIGH = "high"


class CaptureBackend(StrEnum):
    """Where the pixels come from; `auto` is `display` where it works (Linux with Xvfb), else `screenshot`."""

    AUTO = "auto"
    DISPLAY = "display"
    SCREENSHOT = "screenshot"


class RenderSettings(BaseModel):
    """Everything a caller may say about a render. None means "as the composition says, else the default".

    Values are raw here (`fps` as text; numbers and fractions are taken, too); `hframes.plan` checks them against the
    composition and resolves them.

    Attributes:
        width, height: CSS pixels of the composition's viewport.
        fps: frames per second, a number or a fraction such as "30000/1001".
        duration: seconds.
        range: (first, end) in seconds, end excluded; None in either place is the video's own.
        params: values over the composition's defaults (`--params` merged with `--set`).
        seed: seeds `Math.random`, `crypto` and `hframes.random()`.
        epoch: ISO 8601 instant at which the page's clock stands at frame 0.
        timezone: IANA name. locale: BCP 47 tag.
        scale: device pixels per CSS pixel; the video is width*scale by height*scale.
        allow_network: hosts the page may reach; nothing else leaves the machine.
        best_effort: report missing files and failed requests instead of failing.
        strict: fail for page errors (uncaught exceptions, unhandled rejections), too, and a render for findings of its
            report that are errors.
        no_sandbox: start the browser without its sandbox. For machines where it can't work; warns.
        frame_timeout: seconds of real time that one frame, or loading, may take before the page counts as hung.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    width: int | None = None
    height: int | None = None
    fps: NumberText | None = None
    duration: NumberText | None = None
    range: tuple[NumberText | None, NumberText | None] | None = None
    params: dict[str, Any] = Field(default_factory=dict)
    seed: int | None = None
    epoch: str = "2025-01-01T00:00:00Z"
    timezone: str = "UTC"
    locale: str = "en-US"
    scale: int = Field(default=1, ge=1, le=4)
    quality: Quality = Quality.STANDARD
    capture: CaptureBackend = CaptureBackend.AUTO
    allow_network: tuple[str, ...] = ()
    best_effort: bool = False
    strict: bool = False
    force: bool = False
    no_sandbox: bool = False
    frame_timeout: float = Field(default=30.0, gt=0)
