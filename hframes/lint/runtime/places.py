"""Where something is in the files of a composition, given where it is in what was served."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from hframes.held_scripts import original_column
from hframes.lint.runtime.seen import At
from hframes.parsing import MOST_BYTES
from hframes.serve import ORIGIN

_CALL = re.compile(r"^ +at (?:.*? \()?(?:async )?(\S+?):(\d+):(\d+)\)?$")
_INDEX = "index.html"
_PAGES = (".html", ".htm")


@dataclass(frozen=True)
class Served:
    """How files of the folder were served, as POSIX paths.

    Attributes:
        held: those with their `import()` held.
        workers: how many UTF-16 code units stand before the script of a worker, on its first line.
    """

    held: frozenset[str] = frozenset()
    workers: Mapping[str, int] = field(default_factory=dict)


class Places:
    """The places of one composition.

    Args:
        root: its folder.
        entry: its page, a POSIX path in the folder.
    """

    def __init__(self, root: Path, entry: str, served: Served) -> None:
        self._root = root.resolve()
        self._entry = entry
        self._served = served
        self._texts: dict[str, bytes | None] = {}

    def read(self, file: str) -> bytes | None:
        """A file of the folder without its byte order mark; None where there is none that may be read."""
        if file not in self._texts:
            self._texts[file] = self._read(file)
        return self._texts[file]

    def of_stack(self, stack: str, *, worker: bool = False) -> At | None:
        """The first call of a JavaScript stack that is in a file of the folder."""
        for url, line, column in _calls(stack):
            at = self.of_address(url, line, column, worker=worker)
            if at is not None:
                return at
        return None

    def of_address(self, url: str, line: int, column: int, *, worker: bool = False) -> At | None:
        """A place in what was served under an address.

        Args:
            line, column: 1-based, the column in UTF-16 code units.
            worker: whether it was served as the script of a worker.
        """
        file = self.file_of(url)
        return None if file is None else self.of_file(file, line, column, worker=worker)

    def file_of(self, url: str) -> str | None:
        """The file of the folder that an address leads to."""
        if not url.startswith(ORIGIN + "/"):
            return None
        path = unquote(urlsplit(url).path).lstrip("/")
        if not path or path.endswith("/"):
            path += _INDEX
        if self.read(path) is None and self.read(f"{path}/{_INDEX}") is not None:
            path = f"{path}/{_INDEX}"
        return path if self.read(path) is not None else None

    def of_file(self, file: str, line: int, column: int, *, worker: bool = False) -> At | None:
        """As `of_address`, given the file."""
        text = self.read(file)
        if text is None or line < 1:
            return None
        if worker and line == 1 and file in self._served.workers:
            column -= self._served.workers[file]
            if column < 1:
                return None  # in what hframes has put there
        if file in self._served.held or worker:
            column = original_column(text, line, column, is_document=file.lower().endswith(_PAGES))
        return At(file, line, _characters(_line(text, line), column))

    def of_text(self, attribute: str) -> At | None:
        """Where the value of an attribute stands in the page, as it is written there."""
        page = self.read(self._entry) or b""
        for quote in ("'", '"'):
            at = page.find(f"{quote}{attribute}{quote}".encode()) if attribute else -1
            if at >= 0:
                before = page[: at + 1]
                return At(
                    self._entry, before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode(errors="replace")) + 1
                )
        return None

    def _read(self, file: str) -> bytes | None:
        try:
            path = (self._root / file).resolve()
            if not path.is_relative_to(self._root) or not path.is_file() or path.stat().st_size > MOST_BYTES:
                return None
            return path.read_bytes().removeprefix(b"\xef\xbb\xbf")
        except (OSError, RuntimeError, ValueError):
            return None


def _calls(stack: str) -> Iterator[tuple[str, int, int]]:
    """Address, line and column of each call in a stack."""
    for text in stack.splitlines():
        found = _CALL.match(text)
        if found is not None and len(found[2]) < 10 and len(found[3]) < 10:
            yield found[1].rpartition("(")[2] if "(" in found[1] else found[1], int(found[2]), int(found[3])


def _line(text: bytes, number: int) -> bytes:
    begin = 0
    for _ in range(number - 1):
        begin = text.find(b"\n", begin) + 1
        if begin == 0:
            return b""
    end = text.find(b"\n", begin)
    return text[begin:] if end < 0 else text[begin:end]


def _characters(line: bytes, column: int) -> int:
    """A column in characters, given in UTF-16 code units."""
    if line.isascii():
        return max(column, 1)
    units = line.decode(errors="replace").encode("utf-16-le")[: 2 * max(column - 1, 0)]
    return len(units.decode("utf-16-le", "replace")) + 1
