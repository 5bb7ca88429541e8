"""Makes a virtual environment on a bare machine: `python3 -I bootstrap.py FOLDER`.

Runs before anything is installed, so it uses the standard library alone and imports nothing of hframes. Debian and
Ubuntu ship Python without `ensurepip`; there the package that holds it is installed first, with sudo if need be.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

OLDEST = (3, 11)


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Makes the folder; the exit status, 0 when it holds a Python with pip."""
    (folder,) = arguments
    if sys.version_info < OLDEST:
        return _stop(f"hframes needs Python 3.11 or later; this is {sys.version.split()[0]} ({sys.executable})")
    if _make(folder, environment):
        return 0
    commands = install_commands(environment)
    if not commands:
        return _stop(
            "this Python can't make a virtual environment (it has no ensurepip), and there is neither apt-get with "
            f"root or sudo to install it. Install {_venv_packages()[0]}, then try again"
        )
    for command in commands:
        print(f"This Python has no ensurepip. Running: {shlex.join(command)}", flush=True)
        done = subprocess.run(command, env=dict(environment), stdout=subprocess.DEVNULL, check=False)
        if done.returncode == 0 and command[-1] != "update" and _make(folder, environment):
            return 0
    return _stop(f"no virtual environment could be made in {folder}. Install {_venv_packages()[0]}, then try again")


def install_commands(environment: Mapping[str, str]) -> list[list[str]]:
    """What brings `ensurepip` here, in order: Debian's package for this very Python, else the one for its default."""
    search_path = environment.get("PATH", os.defpath)
    apt = shutil.which("apt-get", path=search_path)
    sudo = shutil.which("sudo", path=search_path)
    is_root = os.geteuid() == 0
    if apt is None or not (is_root or sudo):
        return []
    rights = [] if is_root or sudo is None else [sudo]
    start = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", apt, "-qq", "-o", "DPkg::Lock::Timeout=120"]
    installs = [[*start, "install", "--yes", "--no-install-recommends", package] for package in _venv_packages()]
    return [[*start, "update"], *installs]


def _venv_packages() -> tuple[str, str]:
    return f"python{sys.version_info.major}.{sys.version_info.minor}-venv", "python3-venv"


def _make(folder: str, environment: Mapping[str, str]) -> bool:
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", folder], env=dict(environment), capture_output=True)
    python = Path(folder) / "bin" / "python"
    return (
        made.returncode == 0 and subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0
    )


def _stop(message: str) -> int:
    print(f"{message}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
