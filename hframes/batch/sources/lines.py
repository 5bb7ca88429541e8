"""Lines of a text file, decoded one by one, so that a fault has its line and memory holds one row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from hframes.errors import SourceError

_BOM = b"\xef\xbb\xbf"
_OTHER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def text_lines(file: BinaryIO, name: str, max_bytes: int) -> Iterator[str]:
    """Each line with its end, "\\n" or "\\r\\n"; a byte order mark is left out.

    Raises:
        SourceError: not UTF-8, a zero byte, a line over `max_bytes`, or the system fails to read.
    """
    number = 0
    while True:
        number += 1
        try:
            data = file.readline(max_bytes + 1)
        except OSError as error:
            raise SourceError(f"the data can't be read: {error.strerror}", where=f"{name}:{number}") from None
        if not data:
            return
        if number == 1:
            if data[:2] in _OTHER_MARKS:
                raise _not_utf8(f"{name} is {_OTHER_MARKS[data[:2]]} text, not UTF-8", None)
            data = data.removeprefix(_BOM)
        if len(data) > max_bytes:
            raise SourceError(f"a line is longer than {max_bytes:,} bytes", where=f"{name}:{number}")
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            what = f"byte {error.start + 1} of the line, 0x{data[error.start]:02x}, is not UTF-8 text"
            raise _not_utf8(what, f"{name}:{number}") from None
        if "\0" in text:
            raise SourceError("the line holds a zero byte, so this is not a text file", where=f"{name}:{number}")
        yield text


def _not_utf8(what: str, where: str | None) -> SourceError:
    return SourceError(what, where=where, hint="Save the file as UTF-8")
