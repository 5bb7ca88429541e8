"""Whether Chromium's sandbox can work here: it needs user namespaces, or a helper that belongs to root.

As root the browser runs as an unprivileged user, so what counts is what that user may do.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hframes.browser.find import Browser, Host
from hframes.machine.commands import find_program, run

UNPRIVILEGED = "65534"  # the user and group that the browser runs as when hframes is run by root

_CAP_SYS_ADMIN = 1 << 21
_PROCESS_STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Sandbox:
    """What would hold the browser's processes.

    Attributes:
        kind: "user namespaces", "setuid helper", "the system's own" (not Linux); None where nothing would.
        problem: why nothing would, a clause; None otherwise.
    """

    kind: str | None
    problem: str | None = None

    @property
    def works(self) -> bool:
        return self.kind is not None


def examine_sandbox(
    browser: Browser | None, environment: Mapping[str, str], host: Host, process_status: Path = _PROCESS_STATUS
) -> Sandbox:
    """Tries what Chromium would do at its start, without starting it; some 10 ms."""
    if host.system != "Linux":
        return Sandbox("the system's own")
    setpriv = find_program("setpriv", environment)
    if host.as_root and setpriv is None:
        return Sandbox(None, "`setpriv` is missing, so root can't start the browser as an unprivileged user")
    unshare = find_program("unshare", environment)
    if unshare:
        attempt = [unshare, "--user", "--map-root-user", "true"]
        if host.as_root and setpriv:
            attempt = [setpriv, f"--reuid={UNPRIVILEGED}", f"--regid={UNPRIVILEGED}", "--clear-groups", *attempt]
        if run(attempt, environment, seconds=20).succeeded:
            return Sandbox("user namespaces")
    blocked = _why_setuid_fails(browser, process_status)
    if blocked is None:
        return Sandbox("setuid helper")
    return Sandbox(None, f"unprivileged users may not make user namespaces, and {blocked}")


def helper_of(browser: Browser) -> Path:
    """Where Chromium looks for the helper that belongs to root: beside itself."""
    return browser.path.with_name("chrome-sandbox")


def _why_setuid_fails(browser: Browser | None, process_status: Path) -> str | None:
    barrier = _why_setuid_is_useless(process_status)
    if barrier:
        return barrier
    helper = helper_of(browser) if browser else None
    if helper is None or not helper.is_file():
        return "the browser has no sandbox helper"
    facts = helper.stat()
    if facts.st_uid != 0 or facts.st_mode & 0o4755 != 0o4755 or not facts.st_mode & stat.S_ISUID:
        return f"{helper} does not belong to root with mode 4755"
    if os.statvfs(helper).f_flag & os.ST_NOSUID:
        return f"{helper} is on a file system that is mounted nosuid"
    return None


def _why_setuid_is_useless(process_status: Path) -> str | None:
    """Containers often take away what the helper would need, whoever it belongs to."""
    lines = process_status.read_text(encoding="ascii", errors="replace").splitlines() if process_status.exists() else []
    status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    if status.get("NoNewPrivs") == "1":
        return "programs may not gain rights here (no_new_privs)"
    bounding = status.get("CapBnd")
    if bounding and not int(bounding, 16) & _CAP_SYS_ADMIN:
        return "this container lacks the capability SYS_ADMIN"
    return None
