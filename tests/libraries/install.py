"""Installs the libraries that these tests film, from npm: `python -m tests.libraries.install`.

They go to a folder of the user's cache that is named after the lock file, so that every checkout shares them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from hframes.machine.commands import find_program
from hframes.machine.packages import Packages

HERE = Path(__file__).parent
ASKED = ("package.json", "package-lock.json", ".npmrc")
# Debian's and Ubuntu's names; other systems are told to bring npm themselves.
NPM = ("nodejs", "npm")


def folder() -> Path:
    """Where the `node_modules` of this lock file belongs."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    digest = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    return cache / "hframes" / f"test-libraries-{digest[:16]}"


def install() -> Path:
    """The `node_modules` with every library in it; installed now if it is not there yet.

    Raises:
        RuntimeError: npm is missing and can't be installed.
        subprocess.CalledProcessError: npm failed; what it said is on standard error.
    """
    home = folder()
    if not home.is_dir():
        npm = _npm()
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent, ignore_cleanup_errors=True) as made:
            whole = Path(made) / "whole"
            whole.mkdir()
            for name in ASKED:
                shutil.copy(HERE / name, whole)
            subprocess.run([npm, "ci", "--loglevel", "error"], cwd=whole, check=True, stdout=subprocess.DEVNULL)
            try:
                whole.rename(home)
            except OSError:
                if not home.is_dir():  # else another run was faster
                    raise
    return home / "node_modules"


def _npm() -> str:
    found = find_program("npm", os.environ)
    if found is None:
        packages = Packages.of(os.environ, is_root=os.geteuid() == 0)
        failure = packages.install(NPM).failure if packages else "no package manager was found"
        found = find_program("npm", os.environ)
        if found is None:
            raise RuntimeError(f"the tests of the libraries need npm, and it can't be installed: {failure}")
    return found


if __name__ == "__main__":
    print(install())
