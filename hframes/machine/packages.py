"""The system's package manager: which one it is, what it has, and the command that installs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hframes.machine.commands import Finished, as_administrator, find_program, run, typed

_INSTALL_SECONDS = 1800.0
_QUERY_SECONDS = 60.0


@dataclass(frozen=True)
class PackageManager:
    """One package manager's commands and its names for what hframes needs. Only apt-get's are tested.

    Attributes:
        name: the program.
        install: the arguments before the packages' names.
        query: asks whether one package exists; its name is added, exit status 0 with a text says yes.
        refresh: fetches the lists of packages, where that is a command of its own.
        unattended: goes before a command that nobody watches, and is left out of what a person is told to type.
        patience: goes behind it: wait for another one that holds the lock.
        for_root: installing needs an administrator.
        driver: the library that Playwright's driver needs, and bare systems lack.
        browser: Chromium, and its setuid sandbox helper where that is a package of its own.
        sandbox: that helper alone.
        screen: Xvfb.
        font_tools: `fc-list`.
    """

    name: str
    install: tuple[str, ...]
    query: tuple[str, ...]
    browser: tuple[str, ...]
    driver: tuple[str, ...] = ()
    sandbox: tuple[str, ...] = ()
    screen: tuple[str, ...] = ()
    font_tools: tuple[str, ...] = ()
    refresh: tuple[str, ...] = ()
    unattended: tuple[str, ...] = ()
    patience: tuple[str, ...] = ()
    for_root: bool = True


MANAGERS = (
    PackageManager(
        name="apt-get",
        install=("apt-get", "install", "--yes", "--no-install-recommends"),
        query=("apt-cache", "show", "--no-all-versions"),
        refresh=("apt-get", "update"),
        unattended=("env", "DEBIAN_FRONTEND=noninteractive"),
        patience=("-o", "DPkg::Lock::Timeout=120"),
        driver=("libatomic1",),
        browser=("chromium", "chromium-sandbox"),
        sandbox=("chromium-sandbox",),
        screen=("xvfb",),
        font_tools=("fontconfig",),
    ),
    PackageManager(
        name="dnf",
        install=("dnf", "install", "--assumeyes"),
        query=("dnf", "--quiet", "info"),
        driver=("libatomic",),
        browser=("chromium",),
        screen=("xorg-x11-server-Xvfb",),
        font_tools=("fontconfig",),
    ),
    PackageManager(
        name="pacman",
        install=("pacman", "--sync", "--noconfirm", "--needed"),
        query=("pacman", "--sync", "--info"),
        refresh=("pacman", "--sync", "--refresh"),
        browser=("chromium",),
        screen=("xorg-server-xvfb",),
        font_tools=("fontconfig",),
    ),
    PackageManager(
        name="brew",
        install=("brew", "install", "--cask"),
        query=("brew", "info", "--cask"),
        browser=("google-chrome",),
        for_root=False,
    ),
)


@dataclass(frozen=True)
class Installed:
    """What became of a list of packages."""

    installed: tuple[str, ...]
    unknown: tuple[str, ...]
    failure: str | None

    @property
    def succeeded(self) -> bool:
        return self.failure is None


class Packages:
    """The package manager at work for one user; fetches its lists at most once, and only before it installs."""

    def __init__(self, manager: PackageManager, environment: Mapping[str, str], *, is_root: bool) -> None:
        self.manager = manager
        self._environment = environment
        self._is_root = is_root
        self._fresh = not manager.refresh

    @staticmethod
    def of(environment: Mapping[str, str], *, is_root: bool) -> Packages | None:
        """The first package manager on PATH, or None."""
        for manager in MANAGERS:
            if find_program(manager.name, environment):
                return Packages(manager, environment, is_root=is_root)
        return None

    @property
    def may_install(self) -> bool:
        return self._with_rights(self.manager.install) is not None

    def install(self, names: Sequence[str]) -> Installed:
        """Installs those of the packages that exist, and says which don't."""
        if not self.may_install:
            return Installed((), (), "installing packages needs root, or sudo")
        known = self._known(names)
        if len(known) < len(names) and self._refresh():
            known = self._known(names)
        unknown = tuple(name for name in names if name not in known)
        if not known:
            return Installed((), unknown, f"{self.manager.name} has no package {' or '.join(unknown)}")
        done = self._change((*self.manager.install, *self.manager.patience, *known))
        if not done.succeeded and self._refresh():  # old lists name files that the servers no longer have
            done = self._change((*self.manager.install, *self.manager.patience, *known))
        if not done.succeeded:
            return Installed((), unknown, f"{self.manager.name}: {done.last_words}")
        return Installed(known, unknown, None)

    def command_for(self, names: Iterable[str]) -> str:
        """The whole command that a person types to have these packages."""
        steps = [step for step in (self.manager.refresh, (*self.manager.install, *names)) if step]
        if self._is_root or not self.manager.for_root:
            return " && ".join(map(typed, steps))
        if find_program("sudo", self._environment):
            return " && ".join(typed(("sudo", *step)) for step in steps)
        return typed(("su", "-c", " && ".join(map(typed, steps))))

    def has_any(self, names: Sequence[str]) -> bool:
        """Whether at least one of the packages exists, as far as the lists on this machine say."""
        return bool(self._known(names))

    def _known(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name in names if self._knows(name))

    def _knows(self, name: str) -> bool:
        """Whether the package exists and is more than a stub that starts a snap (Ubuntu's chromium-browser)."""
        answer = run([*self.manager.query, name], self._environment, seconds=_QUERY_SECONDS)
        return answer.succeeded and bool(answer.output.strip()) and "snapd" not in answer.output

    def _with_rights(self, arguments: Sequence[str]) -> tuple[str, ...] | None:
        if not self.manager.for_root:
            return tuple(arguments)
        return as_administrator(arguments, self._environment, is_root=self._is_root)

    def _refresh(self) -> bool:
        """Fetches the lists of packages; False where that was done already, or failed."""
        if self._fresh:
            return False
        self._fresh = True
        return self._change((*self.manager.refresh, *self.manager.patience)).succeeded

    def _change(self, arguments: Sequence[str]) -> Finished:
        command = self._with_rights((*self.manager.unattended, *arguments))
        if command is None:
            return Finished(1, "", "error: needs root, or sudo")
        return run(command, self._environment, seconds=_INSTALL_SECONDS)
