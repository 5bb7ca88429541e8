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


class PageFinding(BaseModel):
    """Something that may make the page look otherwise elsewhere: what `hframes lint --runtime` tells of it.

    Attributes:
        code, name: of the rule, see docs/rules.md.
        severity: "error" or "warning".
        message: one sentence without a final full stop; hint: what to do, likewise.
        where: file:line:column in the composition's folder.
        count: how often it was seen; None where it is not counted.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    severity: str
    message: str
    hint: str
    where: str
    count: int | None = None


class PageReport(BaseModel):
    """What a render found.

    Attributes:
        faults: in the order in which they were noticed.
        findings: by place; only of a whole render.
    """

    model_config = ConfigDict(frozen=True)

    faults: tuple[PageFault, ...] = ()
    findings: tuple[PageFinding, ...] = ()

    def of_kind(self, kind: str) -> tuple[PageFault, ...]:
        """The faults of one kind."""
        return tuple(fault for fault in self.faults if fault.kind == kind)
