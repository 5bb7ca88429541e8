"""Every error hframes raises on purpose.

    HframesError
    ├── UsageError          the call is wrong: an option, an output that exists            (exit 2)
    │   ├── CompositionError  the composition is wrong: no page, header, params            (exit 2)
    │   ├── OtherBrowserError the page needs a browser that is started otherwise           (exit 2)
    │   └── DataError         rows of a batch that don't fit: values, names, filter        (exit 2)
    ├── SetupError          this machine lacks a browser, a virtual screen, an encoder     (exit 1)
    ├── PageError           the page crashed, threw, left, asked, missed a file            (exit 1)
    │   ├── PageHungError     the page does not answer any more                             (exit 1)
    │   └── PageLostError     its process, or the whole browser, is gone                    (exit 1)
    ├── CaptureError        the pixels of a frame could not be had or not be proved        (exit 1)
    ├── EncodeError         ffmpeg could not be run, refused, or died                      (exit 1)
    ├── SourceError         the data of a batch can't be read: file, database, address     (exit 1)
    ├── OutputError         the output cannot be written: folder, rights, full disk        (exit 1)
    │   └── DiskFullError     there is no space left, or no more is allowed                 (exit 1)
    ├── StoreError          the store of encoded segments cannot be used                   (exit 1)
    └── Interrupted         Ctrl-C or SIGTERM                                              (exit 130)

Foreign exceptions are translated at the edge of the room that knows them, never in the command line.
"""

from __future__ import annotations


class HframesError(Exception):
    """What happened, where, and how to mend it; `str()` is the one paragraph that a person reads.

    Args:
        what: one sentence without a final full stop.
        where: the place: a file with line, a frame with its time, a path in the data. None where `what` says it all.
        hint: what to do next, a sentence without a final full stop.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        mend = f" {self.hint}." if self.hint else ""
        return f"{self.what}{place}.{mend}"


class UsageError(HframesError):
    """The call is wrong."""

    exit_code = 2


class CompositionError(UsageError):
    """The composition, its header or its params are wrong; found before any browser starts where possible."""


class OtherBrowserError(UsageError):
    """A running browser that was given was started for other pages than this one.

    Args:
        paced: whether it is one for view transitions that is needed.
    """

    def __init__(self, what: str, *, hint: str | None = None, paced: bool = False) -> None:
        super().__init__(what, hint=hint)
        self.paced = paced


class DataError(UsageError):
    """Rows of a batch do not fit, or what is asked of them does not.

    Args:
        faults: one line for each fault that is shown; they are part of `str()`.
    """

    def __init__(
        self, what: str, *, where: str | None = None, hint: str | None = None, faults: tuple[str, ...] = ()
    ) -> None:
        super().__init__(what, where=where, hint=hint)
        self.faults = faults

    def __str__(self) -> str:
        return "\n  ".join((super().__str__(), *self.faults))


class SetupError(HframesError):
    """Something hframes needs is not on this machine."""


class PageError(HframesError):
    """The page did something that makes its video wrong or impossible.

    Args:
        kind: of the fault that it ended with, see `hframes.report.PageFault`; None for any other end.
        file: file:line:column in the composition, where that is known.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        hint: str | None = None,
        kind: str | None = None,
        file: str | None = None,
    ) -> None:
        super().__init__(what, where=where, hint=hint)
        self.kind = kind
        self.file = file


class PageHungError(PageError):
    """The page does not answer any more.

    Args:
        frame: at which it stopped answering; -1 while loading.
    """

    def __init__(self, what: str, *, frame: int, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(what, where=where, hint=hint)
        self.frame = frame


class PageLostError(PageError):
    """The page's process, or the whole browser, is gone: the page need not be to blame."""


class CaptureError(HframesError):
    """A frame's pixels could not be had, or could not be proved to be that frame's."""


class EncodeError(HframesError):
    """ffmpeg failed; `hint` or `what` carries its own last words."""


class SourceError(HframesError):
    """The data of a batch cannot be read: a malformed file, a database that refuses or goes away, an address."""


class OutputError(HframesError):
    """The output cannot be written."""


class DiskFullError(OutputError):
    """There is no space left for the output, or the system allows no more."""


class StoreError(HframesError):
    """The store of encoded segments cannot be used; a render goes on without it."""


class Interrupted(HframesError):  # noqa: N818 - no error, but an end
    """The person or the system asked hframes to stop."""

    exit_code = 130
