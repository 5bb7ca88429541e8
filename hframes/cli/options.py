"""The options that several commands share, and what they come to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hframes.composition import Composition, load_params_file, merge_params, open_composition, parse_set
from hframes.errors import UsageError
from hframes.settings import CaptureBackend, Quality, RenderSettings

_PAGE = "The page"
_VIDEO = "The video"
_RIGHTS = "What fails, and what is allowed"


def _warn_of_no_sandbox(wanted: bool) -> bool:
    if wanted:
        typer.echo(
            typer.style("warning: ", fg=typer.colors.YELLOW, bold=True)
            + "the browser runs without its sandbox: a page that breaks out of it has your rights on this machine",
            err=True,
        )
    return wanted


def _check_patience(seconds: float) -> float:
    if not 0 < seconds < float("inf"):
        raise typer.BadParameter(f"{seconds} is not a length of time: it is a number of seconds above 0")
    return seconds


CompositionArgument = Annotated[
    Path, typer.Argument(metavar="COMPOSITION", help="An .html or .svg file, or a folder with index.html.")
]
Size = Annotated[
    str | None,
    typer.Option(metavar="WxH", help="Size of the page in CSS pixels, like 1080x1920.", rich_help_panel=_PAGE),
]
Fps = Annotated[
    str | None, typer.Option(metavar="RATE", help="Frames per second: 30, 29.97, 30000/1001.", rich_help_panel=_VIDEO)
]
Duration = Annotated[
    str | None, typer.Option(metavar="SECONDS", help="Length of the whole video.", rich_help_panel=_VIDEO)
]
Range = Annotated[
    str | None,
    typer.Option("--range", metavar="A:B", help="Only these seconds, like 2:4.5.", rich_help_panel=_VIDEO),
]
Params = Annotated[
    Path | None,
    typer.Option(metavar="FILE.json", help="Values for the composition's params.", rich_help_panel=_PAGE),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="One param, over --params. Repeatable.", rich_help_panel=_PAGE),
]
Seed = Annotated[
    int | None, typer.Option(help="Seeds Math.random, crypto and hframes.random().", rich_help_panel=_PAGE)
]
Epoch = Annotated[
    str, typer.Option(metavar="MOMENT", help="What the page's clock shows at frame 0.", rich_help_panel=_PAGE)
]
Timezone = Annotated[str, typer.Option(metavar="ZONE", help="Such as Europe/Paris.", rich_help_panel=_PAGE)]
Locale = Annotated[str, typer.Option(metavar="TAG", help="Such as de-DE.", rich_help_panel=_PAGE)]
Scale = Annotated[
    int, typer.Option(min=1, max=4, help="Device pixels per CSS pixel: 2 doubles the size.", rich_help_panel=_VIDEO)
]
Capture = Annotated[
    CaptureBackend,
    typer.Option(help="Where pixels come from; auto is display where there is Xvfb.", rich_help_panel=_VIDEO),
]
QualityOption = Annotated[
    Quality, typer.Option(help="Encoding work and bits a frame is worth: see docs/quality.md.", rich_help_panel=_VIDEO)
]
AllowNetwork = Annotated[
    list[str] | None,
    typer.Option(metavar="HOST", help="A host the page may reach. Repeatable.", rich_help_panel=_RIGHTS),
]
BestEffort = Annotated[
    bool,
    typer.Option("--best-effort", help="Missing files and failed requests are reported only.", rich_help_panel=_RIGHTS),
]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict", help="Errors that the page throws or `lint --runtime` finds fail, too.", rich_help_panel=_RIGHTS
    ),
]
Force = Annotated[bool, typer.Option("--force", "-f", help="Replace an existing output.", rich_help_panel=_RIGHTS)]
Reuse = Annotated[
    bool, typer.Option("--reuse/--no-reuse", help="Take segments that were encoded before from the store.")
]
ForceAll = Annotated[
    bool,
    typer.Option("--force", "-f", help="Render every row anew, over whatever is there.", rich_help_panel=_RIGHTS),
]
NoSandbox = Annotated[
    bool,
    typer.Option(
        "--no-sandbox",
        help="Start the browser without its sandbox. Last resort.",
        rich_help_panel=_RIGHTS,
        callback=_warn_of_no_sandbox,
    ),
]
FrameTimeout = Annotated[
    float,
    typer.Option(
        metavar="SECONDS",
        help="Real time that loading or one frame may take.",
        rich_help_panel=_RIGHTS,
        callback=_check_patience,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, and nothing else, on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors and warnings only.")]


def open_with_params(
    path: Path, params: Path | None, assignments: list[str] | None
) -> tuple[Composition, dict[str, object]]:
    """The composition, and the values that the caller gives its params (checked with the defaults later)."""
    composition = open_composition(path)
    values = load_params_file(params) if params is not None else {}
    schema = composition.header.params
    return composition, merge_params(values, [parse_set(text, schema) for text in assignments or ()], schema)


def size_of(text: str | None) -> tuple[int, int] | tuple[None, None]:
    """Width and height of "1080x1920".

    Raises:
        UsageError: not of that form.
    """
    if text is None:
        return None, None
    width, mark, height = text.lower().replace("×", "x").partition("x")
    if not (mark and width.strip().isdecimal() and height.strip().isdecimal() and len(text) < 20):
        raise UsageError(f"{text!r} is not a size", where="--size", hint="Write it like 1920x1080")
    return int(width), int(height)


def range_of(text: str | None) -> tuple[str | None, str | None] | None:
    """Begin and end of "2:4.5", ":3" or "10:", in seconds as written.

    Raises:
        UsageError: not of that form.
    """
    if text is None:
        return None
    begin, mark, end = text.partition(":")
    if not mark or ":" in end:
        raise UsageError(f"{text!r} is not a range", where="--range", hint="Write it in seconds, like 2:4.5 or 10:")
    return begin.strip() or None, end.strip() or None


DEFAULTS = RenderSettings()
