"""Installs the PostgreSQL server that these tests start: `python -m tests.batch.install`.

Debian's and Ubuntu's package makes a database cluster of its own and starts it as a service. Here it is told not to:
the tests make one in a temporary folder.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hframes.machine.commands import as_administrator, find_program, run
from hframes.machine.packages import Packages

PACKAGE = "postgresql"
BY_HAND = "python -m tests.batch.install, or apt-get install postgresql"
_PROGRAMS = Path("/usr/lib/postgresql")
_SETTING = Path("/etc/postgresql-common/createcluster.d/hframes-tests.conf")


def server_programs() -> Path | None:
    """The folder of `initdb` and `postgres`, of the newest version that is here; they are not on Debian's PATH."""
    found = [path.parent for path in _PROGRAMS.glob("*/bin/initdb") if (path.parent / "postgres").exists()]
    by_version = sorted(found, key=lambda folder: [int(part) for part in folder.parent.name.split(".")])
    if by_version:
        return by_version[-1]
    program = find_program("initdb", os.environ)
    return Path(program).resolve().parent if program and find_program("postgres", os.environ) else None


def install() -> Path:
    """The folder of the server's programs; the package is installed now if it is not there yet.

    Raises:
        RuntimeError: it can't be installed.
    """
    found = server_programs()
    if found is not None:
        return found
    is_root = os.geteuid() == 0
    packages = Packages.of(os.environ, is_root=is_root)
    if packages is None:
        raise RuntimeError("the tests need a PostgreSQL server, and no package manager was found to install it")
    with _no_cluster(is_root=is_root):
        failure = packages.install((PACKAGE,)).failure
    found = server_programs()
    if found is None:
        raise RuntimeError(f"the tests need a PostgreSQL server, and it can't be installed: {failure}")
    return found


@contextmanager
def _no_cluster(*, is_root: bool) -> Iterator[None]:
    """While this is open, a package that is installed makes no cluster, so there is nothing that it could start."""
    with tempfile.NamedTemporaryFile("w", prefix="hframes-") as file:
        file.write("create_main_cluster = false\n")
        file.flush()
        _as_root(("install", "-D", "-m", "644", file.name, str(_SETTING)), is_root=is_root)
    try:
        yield
    finally:
        _as_root(("rm", "-f", str(_SETTING)), is_root=is_root)


def _as_root(command: tuple[str, ...], *, is_root: bool) -> None:
    allowed = as_administrator(command, os.environ, is_root=is_root)
    done = run(allowed, os.environ, seconds=60) if allowed else None
    if done is None or not done.succeeded:
        raise RuntimeError(f"the tests need a PostgreSQL server; type: {BY_HAND}")


if __name__ == "__main__":
    try:
        print(install())
    except RuntimeError as error:
        sys.exit(f"{error}.")
