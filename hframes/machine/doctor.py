"""`hframes doctor`: what this machine has for rendering, what each gap costs, and the command that mends it."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, distribution
from importlib.metadata import version as installed_version
from pathlib import Path

import imageio_ffmpeg

from hframes.browser.find import Browser, Host, require_browser
from hframes.errors import SetupError
from hframes.machine.commands import find_program, run
from hframes.machine.download import PLAYWRIGHT, PlaywrightCommands, driver_version
from hframes.machine.fonts import list_fonts
from hframes.machine.sandbox import examine_sandbox

SETUP = "hframes setup"
SHARED_MEMORY = Path("/dev/shm")
_ENOUGH_SHARED_MEGABYTES = 256  # two 4K screens and what Chromium keeps beside them
_ENCODERS = ("libx264", "libx265", "libvpx-vp9", "libsvtav1", "prores_ks", "aac", "libopus")


class CheckState(StrEnum):
    """How good what was found is."""

    OK = "ok"
    WARNING = "warning"
    MISSING = "missing"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: what it is.
        state: how good it is.
        found: what was found, or why nothing was.
        cost: what a gap costs; empty where there is none.
        command: what mends the gap, as it is typed; empty where nothing has to be.
        needed: while it is missing nothing can be rendered.
    """

    name: str
    state: CheckState
    found: str
    cost: str = ""
    command: str = ""
    needed: bool = False


@dataclass(frozen=True)
class Diagnosis:
    """All checks, in the order in which a frame meets them."""

    checks: tuple[Check, ...]

    @property
    def can_render(self) -> bool:
        return not any(check.needed and check.state is CheckState.MISSING for check in self.checks)


def examine(
    environment: Mapping[str, str],
    host: Host | None = None,
    shared_memory: Path = SHARED_MEMORY,
    playwright: PlaywrightCommands = PLAYWRIGHT,
) -> Diagnosis:
    """Looks at everything; changes nothing. About a second.

    Args:
        environment: the environment variables that a render would see.
        host: this machine, unless a test says otherwise.
        shared_memory: the folder in memory that the virtual screen lives in.
        playwright: its commands.
    """
    host = host or Host.here()
    browser, browser_check = _browser(environment, host)
    return Diagnosis(
        (
            _driver(environment, playwright),
            browser_check,
            _sandbox(browser, environment, host),
            _screen(environment, host),
            _shared_memory(shared_memory, host),
            _encoder(environment),
            *_fonts(environment, host),
            _python(),
            _packages(),
        )
    )


def _driver(environment: Mapping[str, str], playwright: PlaywrightCommands) -> Check:
    version, problem = driver_version(environment, playwright)
    if version:
        return Check("driver", CheckState.OK, f"Playwright {version}", needed=True)
    return Check("driver", CheckState.MISSING, problem, "nothing can talk to the browser", SETUP, needed=True)


def _browser(environment: Mapping[str, str], host: Host) -> tuple[Browser | None, Check]:
    try:
        browser = require_browser(environment, host)
        found = f"{browser.version}, {browser.path} ({browser.origin})"
    except SetupError as error:
        what = f"{error.what} ({error.where})" if error.where else error.what
        command = "unset HFRAMES_BROWSER" if environment.get("HFRAMES_BROWSER") else SETUP
        return None, Check("browser", CheckState.MISSING, what, "nothing can be rendered", command, needed=True)
    if browser.headless_only:
        cost = "no `display` capture: getting the pixels of a frame takes about 5 times the work"
        return browser, Check("browser", CheckState.WARNING, f"{found}, a headless shell", cost, SETUP, needed=True)
    return browser, Check("browser", CheckState.OK, found, needed=True)


def _sandbox(browser: Browser | None, environment: Mapping[str, str], host: Host) -> Check:
    sandbox = examine_sandbox(browser, environment, host)
    if sandbox.works:
        return Check("sandbox", CheckState.OK, sandbox.kind or "", needed=True)
    cost = "hframes starts no browser without a sandbox unless it is told to"
    in_container = any(Path(mark).exists() for mark in ("/.dockerenv", "/run/.containerenv"))
    command = "docker run --cap-add=SYS_ADMIN ..." if in_container else SETUP
    return Check("sandbox", CheckState.MISSING, sandbox.problem or "", cost, command, needed=True)


def _screen(environment: Mapping[str, str], host: Host) -> Check:
    if host.system != "Linux":
        return Check("virtual screen", CheckState.OK, f"not used on {host.system}: frames come from screenshots")
    program = find_program("Xvfb", environment)
    if program:
        return Check("virtual screen", CheckState.OK, program)
    cost = "no `display` capture: getting the pixels of a frame takes about 5 times the work"
    return Check("virtual screen", CheckState.MISSING, "no Xvfb on PATH", cost, SETUP)


def _shared_memory(folder: Path, host: Host) -> Check:
    name = "shared memory"
    if host.system != "Linux":
        return Check(name, CheckState.OK, f"not used on {host.system}")
    cost = "the screen's pixels and Chromium's pictures go over a disk, or do not fit: slower, or the browser crashes"
    if not folder.is_dir():
        return Check(name, CheckState.WARNING, f"no {folder}", cost, f"mount -t tmpfs -o size=1g tmpfs {folder}")
    if not os.access(folder, os.W_OK | os.X_OK):
        return Check(name, CheckState.WARNING, f"{folder} can't be written to", cost, f"chmod 1777 {folder}")
    free = shutil.disk_usage(folder).free // 2**20
    found = f"{folder}, {free} MB free"
    if free < _ENOUGH_SHARED_MEGABYTES:
        return Check(name, CheckState.WARNING, found, cost, f"mount -o remount,size=1g {folder}")
    return Check(name, CheckState.OK, found)


def _encoder(environment: Mapping[str, str]) -> Check:
    name, cost = "ffmpeg", "nothing can be encoded"
    mend = f"{sys.executable} -m pip install --force-reinstall imageio-ffmpeg"
    try:
        program = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        return Check(name, CheckState.MISSING, str(error).splitlines()[0], cost, mend, needed=True)
    told = run([program, "-hide_banner", "-version"], environment, seconds=20)
    listed = run([program, "-hide_banner", "-encoders"], environment, seconds=20)
    number = re.search(r"ffmpeg version (\S+)", told.output)
    if not told.succeeded or not listed.succeeded or number is None:
        return Check(name, CheckState.MISSING, f"{program}: {told.last_words}", cost, mend, needed=True)
    known = set(re.findall(r"^ [VAS]\S+ (\S+)", listed.output, flags=re.MULTILINE))
    found = f"{number.group(1)}, {program}; encoders: {', '.join(e for e in _ENCODERS if e in known) or 'none we use'}"
    if "libx264" not in known:
        command = "unset IMAGEIO_FFMPEG_EXE" if environment.get("IMAGEIO_FFMPEG_EXE") else mend
        return Check(name, CheckState.MISSING, f"{found}; no libx264", cost, command, needed=True)
    return Check(name, CheckState.OK, found, needed=True)


def _fonts(environment: Mapping[str, str], host: Host) -> tuple[Check, ...]:
    if host.system != "Linux":
        return (Check("fonts", CheckState.OK, f"not looked at on {host.system}"),)
    fonts = list_fonts(environment, as_root=host.as_root)
    if fonts is None:
        cost = "nobody can say which fonts a video was made with"
        return (Check("fonts", CheckState.WARNING, "no fc-list (fontconfig) on PATH", cost, SETUP),)
    if fonts.missing:
        missing = ", ".join(font.family for font in fonts.missing)
        cost = "compositions that use these come out in another font"
        families = Check("fonts", CheckState.WARNING, f"{len(fonts.families)} families, not {missing}", cost, SETUP)
    else:
        families = Check("fonts", CheckState.OK, f"{len(fonts.families)} families, with all that compositions use")
    return (families, _coverage("emoji font", fonts.emoji), _coverage("CJK font", fonts.cjk))


def _coverage(name: str, there: bool) -> Check:
    if there:
        return Check(name, CheckState.OK, "there")
    script = "emoji" if name.startswith("emoji") else "Chinese, Japanese or Korean"
    return Check(name, CheckState.WARNING, "none", f"{script} come out as empty boxes", SETUP)


def _python() -> Check:
    return Check("Python", CheckState.OK, f"{platform.python_version()}, {sys.executable}, {platform.platform()}")


def _packages() -> Check:
    """The versions of hframes and of what it depends on, as installed."""
    try:
        required = distribution("hframes").requires or []
    except PackageNotFoundError:
        cost = "hframes runs from a folder, so its dependencies were never checked"
        command = f"{sys.executable} -m pip install ."
        return Check("packages", CheckState.WARNING, "hframes is not installed", cost, command)
    names = ["hframes", *(re.split(r"[^\w.-]", line)[0] for line in required if "extra ==" not in line)]
    versions: list[str] = []
    absent: list[str] = []
    for name in names:
        try:
            versions.append(f"{name} {installed_version(name)}")
        except PackageNotFoundError:
            absent.append(name)
    if absent:
        command = f"{sys.executable} -m pip install {' '.join(absent)}"
        found = f"not installed: {', '.join(absent)}"
        return Check("packages", CheckState.MISSING, found, "hframes stops at its first import of them", command)
    return Check("packages", CheckState.OK, ", ".join(versions))
