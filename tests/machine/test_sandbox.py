"""Which sandbox the browser would get."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hframes.browser.find import Browser
from hframes.machine.sandbox import Sandbox, examine_sandbox
from tests.machine.conftest import FakeMachine

ALL_RIGHTS = "NoNewPrivs:\t0\nCapBnd:\t000001ffffffffff\n"


@pytest.fixture
def browser(machine: FakeMachine) -> Browser:
    """With a helper that belongs to root and is setuid, as far as its file tells: `su` is one everywhere."""
    machine.add("unshare", "exit 1")
    (machine.programs / "chrome-sandbox").symlink_to("/bin/su")
    return Browser(machine.add_browser(), "system", headless_only=False)


def look(machine: FakeMachine, browser: Browser | None, status: str = ALL_RIGHTS) -> Sandbox:
    told = machine.root / "status"
    told.write_text(status)
    return examine_sandbox(browser, machine.environment, machine.host, told)


def test_user_namespaces_are_enough(machine: FakeMachine) -> None:
    assert look(machine, None).kind == "user namespaces"


def test_the_setuid_helper_serves_without_them(machine: FakeMachine, browser: Browser) -> None:
    assert look(machine, browser).kind == "setuid helper"


def test_a_helper_that_anybody_could_have_made_does_not(machine: FakeMachine, browser: Browser) -> None:
    (machine.programs / "chrome-sandbox").unlink()
    machine.add("chrome-sandbox", "exit 0")
    problem = look(machine, browser).problem
    assert problem is not None
    assert "does not belong to root with mode 4755" in problem


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("NoNewPrivs:\t1\nCapBnd:\t000001ffffffffff\n", "no_new_privs"),
        ("NoNewPrivs:\t0\nCapBnd:\t00000000a80425fb\n", "SYS_ADMIN"),  # what Docker leaves
    ],
)
def test_a_container_that_takes_rights_away_makes_the_helper_useless(
    machine: FakeMachine, browser: Browser, status: str, reason: str
) -> None:
    sandbox = look(machine, browser, status)
    assert not sandbox.works
    assert reason in (sandbox.problem or "")


def test_the_attempt_as_root_is_made_as_the_user_who_will_run_the_browser(machine: FakeMachine, tmp_path: Path) -> None:
    machine.add("setpriv", f'echo "$*" > {tmp_path}/tried; exit 0')
    sandbox = examine_sandbox(None, machine.environment, replace(machine.host, as_root=True))
    assert sandbox.kind == "user namespaces"
    assert (tmp_path / "tried").read_text().startswith("--reuid=65534 --regid=65534 --clear-groups ")
