"""The folder of a browser: nothing of it is left, whatever its processes do at their end."""

from __future__ import annotations

import subprocess

from hframes.browser.unprivileged import scratch

LATE = 'read _ ; sleep 0.3 ; mkdir -p "$HOME/cache" && echo state > "$HOME/cache/index"'


def test_what_a_process_writes_at_its_very_end_is_removed_too() -> None:
    with scratch() as place:
        home = place.subfolder("home")
        process = subprocess.Popen(
            place.command("sh", "-c", LATE), env={"HOME": str(home), "PATH": "/usr/bin:/bin"}, stdin=subprocess.PIPE
        )
        assert process.stdin is not None
        process.stdin.close()
    process.wait(10)
    assert not place.folder.exists()
