"""Opening a file of the user's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from hframes.errors import SourceError


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """A file of the user's, to be read.

    Raises:
        SourceError: it is not there, a folder, not readable.
    """
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - closed below; only its opening is translated
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"the data can't be read: {reason}", where=name) from None
    with file:
        yield file
