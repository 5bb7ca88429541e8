"""What a render found out about its page, besides the pixels."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class PageFault(BaseModel):
    """Something the page did that a person should know of.

    Attributes:
        kind: page-error, missing-file, refused-path, blocked-request, failed-request, uncontrolled.
        message: one sentence.
        frame: the frame at which it was noticed; -1 while loading.
        time: that frame's time, seconds.
        where: file:line:column of the page, or an address.
    """

    model_config = ConfigDict(frozen=True)

    kind: str
    message: str
    frame: int
    time: float
    where: str | None = None


class PageReport(BaseModel):
    """All faults of a render in the order in which they were noticed."""

    model_config = ConfigDict(frozen=True)

    faults: tuple[PageFault, ...] = ()

    def of_kind(self, kind: str) -> tuple[PageFault, ...]:
        """The faults of one kind."""
        return tuple(fault for fault in self.faults if fault.kind == kind)
