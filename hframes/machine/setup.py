"""`hframes setup`: brings what rendering needs and this machine lacks, and changes nothing that is there.

First Playwright's driver. Then a browser: what is already there, else Playwright's download, else the system's
package, else a command to type. Then the sandbox, the virtual screen and the fonts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hframes.browser.find import Browser, Host, download_folder, find_browser
from hframes.errors import SetupError
from hframes.machine.commands import as_administrator, find_program, run, typed
from hframes.machine.download import PLAYWRIGHT, PlaywrightCommands, download_browser, driver_version, install_libraries
from hframes.machine.fonts import FONTS, Font, list_fonts
from hframes.machine.packages import Installed, Packages
from hframes.machine.sandbox import examine_sandbox, helper_of


class StepState(StrEnum):
    """What became of a step."""

    THERE = "there"
    DONE = "done"
    PARTLY = "partly"
    FAILED = "failed"
    NOT_NEEDED = "not needed"


@dataclass(frozen=True)
class Step:
    """One thing that rendering needs.

    Attributes:
        name: "driver", "browser", "sandbox", "screen" or "fonts".
        state: what became of it.
        detail: what was found or done, or why it failed.
        command: what a person can type to have it, where it failed.
        needed: without it nothing can be rendered.
    """

    name: str
    state: StepState
    detail: str
    command: str | None = None
    needed: bool = False


@dataclass(frozen=True)
class SetupResult:
    """All steps in order."""

    steps: tuple[Step, ...]

    @property
    def ready(self) -> bool:
        """hframes can render here, if perhaps more slowly or with other fonts than it should."""
        return not any(step.needed and step.state is StepState.FAILED for step in self.steps)


class MachineSetup:
    """One run of setup.

    Args:
        environment: the environment variables that the commands see.
        host: this machine.
        download: whether Playwright's download may be tried.
        announce: is told before something that takes long.
        playwright: its commands.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        host: Host,
        *,
        download: bool = True,
        announce: Callable[[str], None] = lambda _: None,
        playwright: PlaywrightCommands = PLAYWRIGHT,
    ) -> None:
        self._environment = environment
        self._host = host
        self._download = download
        self._announce = announce
        self._playwright = playwright
        self._packages = Packages.of(environment, is_root=host.as_root)

    def run(self, finished: Callable[[Step], None] = lambda _: None) -> SetupResult:
        """Takes all steps; `finished` hears of each as soon as it is over.

        Raises:
            SetupError: HFRAMES_BROWSER is set and wrong. Nothing was changed.
        """
        find_browser(self._environment, self._host)  # a wrong HFRAMES_BROWSER stops before the first change
        steps: list[Step] = []
        for take in (self.driver, self.browser, self.sandbox, self.screen, self.fonts):
            steps.append(take())
            finished(steps[-1])
        return SetupResult(tuple(steps))

    def driver(self) -> Step:
        """Gets Playwright's driver, which talks to the browser, to start."""
        version, problem = driver_version(self._environment, self._playwright)
        if version:
            return Step("driver", StepState.THERE, f"Playwright {version}", needed=True)
        names = self._packages.manager.driver if self._packages else ()
        if self._packages is None or not names:
            return Step("driver", StepState.FAILED, problem, "hframes doctor", needed=True)
        self._announce(f"installing {' '.join(names)} with {self._packages.manager.name}, for Playwright's driver")
        done = self._packages.install(names)
        version, problem = driver_version(self._environment, self._playwright)
        if version:
            return Step("driver", StepState.DONE, f"Playwright {version}; installed {' '.join(done.installed)}")
        reasons = "; ".join(reason for reason in (problem, done.failure) if reason)
        return Step("driver", StepState.FAILED, reasons, self._packages.command_for(names), needed=True)

    def browser(self) -> Step:
        """Gets a browser that starts."""
        found = find_browser(self._environment, self._host)
        if found and found.origin == "HFRAMES_BROWSER":
            return self._browser_step(StepState.THERE, found, found.version)
        if found:
            version, problem = self._started(found)
            if version:
                return self._browser_step(StepState.THERE, found, version)
            if found.origin == "playwright":  # it would be found before any other that we brought
                return self._no_browser([problem], typed(self._playwright.libraries))
        problems: list[str] = []
        for way in (self._by_download, self._by_package):
            failure = way()
            if failure:
                self._announce(failure)
                problems.append(failure)
                continue
            found = find_browser(self._environment, self._host)
            if found is None:
                return self._no_browser(
                    [*problems, "a browser was installed, but hframes can't use it"], "hframes doctor"
                )
            version, problem = self._started(found)
            if version:
                return self._browser_step(StepState.DONE, found, version)
            by_hand = typed(self._playwright.libraries) if found.origin == "playwright" else self._browser_command()
            return self._no_browser([*problems, problem], by_hand)
        return self._no_browser(problems, self._browser_command())

    def sandbox(self) -> Step:
        """Gets Chromium's sandbox to work, with the helper that belongs to root where there are no user namespaces."""
        browser = find_browser(self._environment, self._host)
        sandbox = examine_sandbox(browser, self._environment, self._host)
        if sandbox.works or browser is None:
            return Step("sandbox", StepState.THERE, sandbox.kind or "waits for a browser")
        problem = self._install_helper(browser)
        if problem is None:
            sandbox = examine_sandbox(browser, self._environment, self._host)
            if sandbox.works:
                return Step("sandbox", StepState.DONE, f"installed {helper_of(browser)}")
        reasons = "; ".join(reason for reason in (sandbox.problem, problem) if reason)
        return Step("sandbox", StepState.FAILED, reasons, "hframes doctor", needed=True)

    def screen(self) -> Step:
        """Gets Xvfb, the invisible screen that the `display` back end reads frames from."""
        if self._host.system != "Linux":
            return Step("screen", StepState.NOT_NEEDED, f"frames are captured without one on {self._host.system}")
        there = find_program("Xvfb", self._environment)
        if there:
            return Step("screen", StepState.THERE, there)
        if self._packages is None:
            return Step("screen", StepState.FAILED, "Xvfb is missing, and no package manager was found")
        names = self._packages.manager.screen
        self._announce(f"installing {' '.join(names)} with {self._packages.manager.name}")
        done = self._packages.install(names)
        if done.succeeded and find_program("Xvfb", self._environment):
            return Step("screen", StepState.DONE, f"installed {' '.join(done.installed)}")
        detail = done.failure or "the package brought no Xvfb"
        return Step("screen", StepState.FAILED, detail, self._packages.command_for(names))

    def fonts(self) -> Step:
        """Gets the families that compositions use, as far as the distribution has them."""
        if self._host.system != "Linux":
            return Step("fonts", StepState.NOT_NEEDED, f"fonts are not installed on {self._host.system}")
        before = list_fonts(self._environment, as_root=self._host.as_root)
        if before and not before.missing:
            return Step("fonts", StepState.THERE, f"{len(before.families)} families")
        if self._packages is None:
            return Step("fonts", StepState.FAILED, "fonts are missing, and no package manager was found")
        manager = self._packages.manager
        missing = before.missing if before else FONTS
        names = () if before else manager.font_tools
        names += tuple(name for name in (font.package(manager.name) for font in missing) if name)
        self._announce(f"installing {' '.join(names)} with {manager.name}")
        done = self._packages.install(names)
        after = list_fonts(self._environment, as_root=self._host.as_root)
        still_missing = after.missing if after else FONTS
        return _fonts_step(done, still_missing, self._packages.command_for(names))

    def _browser_step(self, state: StepState, browser: Browser, version: str) -> Step:
        detail = f"{version}, {browser.path} ({browser.origin})"
        if browser.headless_only and self._host.system == "Linux":
            detail += "; a headless shell: without a full Chromium only `--capture screenshot` works"
        return Step("browser", state, detail, needed=True)

    def _no_browser(self, problems: Sequence[str], command: str) -> Step:
        return Step("browser", StepState.FAILED, "; ".join(problems), command, needed=True)

    def _started(self, browser: Browser) -> tuple[str | None, str]:
        """The version if the browser starts, else why not; a downloaded one may first need the system's libraries."""
        version, problem = _version_or_problem(browser)
        if version or browser.origin != "playwright" or self._host.system != "Linux":
            return version, problem
        self._announce("installing the libraries that the downloaded browser needs")
        failure = install_libraries(self._environment, self._host, self._playwright)
        if failure:
            return None, f"{problem}; {failure}"
        return _version_or_problem(browser)

    def _by_download(self) -> str | None:
        if not self._download:
            return "the download was switched off"
        self._announce(f"downloading Chromium to {download_folder(self._environment, self._host)}")
        failure = download_browser(self._environment, self._host, self._playwright)
        return f"Playwright's download failed: {failure}" if failure else None

    def _by_package(self) -> str | None:
        if self._packages is None:
            return "no package manager was found"
        names = self._packages.manager.browser
        self._announce(f"installing {' '.join(names)} with {self._packages.manager.name}")
        return self._packages.install(names).failure

    def _browser_command(self) -> str:
        if self._packages and self._packages.has_any(self._packages.manager.browser):
            return self._packages.command_for(self._packages.manager.browser)
        return typed(self._playwright.all_by_hand)

    def _install_helper(self, browser: Browser) -> str | None:
        """The setuid helper: from the distribution, or the one that came with the download."""
        if self._host.as_root and find_program("setpriv", self._environment) is None:
            return self._packages.install(("util-linux",)).failure if self._packages else "no package manager was found"
        if browser.origin == "system" and self._packages and self._packages.manager.sandbox:
            return self._packages.install(self._packages.manager.sandbox).failure
        delivered = browser.path.with_name("chrome_sandbox")
        if not delivered.is_file() or find_program("install", self._environment) is None:
            return "the browser came without one"
        command = ("install", "-o", "root", "-g", "root", "-m", "4755", str(delivered), str(helper_of(browser)))
        rights = as_administrator(command, self._environment, is_root=self._host.as_root)
        if rights is None:
            return f"this needs root: {typed(command)}"
        done = run(rights, self._environment, seconds=60)
        return None if done.succeeded else done.last_words


def _version_or_problem(browser: Browser) -> tuple[str | None, str]:
    try:
        return browser.version, ""
    except SetupError as error:
        return None, f"{error.what} ({error.where})"


def _fonts_step(done: Installed, missing: Sequence[Font], command: str) -> Step:
    said = [f"installed {' '.join(done.installed)}"] if done.installed else []
    if done.unknown:
        said.append(f"this distribution has no {' '.join(done.unknown)}")
    elif done.failure:
        said.append(done.failure)
    if missing:
        said.append(f"missing: {', '.join(font.family for font in missing)}")
    if not missing:
        state = StepState.DONE
    elif done.installed or done.unknown:
        state = StepState.PARTLY
    else:
        state = StepState.FAILED
    return Step("fonts", state, "; ".join(said), command if state is StepState.FAILED else None)
