"""CPU time of a whole process tree, by what each process is for; from /proc, because a parent's own accounting misses
children that somebody else reaps."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
EVERY = 0.05  # seconds between two looks; a process that lives shorter than that is missed

ROLES = ("page", "compositor", "browser", "screen", "driver", "python", "encoder", "other")


@dataclass
class Usage:
    """What a command used.

    Attributes:
        cpu: seconds by role. wall: seconds. peak: MB of proportional memory of the whole tree. others: cores that
            everybody else used meanwhile; above 0.15 believe the CPU figures and not the wall time.
    """

    code: int = 0
    wall: float = 0.0
    peak: float = 0.0
    others: float = 0.0
    cpu: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        return sum(self.cpu.values())


def _role(pid: int) -> str | None:
    """What a process is for; None when it has just ended."""
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
    for mark, role in (
        ("--type=renderer", "page"),
        ("--type=gpu-process", "compositor"),
        ("--type=", "browser"),
        ("Xvfb", "screen"),
        ("/node", "driver"),
        ("ffmpeg", "encoder"),
        ("chrom", "browser"),
        ("python", "python"),
        ("hframes", "python"),
    ):
        if mark in words:
            return role
    return "other" if words else None


def _table() -> dict[int, tuple[int, float]]:
    found = {}
    for name in (path.name for path in Path("/proc").iterdir()):
        if name.isdigit():
            try:
                stat = Path(f"/proc/{name}/stat").read_text()
            except OSError:
                continue
            fields = stat[stat.rindex(")") + 2 :].split()
            found[int(name)] = (int(fields[1]), (int(fields[11]) + int(fields[12])) / TICKS)
    return found


def _busy() -> float:
    fields = [int(text) for text in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICKS


def _memory(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


def measure(command: Sequence[str]) -> Usage:
    """Runs a command and adds up what its process tree used."""
    usage, roles, cpu = Usage(), dict[int, str](), dict[int, float]()
    busy, began = _busy(), time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    ended = threading.Event()
    turn = 0
    while not ended.wait(EVERY):
        table = _table()
        members = {child.pid} | {pid for pid in cpu if pid in table}
        while more := {pid for pid, (parent, _) in table.items() if parent in members} - members:
            members |= more
        for pid in members & table.keys():
            cpu[pid] = table[pid][1]
            try:
                role = _role(pid)  # looked at again each time: exec makes another one of it
            except OSError:
                role = None
            roles[pid] = role or roles.get(pid, "other")
        if turn % 10 == 0:
            usage.peak = max(usage.peak, sum(_memory(pid) for pid in members))
        turn += 1
        if child.poll() is not None:
            ended.set()
    usage.code, usage.wall = child.returncode, time.perf_counter() - began
    usage.others = max(0.0, (_busy() - busy - sum(cpu.values())) / usage.wall)
    by_role: dict[str, float] = defaultdict(float)
    for pid, seconds in cpu.items():
        by_role[roles[pid]] += seconds
    usage.cpu = dict(by_role)
    return usage
