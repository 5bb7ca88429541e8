"""Which browser renders: found by looking at files only, because every render waits for the answer.

Order: the path in HFRAMES_BROWSER, Playwright's own download, a Chromium or Chrome of the system. Among the last two
one that can be shown on a screen goes before a headless shell, which the `display` back end cannot use.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from hframes.errors import SetupError

Origin = Literal["HFRAMES_BROWSER", "playwright", "system"]

VARIABLE = "HFRAMES_BROWSER"

# Where `hframes setup` downloads to as root: the browser then runs as an unprivileged user, who can't enter /root.
SHARED_FOLDER = Path("/usr/local/lib/hframes/browsers")

_SYSTEM_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chromium-headless-shell",
)
_MAC_PROGRAMS = (
    "Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "Applications/Chromium.app/Contents/MacOS/Chromium",
)
_WINDOWS_PROGRAMS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
)
_DOWNLOADED_CHROMIUM = (
    "chrome-linux*/chrome",
    "chrome-mac*/*.app/Contents/MacOS/*",
    "chrome-win*/chrome.exe",
)
_DOWNLOADED_SHELL = (
    "chrome-headless-shell-*/chrome-headless-shell*",
    "chrome-*/headless_shell*",
)
_LARGEST_LAUNCHER = 65_536  # bytes; anything larger is a program, not a shell script


@dataclass(frozen=True)
class Host:
    """What the search has to know about the machine besides its environment variables.

    Attributes:
        system: "Linux", "Darwin" or "Windows", as `platform.system()` says it.
        as_root: the browser will run as another, unprivileged user, who must be able to reach it.
        shared_folder: Playwright downloads for all users of the machine.
    """

    system: str
    as_root: bool
    shared_folder: Path = SHARED_FOLDER

    @staticmethod
    def here() -> Host:
        """This machine and this user."""
        return Host(platform.system(), hasattr(os, "geteuid") and os.geteuid() == 0)


@dataclass(frozen=True)
class Browser:
    """A Chromium or Chrome that is on this machine; nobody has started it yet.

    Attributes:
        path: the program itself, absolute, links and the distribution's launcher script resolved.
        origin: who brought it here.
        headless_only: it has no windows, so only the `screenshot` back end can use it.
    """

    path: Path
    origin: Origin
    headless_only: bool

    @property
    def version(self) -> str:
        """`browser_version` of the path: starts the program, some 30 ms."""
        return browser_version(self.path)


def find_browser(environment: Mapping[str, str], host: Host | None = None) -> Browser | None:
    """The browser that renders, or None where there is none. Starts no process.

    Raises:
        SetupError: HFRAMES_BROWSER is set, and what it names can't be used; no other browser is taken instead.
    """
    return _search(environment, host or Host.here(), lambda _: None)


def require_browser(environment: Mapping[str, str], host: Host | None = None) -> Browser:
    """The browser that renders.

    Raises:
        SetupError: there is none, or HFRAMES_BROWSER is wrong; the hint is the command to type.
    """
    refused: list[str] = []
    browser = _search(environment, host or Host.here(), refused.append)
    if browser is None:
        raise SetupError(
            "no Chromium or Chrome was found that hframes can use",
            where="; ".join(refused) or None,
            hint=f"Type `hframes setup`, or set {VARIABLE} to the path of one",
        )
    return browser


def browser_version(path: Path) -> str:
    """The program's own version, such as `156.0.8078.79`.

    Raises:
        SetupError: it can't be started (a library is missing, another machine's program) or isn't a Chromium.
    """
    if path.suffix == ".exe":  # there `--version` opens a window; the version is the name of a file beside it
        beside = [file.stem for file in path.parent.rglob("*.manifest") if re.fullmatch(r"[\d.]+", file.stem)]
        if beside:
            return beside[0]
    try:
        answer = subprocess.run(
            [path, "--version"], stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=20
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SetupError("the browser can't be started", where=f"{path}: {error}", hint=_MEND_START) from error
    found = re.search(r"\d+(\.\d+){2,3}", answer.stdout)
    if answer.returncode != 0 or found is None:
        last_words = (answer.stderr or answer.stdout).strip().splitlines()[-1:] or [f"exit {answer.returncode}"]
        raise SetupError("the browser can't be started", where=f"{path}: {last_words[0]}", hint=_MEND_START)
    return found.group()


_MEND_START = "`hframes setup` installs the libraries it lacks; `hframes doctor` says what else is missing"


def download_folder(environment: Mapping[str, str], host: Host) -> Path:
    """The folder that a Playwright download for this user goes into (made or not)."""
    return _download_folders(environment, host)[0]


def playwright_revisions() -> Mapping[str, str]:
    """The revision of each browser that the installed Playwright was built for; empty without Playwright."""
    package = _playwright_package()
    if package is None:
        return {}
    listed = json.loads((package / "browsers.json").read_text(encoding="utf-8"))
    return {entry["name"]: entry["revision"] for entry in listed["browsers"]}


def _search(environment: Mapping[str, str], host: Host, refuse: Callable[[str], None]) -> Browser | None:
    chosen = environment.get(VARIABLE)
    if chosen:
        return _chosen_browser(Path(chosen), host)
    shell: Browser | None = None
    for found in (*_playwright_downloads(environment, host), *_system_programs(environment, host)):
        problem = _problem(found.path, host)
        if problem:
            refuse(f"{found.path} {problem}")
        elif not found.headless_only:
            return _launchable(found)
        else:
            shell = shell or _launchable(found)
    return shell


def _chosen_browser(path: Path, host: Host) -> Browser:
    problem = _problem(path, host)
    if problem:
        raise SetupError(
            f"the browser that {VARIABLE} names can't be used",
            where=f"{path} {problem}",
            hint=f"Set {VARIABLE} to the path of a Chromium or Chrome, or unset it to let hframes look for one",
        )
    return Browser(path.resolve(), "HFRAMES_BROWSER", _is_headless_shell(path))


def _problem(path: Path, host: Host) -> str | None:
    """Why this can't be the browser: the end of a sentence that starts with its path; None where it can."""
    if not path.exists():
        return "does not exist"
    if not path.is_file() or not os.access(path, os.X_OK):
        return "is not a program that can be run"
    if _is_snap(path):
        return "is a snap, which can't use another user's folders or a profile in /dev/shm"
    if host.as_root and not _open_to_everyone(path.resolve()):
        return "is in a folder that only root can enter, and as root the browser runs as an unprivileged user"
    return None


def _is_snap(path: Path) -> bool:
    """Snaps, and the packages that hold nothing but a script which starts one (Ubuntu's chromium-browser)."""
    resolved = path.resolve()
    if resolved.name == "snap" or any(place.is_relative_to("/snap") for place in (path.absolute(), resolved)):
        return True
    if resolved.stat().st_size > _LARGEST_LAUNCHER:
        return False
    script = resolved.read_bytes()
    return script.startswith(b"#!") and b"/snap/bin/" in script


def _open_to_everyone(path: Path) -> bool:
    wanted = stat.S_IROTH | stat.S_IXOTH
    return path.stat().st_mode & wanted == wanted and all(
        folder.stat().st_mode & stat.S_IXOTH for folder in path.parents
    )


def _is_headless_shell(path: Path) -> bool:
    names = (path.name, path.resolve().name)
    return any(name.replace("_", "-").removesuffix(".exe").endswith("headless-shell") for name in names)


def _launchable(browser: Browser) -> Browser:
    return Browser(_behind_launcher(browser.path.resolve()), browser.origin, browser.headless_only)


def _behind_launcher(path: Path) -> Path:
    """The program that a distribution's launcher script starts.

    The scripts add flags that depend on the machine (Debian's looks at the size of /dev/shm), and Google's leaves
    two `cat` processes beside the browser.
    """
    prefix, name = path.parent.parent, path.name
    programs = [prefix / "lib" / name / name, prefix / "lib64" / name / name]
    if name.startswith("google-chrome"):
        programs.append(path.with_name("chrome"))
    for program in programs:
        if program.is_file() and os.access(program, os.X_OK):
            return program
    return path


def _playwright_package() -> Path | None:
    package = find_spec("playwright")  # finds the folder without running Playwright's own imports
    if package is None or package.origin is None:
        return None
    return Path(package.origin).parent / "driver" / "package"


def _download_folders(environment: Mapping[str, str], host: Host) -> tuple[Path, ...]:
    """Where Playwright keeps downloads, as its own registry decides it, and our folder for the whole machine."""
    told = environment.get("PLAYWRIGHT_BROWSERS_PATH")
    package = _playwright_package()
    if told == "0" and package is not None:
        return (package / ".local-browsers",)
    if told:
        return (Path(told).absolute(),)
    home = Path(environment.get("HOME") or Path.home())
    if host.system == "Darwin":
        cache = home / "Library" / "Caches"
    elif host.system == "Windows":
        cache = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
    else:
        cache = Path(environment.get("XDG_CACHE_HOME") or home / ".cache")
    own = cache / "ms-playwright"
    if host.system != "Linux":
        return (own,)
    return (host.shared_folder, own) if host.as_root else (own, host.shared_folder)


def _playwright_downloads(environment: Mapping[str, str], host: Host) -> Iterator[Browser]:
    revisions = playwright_revisions()
    for folder in _download_folders(environment, host):
        for name, patterns in (
            ("chromium", _DOWNLOADED_CHROMIUM),
            ("chromium-headless-shell", _DOWNLOADED_SHELL),
        ):
            place = folder / f"{name.replace('-', '_')}-{revisions.get(name)}"
            if not (place / "INSTALLATION_COMPLETE").exists():  # an interrupted download
                continue
            programs = (program for pattern in patterns for program in sorted(place.glob(pattern)))
            yield from (Browser(program, "playwright", _is_headless_shell(program)) for program in programs)


def _system_programs(environment: Mapping[str, str], host: Host) -> Iterator[Browser]:
    search_path = environment.get("PATH", os.defpath)
    for name in _SYSTEM_NAMES:
        found = shutil.which(name, path=search_path)
        if found:
            path = Path(found)
            yield Browser(path, "system", _is_headless_shell(path))
    for path in _standard_places(environment, host):
        if path.exists():
            yield Browser(path, "system", headless_only=False)


def _standard_places(environment: Mapping[str, str], host: Host) -> Iterator[Path]:
    """Where browsers live on systems that don't put them on PATH."""
    if host.system == "Darwin":
        for root in ("/", environment.get("HOME")):
            yield from (Path(root, program) for program in _MAC_PROGRAMS if root)
    elif host.system == "Windows":
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            folder = environment.get(variable)
            yield from (Path(folder, program) for program in _WINDOWS_PROGRAMS if folder)
