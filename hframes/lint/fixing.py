"""Mends files: only where a mend is safe, and each file in one step."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from hframes.errors import OutputError
from hframes.lint.finding import Finding, Fix

_MARK = b"\xef\xbb\xbf"


def apply_fixes(findings: Iterable[Finding], root: Path | None = None, within: Iterable[Path] = ()) -> int:
    """Writes the mends of findings into their files; of mends that overlap, the first one.

    Args:
        root: the folder that paths are told from; by default the one that we are in.
        within: folders, where nothing else may be written: a file that a link leads to elsewhere is left alone.

    Returns:
        How many mends were made.

    Raises:
        OutputError: a file can't be read or written; what was mended before it stays mended.
    """
    of_file: dict[str, set[Fix]] = {}
    for finding in findings:
        if finding.fix is not None:
            of_file.setdefault(finding.fix.file, set()).add(finding.fix)
    folders = tuple(within)
    return sum(_mend((root or Path()) / file, fixes, folders) for file, fixes in sorted(of_file.items()))


def mended(data: bytes, fixes: Iterable[Fix]) -> tuple[bytes, int]:
    """The bytes of a file with the mends that do not overlap, and how many these are."""
    parts: list[bytes] = []
    done: list[Fix] = []
    at = 0
    for fix in sorted(fixes, key=lambda fix: (fix.start, fix.end, fix.text)):
        same_place = bool(done) and done[-1].start == fix.start and done[-1].end == fix.end
        if not at <= fix.start <= fix.end <= len(data) or same_place:
            continue
        parts += [data[at : fix.start], fix.text.encode()]
        at = fix.end
        done.append(fix)
    return b"".join([*parts, data[at:]]), len(done)


def _mend(path: Path, fixes: Iterable[Fix], folders: Sequence[Path]) -> int:
    try:
        file = path.resolve(strict=True)  # a link stays a link
        if folders and not any(file.is_relative_to(folder.resolve()) for folder in folders):
            return 0
        before = file.read_bytes()
        mark = _MARK if before.startswith(_MARK) else b""
        data, count = mended(before.removeprefix(mark), fixes)
        if count:
            _replace(file, mark + data)
    except OSError as error:
        raise OutputError(f"The file can't be mended: {error.strerror}", where=str(path)) from error
    return count


def _replace(file: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name[:40]}.", suffix=".part")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(data)
            written.flush()
            os.fsync(written.fileno())
        shutil.copymode(file, beside)
        beside.replace(file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
