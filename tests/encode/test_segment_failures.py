"""A segment that can't be made: a clear error, no hang, no process and no file left."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Awaitable, Callable
from fractions import Fraction
from pathlib import Path

import pytest

from hframes.encode import FramePool, SegmentEncoder, VideoFormat, X264Settings
from hframes.errors import EncodeError, HframesError, OutputError, SetupError

from .helpers import picture

LARGE = VideoFormat(800, 600, Fraction(30))  # one frame is more than a pipe holds
Make = Callable[..., SegmentEncoder]


@pytest.fixture
def make(ffmpeg: Path, settings: X264Settings, tmp_path: Path) -> Make:
    def build(name: str = "s.nut", executable: Path = ffmpeg, **options: float) -> SegmentEncoder:
        return SegmentEncoder(executable, LARGE, settings, tmp_path / name, FramePool(LARGE), **options)  # type: ignore[arg-type]

    return build


def is_gone(pid: int) -> bool:
    """Neither running nor a zombie."""
    return not Path(f"/proc/{pid}").exists()


def pid_of(encoder: SegmentEncoder) -> int:
    assert encoder.pid is not None
    return encoder.pid


async def put_many(encoder: SegmentEncoder, count: int = 100) -> None:
    for k in range(count):
        await encoder.put(picture(LARGE, k))


def fails_with(kind: type[HframesError], work: Awaitable[object]) -> HframesError:
    async def run() -> None:
        await work

    with pytest.raises(kind) as caught:
        asyncio.run(asyncio.wait_for(run(), 60))
    return caught.value


def test_a_killed_ffmpeg_fails_the_next_frames(make: Make, tmp_path: Path) -> None:
    encoder = make()

    async def work() -> None:
        async with encoder:
            await put_many(encoder, 2)
            os.kill(pid_of(encoder), signal.SIGKILL)
            await put_many(encoder)

    error = fails_with(EncodeError, work())
    assert "SIGKILL" in str(error)
    assert is_gone(pid_of(encoder))
    assert list(tmp_path.iterdir()) == []


def test_an_ffmpeg_that_is_killed_while_it_drains_fails_the_segment(make: Make, tmp_path: Path) -> None:
    encoder = make()

    async def work() -> None:
        async with encoder:
            await put_many(encoder, 5)
            os.kill(pid_of(encoder), signal.SIGSTOP)
            draining = encoder.finish()
            os.kill(pid_of(encoder), signal.SIGKILL)
        await draining

    assert "SIGKILL" in str(fails_with(EncodeError, work()))
    assert is_gone(pid_of(encoder))
    assert list(tmp_path.iterdir()) == []


def test_a_stuck_ffmpeg_is_found_by_the_waiting_producer(make: Make) -> None:
    encoder = make(patience=0.5)

    async def work() -> None:
        async with encoder:
            os.kill(pid_of(encoder), signal.SIGSTOP)
            await put_many(encoder)

    assert "no progress for 0.5 seconds" in str(fails_with(EncodeError, work()))
    assert is_gone(pid_of(encoder))


def test_a_stuck_ffmpeg_is_found_while_it_drains(make: Make, tmp_path: Path) -> None:
    encoder = make(patience=0.5)

    async def work() -> None:
        async with encoder:
            await put_many(encoder, 2)
            os.kill(pid_of(encoder), signal.SIGSTOP)
            draining = encoder.finish()
        await draining

    assert "no progress" in str(fails_with(EncodeError, work()))
    assert is_gone(pid_of(encoder))
    assert list(tmp_path.iterdir()) == []


def test_the_queue_is_bounded_and_goes_on(make: Make) -> None:
    encoder = make(depth=2)

    async def work() -> tuple[int, float]:
        async with encoder:
            os.kill(pid_of(encoder), signal.SIGSTOP)
            await put_many(encoder, 2)
            third = asyncio.create_task(encoder.put(picture(LARGE, 3)))
            done, _ = await asyncio.wait([third], timeout=0.3)
            assert not done
            os.kill(pid_of(encoder), signal.SIGCONT)
            await third
            draining = encoder.finish()
        segment = await draining
        return segment.frames, segment.load.blocked

    frames, blocked = asyncio.run(work())
    assert frames == 3
    assert blocked >= 0.3


def test_a_missing_folder_is_an_output_error(make: Make) -> None:
    encoder = make("nowhere/s.nut")

    async def work() -> None:
        async with encoder:
            await put_many(encoder)

    assert "nowhere" in str(fails_with(OutputError, work()))
    assert is_gone(pid_of(encoder))


def test_a_full_disk_is_an_output_error(make: Make, tmp_path: Path) -> None:
    (tmp_path / "s.nut.part").symlink_to("/dev/full")
    encoder = make()

    async def work() -> None:
        async with encoder:
            await put_many(encoder, 20)
            draining = encoder.finish()
        await draining

    error = fails_with(OutputError, work())
    assert "The disk is full" in str(error)
    assert "No space left on device" in str(error)
    assert list(tmp_path.iterdir()) == []


def test_a_file_larger_than_allowed_is_an_output_error(make: Make, tmp_path: Path) -> None:
    encoder = make()

    async def work() -> None:
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
        try:
            encoder.start()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        await put_many(encoder)
        await encoder.finish()

    assert "larger than allowed" in str(fails_with(OutputError, work()))
    assert list(tmp_path.iterdir()) == []


def test_an_ffmpeg_that_is_not_there_is_a_setup_error(make: Make, tmp_path: Path) -> None:
    encoder = make(executable=tmp_path / "ffmpeg")

    async def work() -> None:
        encoder.start()

    assert "can't be started" in str(fails_with(SetupError, work()))


@pytest.mark.parametrize("script", ["#!/bin/sh\nexit 0\n", "#!/bin/sh\ncat >/dev/null\necho frame=1\n"])
def test_an_ffmpeg_that_says_it_is_well_without_all_frames_is_not_believed(
    make: Make, tmp_path: Path, script: str
) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text(script)
    program.chmod(0o755)
    encoder = make(executable=program)

    async def work() -> None:
        async with encoder:
            await put_many(encoder, 10)
            draining = encoder.finish()
        await draining

    assert "ffmpeg ended with" in str(fails_with(EncodeError, work()))
    assert not (tmp_path / "s.nut").exists()


def test_endless_complaints_do_not_block_it(make: Make, tmp_path: Path) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\nhead -c 3000000 /dev/zero | tr '\\0' 'x' >&2\necho the last word >&2\nexit 1\n")
    program.chmod(0o755)
    encoder = make(executable=program)

    async def work() -> None:
        async with encoder:
            await put_many(encoder, 10)

    assert "the last word" in str(fails_with(EncodeError, work()))


def test_leaving_without_finish_ends_ffmpeg(make: Make, tmp_path: Path) -> None:
    encoder = make()

    async def work() -> None:
        async with encoder:
            await put_many(encoder, 3)

    asyncio.run(work())
    assert is_gone(pid_of(encoder))
    assert list(tmp_path.iterdir()) == []


def test_cancelling_the_drain_ends_ffmpeg(make: Make, tmp_path: Path) -> None:
    encoder = make()

    async def work() -> None:
        async with encoder:
            await put_many(encoder, 3)
            os.kill(pid_of(encoder), signal.SIGSTOP)
            draining = encoder.finish()
            await asyncio.sleep(0)
            draining.cancel()
            with pytest.raises(asyncio.CancelledError):
                await draining
        await encoder.abort()

    asyncio.run(asyncio.wait_for(work(), 30))
    assert is_gone(pid_of(encoder))
    assert list(tmp_path.iterdir()) == []


def test_a_finished_segment_outlives_a_late_abort(make: Make, tmp_path: Path) -> None:
    encoder = make()

    async def work() -> None:
        async with encoder:
            await put_many(encoder, 3)
            draining = encoder.finish()
        await draining
        await encoder.abort()

    asyncio.run(work())
    assert [path.name for path in tmp_path.iterdir()] == ["s.nut"]


def test_ctrl_c_in_the_terminal_does_not_reach_ffmpeg(make: Make) -> None:
    encoder = make()

    async def work() -> None:
        async with encoder:
            assert os.getpgid(pid_of(encoder)) == pid_of(encoder)
            assert os.getsid(pid_of(encoder)) != os.getsid(0)

    asyncio.run(work())


def test_ffmpeg_ends_when_hframes_is_killed_and_no_file_looks_complete(ffmpeg: Path, tmp_path: Path) -> None:
    script = textwrap.dedent("""
        import asyncio, sys
        from fractions import Fraction
        from pathlib import Path
        from hframes.encode import FramePool, SegmentEncoder, VideoFormat, x264_settings
        from hframes.settings import Quality

        async def main():
            video = VideoFormat(800, 600, Fraction(30))
            pool = FramePool(video)
            settings = x264_settings(Quality.DRAFT)
            async with SegmentEncoder(Path(sys.argv[1]), video, settings, Path(sys.argv[2]), pool) as encoder:
                for _ in range(5):
                    await encoder.put(pool.acquire())
                print(encoder.pid, flush=True)
                await asyncio.sleep(60)

        asyncio.run(main())
    """)
    command = [sys.executable, "-c", script, str(ffmpeg), str(tmp_path / "s.nut")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert not is_gone(pid)
        parent.kill()
    deadline = time.monotonic() + 30
    while not (is_gone(pid) or is_zombie(pid)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert is_gone(pid) or is_zombie(pid)
    assert not (tmp_path / "s.nut").exists()


def is_zombie(pid: int) -> bool:
    """An orphan that has ended, in a container whose first process waits for nobody."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False
