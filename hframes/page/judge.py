"""Which of the things that a page did end the render, and in what words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from hframes.errors import PageError
from hframes.page.settings import StageSettings
from hframes.page.watch import PageWatch, page_place, page_stack
from hframes.report import PageFault
from hframes.serve import FolderServer


class Place(Protocol):
    """Where the page is: frame and time, as people read them, with a place in a file."""

    def __call__(self, file: str | None = None) -> str: ...


class Judge:
    """Looks at what was found since the last look.

    Args:
        watch: what the browser told of the page.
        server: what the page asked for.
        settings: whether missing files and page errors fail.
        place: see `Place`.
    """

    def __init__(self, watch: PageWatch, server: FolderServer, settings: StageSettings, place: Place) -> None:
        self._watch = watch
        self._server = server
        self._settings = settings
        self._place = place
        self._read = 0
        self._told: set[str] = set()

    def hear(self, faults: Iterable[dict[str, Any]]) -> None:
        """Raises for what the page's own guard told (`Fault` of runtime_js/host/realm.js): all of it is forbidden."""
        for fault in faults:
            what, hint = _FORBIDDEN[fault["kind"]]
            stack = page_stack(fault["stack"])
            told = f"{what}: {fault['detail']}" + (f"; {stack}" if stack else "")
            file = page_place(fault["stack"])
            raise PageError(told, where=self._place(file), hint=hint, kind=fault["kind"], file=file)

    def look(self) -> None:
        """Raises for what was found since the last look, as far as the settings say that it fails the render."""
        for path in self._server.refused:
            self._tell("refused-path", path, f"{path} is outside the composition's folder and was not served")
        for path in self._server.missing:
            self._tell("missing-file", path, f"{path} is missing: the page asked for it")
        faults = self._watch.faults[self._read :]
        self._read += len(faults)
        for fault in faults:
            if fault.kind in _FORBIDDEN:
                raise self._error(fault.message, fault, _FORBIDDEN[fault.kind][1])
            if fault.kind == "page-error" and self._settings.strict:
                raise self._error(f"The page threw an error: {fault.message}", fault, _HINTS[fault.kind])
            if fault.kind in _HINTS and fault.kind != "page-error" and not self._settings.best_effort:
                raise self._error(fault.message, fault, _HINTS[fault.kind])

    def _error(self, what: str, fault: PageFault, hint: str) -> PageError:
        return PageError(what, where=self._place(fault.where), hint=hint, kind=fault.kind, file=fault.where)

    def _tell(self, kind: str, path: str, message: str) -> None:
        if path not in self._told:
            self._told.add(path)
            self._watch.add(kind, message)


# What guard.js reports, and what a request's fault means for the person.
_FORBIDDEN = {
    "dialog": ("The page opened a dialog", "Nobody can answer it in a video; take it out"),
    "pop-up": ("The page opened a window", "Only one page can be filmed; take it out"),
    "close": ("The page closed its window", "Call hframes.end() to end the video"),
    "removal": ("The page took itself away", "Show and hide things inside the page instead"),
    "download": ("The page started a download", "Nobody is there to take the file; take it out"),
    "navigation": ("The page went to another address", "A composition stays on its page; show other parts in place"),
}
_HINTS = {
    "page-error": "Mend the page, or leave out --strict",
    "missing-file": "Put the file there or take out what asks for it; --best-effort renders without it",
    "refused-path": "Copy the file into the composition's folder; --best-effort renders without it",
    "blocked-request": "Copy it into the composition's folder, or --allow-network HOST; --best-effort renders without",
    "failed-request": "--best-effort renders without it",
}
