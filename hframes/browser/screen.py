"""An invisible X screen whose framebuffer is a file that can be mapped: Xvfb with `-fbdir`."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from hframes.browser.unprivileged import Scratch
from hframes.errors import SetupError

START_PATIENCE = 15.0  # seconds; Xvfb takes 0.1


@dataclass(frozen=True)
class VirtualScreen:
    """A running X server.

    Attributes:
        display: such as ":1", for DISPLAY.
        authority: the file with the key to it, for XAUTHORITY: no other user of the machine can look or type.
        framebuffer: the file to map, see `hframes.capture.display.map_framebuffer`.
    """

    display: str
    authority: Path
    framebuffer: Path


def find_xvfb() -> str | None:
    """The path of Xvfb, or None."""
    return shutil.which("Xvfb")


def _authority(key: bytes) -> bytes:
    # One entry of libXau's file format: family "wild" (any host, any display), each string with a 16-bit length.
    name = b"MIT-MAGIC-COOKIE-1"
    return struct.pack(">HHHH", 0xFFFF, 0, 0, len(name)) + name + struct.pack(">H", len(key)) + key


@asynccontextmanager
async def virtual_screen(width: int, height: int, place: Scratch) -> AsyncIterator[VirtualScreen]:
    """Starts an X server with one screen of `width` by `height` device pixels, 24 bits deep.

    Raises:
        SetupError: Xvfb is missing or does not start; with its own words.
    """
    xvfb = find_xvfb()
    if xvfb is None:
        raise SetupError(
            "Xvfb, the virtual screen, is missing", hint="Run `hframes setup`, or use --capture screenshot"
        )
    folder = place.subfolder("screen")
    authority = folder / "authority"
    authority.write_bytes(_authority(secrets.token_bytes(16)))
    if place.drops_to is not None:
        authority.chmod(0o644)  # the folder above keeps everybody else out
        os.chown(authority, place.drops_to, place.drops_to)
    process = await asyncio.create_subprocess_exec(
        *place.command(
            *(xvfb, "-displayfd", "1", "-screen", "0", f"{width}x{height}x24", "-fbdir", str(folder)),
            *("-auth", str(authority), "-nolisten", "tcp", "-nocursor", "-noreset"),
        ),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        try:
            line = await asyncio.wait_for(process.stdout.readline(), START_PATIENCE)
        except TimeoutError:
            raise SetupError(f"Xvfb did not start within {START_PATIENCE:g} s") from None
        if not line.strip():
            assert process.stderr is not None
            words = (await process.stderr.read()).decode(errors="replace").strip().splitlines()
            raise SetupError(f"Xvfb did not start: {words[-1] if words else 'it said nothing'}")
        yield VirtualScreen(f":{line.decode().strip()}", authority, folder / "Xvfb_screen0")
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 5)
            except TimeoutError:
                process.kill()
                await process.wait()
