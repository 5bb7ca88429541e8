"""What made a video, in a file: enough to tell why two renders differ."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xxhash
from playwright.async_api import CDPSession
from pydantic import BaseModel, ConfigDict

from hframes.capture import Frame
from hframes.composition import file_hashes
from hframes.encode import x264_settings
from hframes.errors import OutputError
from hframes.report import PageReport
from hframes.timebase import rate_text

if TYPE_CHECKING:
    from hframes.plan import Blueprint


def frame_hash(frame: Frame) -> str:
    """XXH3-128 of a frame's bytes (BGRA, row by row), in hexadecimal. Compare within one way of capturing."""
    return xxhash.xxh3_128_hexdigest(frame.data)


class UsedFont(BaseModel):
    """A font that the browser drew with.

    Attributes:
        family, postscript_name: as the browser names it.
        custom: loaded by the page itself (its file is among the composition's), not the system's.
        file, sha256: the system's file; None where it can't be told.
    """

    model_config = ConfigDict(frozen=True)

    family: str
    postscript_name: str
    custom: bool
    file: str | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Making:
    """What only the render itself knows of how a video was made; see `Manifest`.

    Attributes:
        duration: seconds of the whole video. frames: hashes, from `first_frame` on.
    """

    chromium: str
    ffmpeg: str
    flags: tuple[str, ...]
    capture: str
    duration: Fraction
    first_frame: int
    fonts: tuple[UsedFont, ...]
    frames: tuple[str, ...]
    report: PageReport


class Manifest(BaseModel):
    """See the fields' names; hashes are hexadecimal."""

    model_config = ConfigDict(frozen=True)

    hframes: str
    chromium: str
    ffmpeg: str
    capture: str
    browser_flags: tuple[str, ...]
    encoder: dict[str, Any]
    width: int
    height: int
    scale: int
    fps: str
    duration: str
    first_frame: int
    seed: int
    epoch: str
    timezone: str
    locale: str
    params: dict[str, Any]
    entry: str
    files: dict[str, str]
    fonts: tuple[UsedFont, ...]
    frames: tuple[str, ...]
    report: PageReport
    video_sha256: str | None = None

    @classmethod
    def of(cls, blueprint: Blueprint, made: Making) -> Manifest:
        """The manifest of a filmed video that is not joined yet."""
        settings = blueprint.settings
        return cls(
            hframes=version("hframes"),
            chromium=made.chromium,
            ffmpeg=made.ffmpeg,
            capture=made.capture,
            browser_flags=portable_flags(made.flags),
            encoder=_fields(x264_settings(settings.quality)),
            width=blueprint.video.width,
            height=blueprint.video.height,
            scale=settings.scale,
            fps=rate_text(blueprint.rate),
            duration=str(made.duration),
            first_frame=made.first_frame,
            seed=blueprint.seed,
            epoch=settings.epoch,
            timezone=settings.timezone,
            locale=settings.locale,
            params=blueprint.params,
            entry=blueprint.composition.entry,
            files=file_hashes(blueprint.composition.root),
            fonts=made.fonts,
            frames=made.frames,
            report=made.report,
        )

    def with_video(self, file: Path) -> Manifest:
        """The same, with the hash of the video's file."""
        with file.open("rb") as video:
            return self.model_copy(update={"video_sha256": hashlib.file_digest(video, "sha256").hexdigest()})


def write_manifest(manifest: Manifest, path: Path) -> None:
    """Writes it as JSON.

    Raises:
        OutputError: the file can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"The manifest can't be written: {error.strerror}", where=str(path)) from error


def sorted_fonts(fonts: Iterable[UsedFont]) -> tuple[UsedFont, ...]:
    """Each once, in an order that does not depend on when it was met."""
    return tuple(sorted(set(fonts), key=lambda font: (font.family, font.postscript_name, font.custom)))


async def used_fonts(session: CDPSession) -> tuple[UsedFont, ...]:
    """The fonts that the text now in the page is drawn with, sorted."""
    await session.send("DOM.enable")
    await session.send("CSS.enable")
    root = (await session.send("DOM.getDocument", {"depth": -1, "pierce": True}))["root"]
    seen: dict[tuple[str, str, bool], None] = {}
    for node in _text_parents(root):
        answer = await session.send("CSS.getPlatformFontsForNode", {"nodeId": node})
        for font in answer["fonts"]:
            seen[(font["familyName"], font["postScriptName"], font["isCustomFont"])] = None
    await session.send("CSS.disable")
    await session.send("DOM.disable")
    return tuple(_with_file(UsedFont(family=f, postscript_name=p, custom=c)) for f, p, c in sorted(seen))


def _text_parents(node: dict[str, Any]) -> list[int]:
    children = [*node.get("children", []), *node.get("shadowRoots", [])]
    if "contentDocument" in node:
        children.append(node["contentDocument"])
    own = [int(node["nodeId"])] if any(child.get("nodeType") == 3 for child in children) else []
    return own + [inner for child in children for inner in _text_parents(child)]


def _with_file(font: UsedFont) -> UsedFont:
    listing = shutil.which("fc-list")
    if font.custom or listing is None:
        return font
    answer = subprocess.run(
        [listing, f":postscriptname={font.postscript_name}", "--format", "%{file}\n"],
        capture_output=True,
        text=True,
        check=False,
    )
    files = sorted(line for line in answer.stdout.splitlines() if line)
    if answer.returncode != 0 or not files:
        return font
    with Path(files[0]).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return font.model_copy(update={"file": Path(files[0]).name, "sha256": digest})


def portable_flags(flags: tuple[str, ...]) -> tuple[str, ...]:
    """A browser's flags without the port, which is another one in every run."""
    return tuple(flag for flag in flags if not flag.startswith("--host-resolver-rules"))


def _fields(value: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(value)
