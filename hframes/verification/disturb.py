"""A bad day for a render: busy processes beside it, late files, a slow page and slow helpers, the collector."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from hframes.film import Set

# Ends with the process that started it, however that ends.
_BUSY = "import os\nparent = os.getppid()\nwhile os.getppid() == parent:\n    for _ in range(1_000_000): pass\n"
# How Linux names the threads of a renderer that run workers, worklets, and decode and compile in the background.
_HELPERS = ("DedicatedWorker", "SharedWorker", "ServiceWorker", "AudioWorklet", "WorkerThread", "ThreadPoolForeg")
LOWERED = 10  # the nice value of such threads: a tenth of a busy process's share


@dataclass(frozen=True)
class Disturbance:
    """How bad.

    Attributes:
        busy: processes that compute without end beside the render.
        delay: the longest that a file takes to come, seconds.
        throttle: how many times slower the page's main thread is at most.
        collect: how likely the collector is forced after a frame.
        patience: how many times longer than usual a frame may take.
    """

    busy: int
    delay: float = 0.1
    throttle: float = 4.0
    collect: float = 0.3
    patience: float = 5.0


def usual_disturbance() -> Disturbance:
    """A busy process for every core of this machine."""
    return Disturbance(busy=os.cpu_count() or 1)


class Disturber:
    """Disturbs one render.

    Args:
        chance: when and how much.
    """

    def __init__(self, disturbance: Disturbance, chance: Random) -> None:
        self._disturbance = disturbance
        self._chance = chance

    async def pace(self) -> None:
        """Keeps a file waiting."""
        await asyncio.sleep(self._chance.uniform(0, self._disturbance.delay))

    @asynccontextmanager
    async def beside(self) -> AsyncIterator[None]:
        """Keeps the machine busy within a with block."""
        async with AsyncExitStack() as stack:
            for _ in range(self._disturbance.busy):
                process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-I", "-c", _BUSY),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=asyncio.subprocess.DEVNULL,
                    stderr=asyncio.subprocess.DEVNULL,
                )
                stack.push_async_callback(_end, process)
            yield

    async def trouble(self, scene: Set) -> None:
        """To be called between two frames."""
        session = scene.window.session
        rate = self._chance.choice((1.0, self._disturbance.throttle))
        await session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
        if self._chance.random() < self._disturbance.collect:
            await session.send("HeapProfiler.collectGarbage")
        for thread in _helper_threads(os.getpid()):
            with contextlib.suppress(OSError):  # it has ended meanwhile
                os.setpriority(os.PRIO_PROCESS, thread, LOWERED)

    async def leave(self, scene: Set) -> None:
        """Leaves the page as fast as it was."""
        await scene.window.session.send("Emulation.setCPUThrottlingRate", {"rate": 1.0})


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()


def _helper_threads(root: int) -> Iterator[int]:
    """The renderers' helper threads among the processes below one; none where there is no /proc."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1]
            parents.setdefault(int(parent), []).append(int(entry.name))
    todo = [root]
    while todo:
        children = parents.get(todo.pop(), [])
        todo += children
        for process in children:
            with contextlib.suppress(OSError):
                if b"--type=renderer" in Path(f"/proc/{process}/cmdline").read_bytes():
                    yield from _helpers_of(process)


def _helpers_of(process: int) -> Iterator[int]:
    for task in Path(f"/proc/{process}/task").iterdir():
        with contextlib.suppress(OSError):
            if (task / "comm").read_text(encoding="utf-8", errors="replace").startswith(_HELPERS):
                yield int(task.name)
