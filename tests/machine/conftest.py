"""A machine made of stub programs: nothing on it is real but the shell."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

import pytest

from hframes.browser.find import Host, playwright_revisions
from hframes.machine.download import PlaywrightCommands
from hframes.machine.fonts import FONTS

ALL_FAMILIES = tuple(font.family for font in FONTS)


@dataclass
class FakeMachine:
    """One folder on PATH that holds every program, and a log of what was started and would change the machine."""

    root: Path

    @property
    def programs(self) -> Path:
        return self.root / "bin"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": str(self.programs), "HOME": str(self.root / "home")}

    @property
    def host(self) -> Host:
        return Host("Linux", as_root=False, shared_folder=self.root / "shared")

    @property
    def playwright(self) -> PlaywrightCommands:
        return PlaywrightCommands(("pw-version",), ("pw-download",), ("pw-libraries",), ("pw", "--with-deps"))

    @property
    def download_place(self) -> Path:
        revision = playwright_revisions()["chromium"]
        return self.root / "home" / ".cache" / "ms-playwright" / f"chromium-{revision}"

    def changes(self) -> list[str]:
        """The commands that would have changed a real machine, in order."""
        return self.log.read_text().splitlines() if self.log.exists() else []

    def add(self, name: str, body: str, *, logged: bool = False) -> Path:
        """A program that runs these lines of shell; `logged` says that it changes the machine."""
        path = self.programs / name
        note = f'echo "{name} $*" >> "{self.log}"\n' if logged else ""
        path.write_text(f"#!/bin/sh\n{note}{body}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
        return path

    def add_browser(self, name: str = "chromium", version: str = "156.0.1.2") -> Path:
        return self.add(name, f"echo Chromium {version}")

    def add_fonts(self, *families: str) -> None:
        """`fc-list` with these families, which cover emoji and CJK when the Noto ones are among them."""
        listing = "\n".join(families)
        (self.root / "families").write_text(listing + "\n")
        self.add("fc-list", f'while IFS= read -r line; do echo "$line"; done < "{self.root}/families"')

    def add_apt(self, *packages: str, brings: str = "") -> None:
        """apt with these packages; `brings` is shell that runs after an installation, with the packages in $*."""
        self.add("apt-cache", f'case " {" ".join(packages)} " in *" $3 "*) echo "Package: $3";; *) exit 100;; esac')
        self.add("apt-get", f'case "$1" in install) {brings or ":"};; esac', logged=True)

    def make_program(self, path: Path, output: str) -> str:
        """Shell that makes a program at `path` which prints `output`."""
        script = f"#!/bin/sh\\necho {output}\\n"
        return f'/bin/mkdir -p "{path.parent}" && printf "{script}" > "{path}" && /bin/chmod 755 "{path}"'

    def make_download(self) -> str:
        """Shell that leaves what Playwright's download leaves."""
        program = self.download_place / "chrome-linux64" / "chrome"
        return f'{self.make_program(program, "Chrome 159.0.3.4")} && : > "{self.download_place}/INSTALLATION_COMPLETE"'


@pytest.fixture
def machine(tmp_path: Path) -> FakeMachine:
    """Bare: `env`, a driver that starts, user namespaces, a download that can't reach its servers; nothing else."""
    fake = FakeMachine(tmp_path)
    fake.programs.mkdir()
    (tmp_path / "home").mkdir()
    (fake.programs / "env").symlink_to("/usr/bin/env")
    fake.add("unshare", "exit 0")
    fake.add("pw-version", "echo Version 1.2.3")
    fake.add("pw-download", "echo Error: getaddrinfo ENOTFOUND cdn.example.org; exit 1", logged=True)
    fake.add("pw-libraries", "exit 0", logged=True)
    return fake


@pytest.fixture
def complete(machine: FakeMachine) -> FakeMachine:
    """A machine that lacks nothing, with a package manager that could change it."""
    machine.add_browser()
    machine.add("Xvfb", "exit 0")
    machine.add_fonts(*ALL_FAMILIES)
    machine.add_apt("chromium", "xvfb")
    machine.add("sudo", 'exec "$@"', logged=True)
    return machine
