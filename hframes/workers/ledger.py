"""How far a render is: the segments that are finished, and where the time went."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile

from hframes.film import Effort
from hframes.progress import Progress, Stage, Watcher
from hframes.report import PageReport
from hframes.workers.finished import FinishedSegment


@dataclass
class Ledger:
    """What the workers of a render have done so far.

    Attributes:
        total: frames that the video has if the page does not end it.
        watcher: is told about every frame.
        frames: filmed so far, and found from earlier runs.
        found: how many segments earlier runs had left.
        first_frame: by `time.perf_counter`, when a frame was handed to an encoder; 0 before.
        efforts: of every browser that was used. encoding: seconds in which workers waited for their encoders.
    """

    total: int
    watcher: Watcher
    frames: int = 0
    found: int = 0
    first_frame: float = 0.0
    began: float = field(default_factory=time.perf_counter)
    efforts: list[Effort] = field(default_factory=list)
    encoding: float = 0.0
    _finished: dict[int, FinishedSegment] = field(default_factory=dict)

    def find(self, segments: Iterable[FinishedSegment]) -> None:
        """Takes in what earlier runs have left."""
        for segment in segments:
            self._finished[segment.index] = segment
            self.frames += len(segment.note.frames)
            self.found += 1

    def finish(self, segment: FinishedSegment) -> None:
        """A segment is whole."""
        self._finished[segment.index] = segment

    def tick(self) -> None:
        """One more frame was handed to its encoder."""
        self.frames += 1
        if not self.first_frame:
            self.first_frame = time.perf_counter()
        self.watcher(Progress(self.frames, self.total, time.perf_counter() - self.began, self.bound()))

    def count_effort(self, effort: Effort) -> None:
        """Counts in a browser's time from now on: once, and though another has spent just as much."""
        if all(known is not effort for known in self.efforts):
            self.efforts.append(effort)

    def take_back(self, frames: int) -> None:
        """Frames of a segment that failed do not count."""
        self.frames -= frames

    def bound(self) -> Stage:
        """The stage that took most of the time."""
        spent: dict[Stage, float] = {
            "page": sum(effort.page for effort in self.efforts),
            "capture": sum(effort.capture for effort in self.efforts),
            "encoder": self.encoding,
        }
        return max(spent, key=lambda stage: spent[stage])

    def segments(self) -> list[FinishedSegment]:
        """Those of the video in order: up to the one in which the page ended it."""
        ordered = [self._finished[index] for index in sorted(self._finished)]
        before = list(takewhile(lambda segment: not segment.note.ended, ordered))
        return ordered[: len(before) + 1]

    def reused(self) -> int:
        """How many of the video's segments came from the store."""
        return sum(segment.note.reused for segment in self.segments())

    def report(self) -> PageReport:
        """What all workers noticed of the page: each fault once, at the first frame at which any did.

        Whoever films the last segment has been through the whole page, so that its findings are the page's.
        """
        segments = self.segments()
        report = merged(segment.note.report for segment in segments)
        return report.model_copy(update={"findings": segments[-1].note.report.findings if segments else ()})


def merged(reports: Iterable[PageReport]) -> PageReport:
    """Several workers' reports as one: every worker goes through the page's frames from 0 on and sees the same."""
    first: dict[tuple[str, str, str | None], int] = {}
    faults = [fault for report in reports for fault in report.faults]
    for fault in faults:
        key = (fault.kind, fault.message, fault.where)
        first[key] = min(first.get(key, fault.frame), fault.frame)
    kept = []
    for fault in faults:
        key = (fault.kind, fault.message, fault.where)
        if first.get(key) == fault.frame:
            kept.append(fault)
            del first[key]
    return PageReport(faults=tuple(sorted(kept, key=lambda fault: fault.frame)))
