"""JSON text read piece by piece from a file, whose values Python's own parser frames: memory holds one value."""

from __future__ import annotations

import codecs
import json
import re
from typing import BinaryIO

from hframes.errors import SourceError

_CHUNK = 65_536
_OF_NUMBERS = re.compile(r"[0-9.eE+-]*")
_SPACE = re.compile(r"[ \t\r\n]*")
# Only ends are wanted of it; numbers and faults within values are judged where the values are read.
_FRAMES = json.JSONDecoder(parse_int=len, parse_float=len, strict=True)


class JsonStream:
    """Text of a file, with a place in it.

    Args:
        file: UTF-8, with or without a byte order mark.
        name: for errors.
        max_bytes: of one value; characters count, which are no more.
    """

    def __init__(self, file: BinaryIO, name: str, max_bytes: int) -> None:
        self._file = file
        self._name = name
        self._max = max_bytes
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._text = ""
        self._at = 0
        self._ended = False
        self._lines_before = 0
        self._column_before = 0

    def peek(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self, *expected: str) -> str:
        """The next character that is no space, which has to be one of these."""
        char = self.peek()
        if not char:
            raise self.fault("it ends before it is whole")
        if char not in expected:
            raise self.fault(f"'{char}' stands where {' or '.join(map(repr, expected))} is expected")
        self._at += 1
        return char

    def value(self) -> str:
        """The whole text of the value that is next."""
        if not self.peek():
            raise self.fault("it ends before it is whole")
        while True:
            end, fault = self._end()
            # A number may go on in what is not read yet: 12.5, or 12.5e3.
            if end is not None and (self._ended or not _OF_NUMBERS.fullmatch(self._text, end)):
                text = self._text[self._at : end]
                self._at = end
                return text
            if self._ended and fault is not None:
                raise self._malformed(fault)
            if len(self._text) - self._at > self._max:
                if fault is not None and fault.pos < len(self._text) - _CHUNK and "Unterminated" not in fault.msg:
                    raise self._malformed(fault)
                raise self.fault(f"a value is longer than {self._max:,} bytes")
            self._more()

    def end(self) -> None:
        """Nothing but space may follow."""
        if self.peek():
            raise self.fault("something follows the end of the document")

    def fault(self, what: str, at: int | None = None) -> SourceError:
        """An error with the line and column where it shows."""
        at = self._at if at is None else at
        line = self._lines_before + self._text.count("\n", 0, at) + 1
        newline = self._text.rfind("\n", 0, at)
        column = at - newline if newline >= 0 else self._column_before + at + 1
        return SourceError(f"the document is not valid JSON: {what}", where=f"{self._name}:{line}:{column}")

    def _end(self) -> tuple[int | None, json.JSONDecodeError | None]:
        try:
            return _FRAMES.raw_decode(self._text, self._at)[1], None
        except json.JSONDecodeError as error:
            return None, error
        except RecursionError:
            raise self.fault("it is nested too deeply") from None

    def _malformed(self, fault: json.JSONDecodeError) -> SourceError:
        if fault.pos >= len(self._text.rstrip()) or "Unterminated" in fault.msg:
            return self.fault("it ends before it is whole", fault.pos)
        return self.fault(fault.msg[0].lower() + fault.msg[1:], fault.pos)

    def _more(self) -> bool:
        """Reads on, twice as much as is waiting; what was passed is let go."""
        if self._ended:
            return False
        newline = self._text.rfind("\n", 0, self._at)
        self._column_before = self._at - newline - 1 if newline >= 0 else self._column_before + self._at
        self._lines_before += self._text.count("\n", 0, self._at)
        self._text, self._at = self._text[self._at :], 0
        try:
            data = self._file.read(max(_CHUNK, len(self._text)))
            self._text += self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            line = self._lines_before + self._text.count("\n") + error.object.count(b"\n", 0, error.start) + 1
            what = f"the byte 0x{error.object[error.start]:02x} is not UTF-8 text"
            raise SourceError(what, where=f"{self._name}:{line}", hint="Save the file as UTF-8") from None
        except OSError as error:
            raise SourceError(f"the data can't be read: {error.strerror}", where=self._name) from None
        self._ended = not data
        return True
