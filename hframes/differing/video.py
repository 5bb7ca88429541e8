"""A video file as pictures: decoded by ffmpeg, one after the other, through a pipe."""

from __future__ import annotations

import asyncio
import contextlib
import re
import subprocess
import threading
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import IO

import numpy as np

from hframes.capture import Frame
from hframes.differing.findings import Side
from hframes.differing.source import Picture
from hframes.encode import ffmpeg_path
from hframes.encode.complaint import last_words
from hframes.encode.process import PATIENCE, cannot_start, run_ffmpeg, start_options, widen
from hframes.errors import EncodeError, HframesError, SetupError, UsageError
from hframes.report import PageReport
from hframes.timebase import rate_text

MOST_PIXELS = 67_108_864  # of a frame, 8192 by 8192: a file of a few bytes can claim any size
HINT = "Give an MP4, MOV, MKV, WebM, AVI, GIF or APNG file that plays to its end"
_LINES = 50

# No playlists and no other protocols: what is read is this one file. `xerror` ends at the first damage.
_INPUT = (
    *("-hide_banner", "-nostats", "-xerror", "-nostdin"),
    *("-protocol_whitelist", "file", "-max_pixels", str(MOST_PIXELS)),
    *("-format_whitelist", "mov,matroska,avi,nut,mpegts,ivf,ogg,gif,apng,webp,h264,hevc"),
)
_QUIET = ("-loglevel", "error")
_DURATION = re.compile(r"  Duration: (\d{1,6}):(\d\d):(\d\d\.\d\d),")
# `bitexact` and its kin: the same levels on every processor.
_OUTPUT = (
    *("-map", "0:v:0", "-fps_mode", "passthrough"),
    *("-sws_flags", "bicubic+accurate_rnd+full_chroma_int+bitexact", "-pix_fmt", "bgr0", "-c:v", "rawvideo"),
)


@dataclass(frozen=True)
class VideoSource:
    """See `Source`. Every picture that the file holds, in the order of showing, whatever its time; sound is ignored."""

    path: Path
    side: Side
    estimate: int | None

    def total(self) -> int | None:
        """As the file claims."""
        return self.estimate

    def report(self) -> PageReport:
        """Nothing: there is no page."""
        return PageReport()

    async def pictures(self) -> AsyncGenerator[Picture, None]:
        """Raises EncodeError where the file is damaged, or ffmpeg ends badly."""
        shape = (self.side.height, self.side.width, 4)
        frame = 0
        async with _decoder(self.path) as decoder:
            while True:
                pixels = np.empty(shape, np.uint8)
                if not await decoder.fill(pixels):
                    break
                yield Picture(frame, pixels)
                frame += 1
            await decoder.check()
        if frame == 0:
            raise EncodeError("The video has no frame", where=str(self.path), hint=HINT)


async def open_video(path: Path, name: str) -> VideoSource:
    """Reads the size and the rate of a file's first track of pictures.

    Args:
        name: what the file is called in what is found.

    Raises:
        UsageError: there is no such file, or no video that ffmpeg can read in it.
        SetupError: ffmpeg can't be started.
    """
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise UsageError(f"{name} can't be read: {error.strerror}", hint=HINT) from None
    arguments = [*_INPUT, "-i", _file(path), *_OUTPUT, "-frames:v", "1", "-f", "framecrc", "pipe:1"]
    try:
        listing, lines = await _look(path, arguments)
    except SetupError:
        raise
    except HframesError as error:
        if "option 'map'" in error.what:
            raise UsageError(f"{name} has no pictures", hint=HINT) from None
        raise UsageError(f"{name} is no video that can be read: {error.what}", hint=HINT) from None
    told = dict(line[1:].split(": ", 1) for line in listing.splitlines() if line.startswith("#") and ": " in line)
    try:
        width, _, height = told["dimensions 0"].partition("x")
        rate = 1 / Fraction(told["tb 0"])
        side = Side(kind="video", name=name, width=int(width), height=int(height), fps=rate_text(rate), first_frame=0)
    except (KeyError, ValueError, ZeroDivisionError):
        raise UsageError(f"{name} has no pictures that can be read", hint=HINT) from None
    if not 0 < side.width * side.height <= MOST_PIXELS:
        raise UsageError(f"{name} has pictures of {side.width}×{side.height} pixels, too large to compare")
    return VideoSource(path, side, _frames(lines, rate))


async def _look(path: Path, arguments: list[str]) -> tuple[str, list[str]]:
    try:
        return await run_ffmpeg(ffmpeg_path(), arguments, where=str(path))
    except EncodeError:  # once more, without all that is no complaint
        return await run_ffmpeg(ffmpeg_path(), [*_QUIET, *arguments], where=str(path))


def _frames(lines: list[str], rate: Fraction) -> int | None:
    """How many frames a file claims to have, for whoever waits."""
    for line in lines:
        found = _DURATION.match(line)
        if found:
            return round((int(found[1]) * 3600 + int(found[2]) * 60 + Fraction(found[3])) * rate)
    return None


class _Decoder:
    """A running ffmpeg. Pipes are read in threads: that is twice as fast as by the event loop, and never in its way."""

    def __init__(self, process: subprocess.Popen[bytes], where: str) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        self._process = process
        self._where = where
        self._pipe = process.stdout
        self._lines: deque[str] = deque(maxlen=_LINES)
        self._listener = threading.Thread(target=_listen, args=(process.stderr, self._lines), daemon=True)
        self._listener.start()
        widen(self._pipe)

    async def fill(self, pixels: Frame) -> bool:
        """Reads the next picture; False at the end."""
        read = asyncio.create_task(asyncio.to_thread(_read_whole, self._pipe, pixels))
        try:
            async with asyncio.timeout(PATIENCE):
                count = await asyncio.shield(read)
        except TimeoutError:
            raise EncodeError(
                f"ffmpeg gave no picture for {PATIENCE:g} seconds and was stopped", where=self._where
            ) from None
        finally:
            if not read.done():  # an ended ffmpeg ends the read
                self._process.kill()
                await asyncio.shield(asyncio.wait([read]))
        if count not in (0, pixels.nbytes):
            await self.check()
            raise EncodeError("The video ends within a picture", where=self._where, hint=HINT)
        return count > 0

    async def check(self) -> None:
        """Raises EncodeError unless ffmpeg came to the end without a word."""
        code = await asyncio.to_thread(self._process.wait)
        await asyncio.to_thread(self._listener.join)
        said = " / ".join(last_words(self._lines))
        if code or said:
            raise EncodeError(
                f"The video is damaged: {said or f'ffmpeg ended with exit code {code}'}", where=self._where, hint=HINT
            )

    def end(self) -> None:
        """Ends ffmpeg, if it has not ended."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        self._pipe.close()


@asynccontextmanager
async def _decoder(path: Path) -> AsyncIterator[_Decoder]:
    executable = ffmpeg_path()
    try:
        process = subprocess.Popen(  # noqa: ASYNC220 - returns at once; the pipes are read in threads
            [str(executable), *_QUIET, *_INPUT, "-i", _file(path), *_OUTPUT, "-f", "rawvideo", "pipe:1"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            **start_options(),
        )
    except OSError as error:
        raise cannot_start(executable, error) from error
    decoder = _Decoder(process, str(path))
    try:
        yield decoder
    finally:
        decoder.end()


def _read_whole(pipe: IO[bytes], pixels: Frame) -> int:
    """How many bytes came before the picture was whole, or the pipe at its end."""
    room = pixels.data.cast("B")
    done = 0
    while done < len(room):
        count = pipe.readinto(room[done:])  # type: ignore[attr-defined]
        if not count:
            break
        done += count
    return done


def _listen(stderr: IO[bytes], lines: deque[str]) -> None:
    """Keeps the last lines; reading all of them keeps ffmpeg from waiting for a reader."""
    with stderr, contextlib.suppress(OSError):
        while line := stderr.readline(2000):
            lines.append(line.decode(errors="replace"))


def _file(path: Path) -> str:
    """A name that ffmpeg can't take for an option or a protocol."""
    return f"file:{path.absolute()}"
