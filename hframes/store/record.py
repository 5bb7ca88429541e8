"""One file of the store: it says itself what it is, and proves that it is whole.

    hframes store 1 <SHA-256 of everything after this line>
    {"kind": "segment", ...}
    the segment's bytes

So the files are the truth: the index can be lost, and nothing that was cut, changed or half-written is ever used.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

FORMAT = 1
_MAGIC = f"hframes store {FORMAT} ".encode()
_FIRST_LINE = len(_MAGIC) + 64 + 1
LONGEST_HEADER = 4 << 20
_CHUNK = 1 << 20

# A link, a pipe or a device in a record's place is not opened, or opened without waiting for its other end.
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class BadRecordError(Exception):
    """The file is not a whole record; the message says what is wrong with it."""


@dataclass(frozen=True)
class Record:
    """A record as read.

    Attributes:
        header: what it says of itself. Somebody else may have written it: check each field.
        payload: bytes after the header.
        size: bytes of the whole file.
    """

    header: Mapping[str, Any]
    payload: int
    size: int


def read_record(path: Path, largest: int, into: BinaryIO | None = None) -> Record:
    """Reads a record from end to end and checks its digest.

    Args:
        largest: bytes; a longer file is not read.
        into: gets the payload. What it got counts only where this returns.

    Raises:
        FileNotFoundError: there is none.
        BadRecordError: it is damaged, or no record.
        OSError: `into` can't be written.
    """
    with _opened(path) as (file, size):
        if size > largest:
            raise BadRecordError(f"it is larger than the whole store may be: {size} bytes")
        told = _told_digest(file)
        digest = hashlib.sha256()
        line = _header_line(file)
        digest.update(line)
        payload = 0
        while chunk := _read(file, _CHUNK):
            digest.update(chunk)
            payload += len(chunk)
            if into is not None:
                into.write(chunk)
    if digest.hexdigest().encode() != told:
        raise BadRecordError("its bytes are not the ones that were written")
    return Record(_parsed(line), payload, size)


def read_header(path: Path) -> Record:
    """Reads only what a record says of itself; its digest is not checked.

    Raises:
        FileNotFoundError: there is none.
        BadRecordError: no record.
    """
    with _opened(path) as (file, size):
        _told_digest(file)
        line = _header_line(file)
        return Record(_parsed(line), size - _FIRST_LINE - len(line), size)


def write_record(part: Path, header: Mapping[str, Any], payload: Path | None) -> int:
    """Writes a record under a new name of its own, onto the disk; its size in bytes.

    Raises:
        OSError: full disk, no right to write, no such payload. Nothing stays.
        ValueError: the header is too long.
    """
    line = json.dumps(header, separators=(",", ":"), allow_nan=False).encode() + b"\n"
    if len(line) > LONGEST_HEADER:
        raise ValueError(f"{len(line)} bytes are too many to be noted")
    try:
        with open(part, "xb", opener=_private) as file:
            file.write(_MAGIC + b"0" * 64 + b"\n" + line)
            digest = hashlib.sha256(line)
            if payload is not None:
                with payload.open("rb") as source:
                    while chunk := source.read(_CHUNK):
                        digest.update(chunk)
                        file.write(chunk)
            size = file.tell()
            file.seek(len(_MAGIC))
            file.write(digest.hexdigest().encode())
            file.flush()
            os.fsync(file.fileno())
            return size
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def new_part(folder: Path) -> Path:
    """A name that nobody else has."""
    return folder / f"{secrets.token_hex(16)}.part"


def remove(path: Path) -> None:
    """Removes a file, a link, a pipe; a folder in a file's place only where it is empty. What can't be, stays."""
    with contextlib.suppress(OSError):
        try:
            path.unlink(missing_ok=True)
        except (IsADirectoryError, PermissionError):
            path.rmdir()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """An ordinary file to read, and its size."""
    try:
        handle = os.open(path, _READ)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise BadRecordError(f"it can't be opened: {error.strerror}") from error
    told = os.fstat(handle)
    if not stat.S_ISREG(told.st_mode):
        os.close(handle)
        raise BadRecordError("it is not a file")
    with os.fdopen(handle, "rb") as file:
        yield file, told.st_size


def _told_digest(file: IO[bytes]) -> bytes:
    first = _read(file, _FIRST_LINE)
    if len(first) != _FIRST_LINE or not first.startswith(_MAGIC) or not first.endswith(b"\n"):
        raise BadRecordError("it does not begin as a record does")
    return first[len(_MAGIC) : -1]


def _header_line(file: IO[bytes]) -> bytes:
    try:
        line = file.readline(LONGEST_HEADER)
    except OSError as error:
        raise BadRecordError(f"it can't be read: {error.strerror}") from error
    if not line.endswith(b"\n"):
        raise BadRecordError("it is cut short")
    return line


def _read(file: IO[bytes], count: int) -> bytes:
    try:
        return file.read(count)
    except OSError as error:
        raise BadRecordError(f"it can't be read: {error.strerror}") from error


def _parsed(line: bytes) -> Mapping[str, Any]:
    try:
        header = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadRecordError("what it says of itself can't be read") from error
    if not isinstance(header, dict):
        raise BadRecordError("what it says of itself can't be read")
    return header
