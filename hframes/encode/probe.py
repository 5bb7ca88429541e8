"""What ffmpeg is on this machine: for `hframes doctor` and for the manifest."""

from __future__ import annotations

import shutil
from pathlib import Path

import imageio_ffmpeg

from hframes.encode.process import run_ffmpeg
from hframes.errors import EncodeError, SetupError

_PATIENCE = 30.0


def ffmpeg_path() -> Path:
    """imageio-ffmpeg's ffmpeg, or the one that `IMAGEIO_FFMPEG_EXE` names.

    Raises:
        SetupError: there is none for this platform.
    """
    try:
        name = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        raise SetupError(
            "No ffmpeg was found",
            hint="Install it again with `pip install --force-reinstall imageio-ffmpeg`, or set IMAGEIO_FFMPEG_EXE",
        ) from error
    return Path(shutil.which(name) or name).absolute()


async def ffmpeg_version(executable: Path) -> str:
    """As it says itself, such as `n9.0.2` or `7.1.1-static`; it belongs in the manifest, as other versions may give
    other bytes.

    Raises:
        SetupError: it does not start, or isn't ffmpeg.
    """
    out = await _ask(executable, ["-version"])
    words = out.split()
    if words[:2] != ["ffmpeg", "version"] or len(words) < 3:
        raise SetupError("This is not ffmpeg", where=str(executable), hint="Check IMAGEIO_FFMPEG_EXE")
    return words[2]


async def video_encoders(executable: Path) -> frozenset[str]:
    """The names of its video encoders, such as `libx264`.

    Raises:
        SetupError: it does not start, or isn't ffmpeg.
    """
    out = await _ask(executable, ["-hide_banner", "-encoders"])
    _, _, table = out.partition(" ------")
    rows = (line.split() for line in table.splitlines())
    return frozenset(row[1] for row in rows if len(row) > 1 and row[0].startswith("V"))


async def _ask(executable: Path, arguments: list[str]) -> str:
    try:
        out, _ = await run_ffmpeg(executable, arguments, where=str(executable), patience=_PATIENCE)
    except EncodeError as error:
        raise SetupError(error.what, where=error.where, hint="Check IMAGEIO_FFMPEG_EXE") from error
    return out
