from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hframes.encode import ffmpeg_version, video_encoders
from hframes.errors import SetupError


def test_the_version_is_the_one_that_ffmpeg_prints(ffmpeg: Path) -> None:
    version = asyncio.run(ffmpeg_version(ffmpeg))
    assert any(c.isdigit() for c in version)
    assert " " not in version


def test_the_encoders_are_video_encoders(ffmpeg: Path) -> None:
    encoders = asyncio.run(video_encoders(ffmpeg))
    assert {"libx264", "rawvideo"} <= encoders
    assert not {"aac", "=", "V....."} & encoders


def test_a_missing_ffmpeg_is_a_matter_of_setup(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="can't be started"):
        asyncio.run(ffmpeg_version(tmp_path / "ffmpeg"))


@pytest.mark.parametrize("script", ["#!/bin/sh\necho GNU bash\n", "#!/bin/sh\nexit 3\n"])
def test_another_program_is_not_ffmpeg(tmp_path: Path, script: str) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text(script)
    program.chmod(0o755)
    with pytest.raises(SetupError):
        asyncio.run(ffmpeg_version(program))


def test_a_missing_imageio_ffmpeg_binary_is_a_matter_of_setup(monkeypatch: pytest.MonkeyPatch) -> None:
    import imageio_ffmpeg

    from hframes.encode import ffmpeg_path

    def none() -> str:
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", none)
    with pytest.raises(SetupError, match="No ffmpeg"):
        ffmpeg_path()
