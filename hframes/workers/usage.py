"""What this process and everything below it use of the machine."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Usage:
    """At one moment.

    Attributes:
        cpu: seconds of processor time so far, of every process that lives or was waited for.
        idle: seconds in which the machine's cores had nothing to do so far, summed.
        memory: bytes, each shared page counted once.
    """

    cpu: float
    idle: float
    memory: int


@dataclass(frozen=True)
class Machine:
    """What there is for this process: processor cores that other programs leave, and bytes of memory free now."""

    cores: float
    memory: int


def usage() -> Usage:
    """Of this process and all below it; takes a millisecond a process."""
    cpu, memory = 0.0, 0
    for process in _tree():
        with contextlib.suppress(psutil.Error):  # it has just ended, or is not ours to look at
            times = process.cpu_times()
            cpu += times.user + times.system + times.children_user + times.children_system
            memory += _memory(process)
    return Usage(cpu, psutil.cpu_times().idle, memory)


def machine(before: Usage, after: Usage, seconds: float) -> Machine:
    """What there was for this process between two moments: what it used, and what nobody did."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    cores = (after.cpu - before.cpu + after.idle - before.idle) / seconds
    return Machine(max(1.0, min(allowed, cores)), int(psutil.virtual_memory().available))


def _tree() -> Iterator[psutil.Process]:
    root = psutil.Process()
    yield root
    yield from root.children(recursive=True)


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.AccessDenied, AttributeError):
        return int(process.memory_info().rss)
