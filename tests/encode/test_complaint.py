from __future__ import annotations

import signal

import pytest

from hframes.encode.complaint import ffmpeg_failure, last_words
from hframes.errors import DiskFullError, EncodeError, HframesError, OutputError


@pytest.mark.parametrize(
    ("code", "line", "kind", "says"),
    [
        (228, "[out#0/nut @ 0x55d0] Error writing trailer: No space left on device", DiskFullError, "No space left"),
        (1, "Disk quota exceeded", DiskFullError, "quota"),
        (-signal.SIGXFSZ, "", DiskFullError, "larger than allowed"),
        (243, "[out#0/nut @ 0x1] Error opening output file:/x/y.nut: Permission denied", OutputError, "Permission"),
        (254, "Error opening output file:/x/y.nut: No such file or directory", OutputError, "/x/y.nut"),
        (-signal.SIGKILL, "", EncodeError, "SIGKILL"),
        (8, "Unknown encoder 'libx264'", EncodeError, "Unknown encoder 'libx264'"),
        (1, "", EncodeError, "exit code 1"),
    ],
)
def test_what_ffmpeg_said_becomes_the_right_error(code: int, line: str, kind: type[HframesError], says: str) -> None:
    error = ffmpeg_failure(code, [line], "out.nut")
    assert type(error) is kind
    assert says in str(error)
    assert "out.nut" in str(error)


def test_addresses_repeats_and_control_characters_are_left_out() -> None:
    lines = ["[libx264 @ 0x55d0cafe] broken\x1b[31m header\n", "broken[31m header", "", "last."]
    assert last_words(lines) == ["broken[31m header", "last"]


def test_only_the_last_words_are_kept_and_none_is_endless() -> None:
    words = last_words([f"line {i}" for i in range(100)] + ["x" * 10_000])
    assert words[:-1] == ["line 97", "line 98", "line 99"]
    assert len(words[-1]) <= 300
