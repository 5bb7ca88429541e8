"""Playwright's download: how long it may take, and what is said when it fails."""

from __future__ import annotations

import os
import time
from pathlib import Path

from hframes.machine.commands import TIMED_OUT, run_while_it_moves
from hframes.machine.download import download_browser
from tests.machine.conftest import FakeMachine


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().split(")")[1].split()[0] != "Z"


def test_a_download_that_hangs_is_given_up_with_all_it_started(machine: FakeMachine) -> None:
    child = machine.root / "child"
    machine.add("pw-download", f'/bin/sleep 600 & echo $! > "{child}"; wait')
    begun = time.monotonic()
    reason = download_browser(machine.environment, machine.host, machine.playwright, idle_seconds=0.5)
    assert reason == "nothing moved for 0.5 s"
    assert time.monotonic() - begun < 10
    assert not alive(int(child.read_text()))


def test_a_slow_download_goes_on_as_long_as_bytes_arrive(machine: FakeMachine) -> None:
    arrive = 'for i in 1 2 3 4 5 6 7 8; do echo x >> "$TMPDIR/part"; /bin/sleep 0.25; done'
    machine.add("pw-download", arrive)
    assert download_browser(machine.environment, machine.host, machine.playwright, idle_seconds=1.2) is None


def test_lines_count_as_progress_too(machine: FakeMachine) -> None:
    command = machine.add("speaks", "for i in 1 2 3 4 5 6 7 8; do echo $i; /bin/sleep 0.25; done")
    done = run_while_it_moves([str(command)], machine.environment, idle_seconds=1.2, progress=lambda: 0)
    assert done.succeeded
    assert done.output.split() == list("12345678")


def test_silence_is_not_progress(machine: FakeMachine) -> None:
    command = machine.add("silent", "exec /bin/sleep 600")
    done = run_while_it_moves([str(command)], machine.environment, idle_seconds=0.3, progress=lambda: 0)
    assert done.status == TIMED_OUT


def test_the_reason_is_the_networks_own_word(machine: FakeMachine) -> None:
    reason = download_browser(machine.environment, machine.host, machine.playwright)
    assert reason == "getaddrinfo ENOTFOUND cdn.example.org"


def test_it_downloads_to_where_the_browser_is_looked_for(machine: FakeMachine) -> None:
    machine.add("pw-download", 'echo "Error: $PLAYWRIGHT_BROWSERS_PATH"; exit 1')
    assert download_browser(machine.environment, machine.host, machine.playwright) == str(machine.download_place.parent)


def test_a_command_that_is_not_there_is_an_answer(machine: FakeMachine) -> None:
    (machine.programs / "pw-download").unlink()
    reason = download_browser(machine.environment, machine.host, machine.playwright)
    assert reason is not None
    assert "No such file" in reason
