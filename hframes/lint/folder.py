"""The composition's folder, for rules that ask what else is in it. Nothing outside of it is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 50_000_000


@dataclass(frozen=True)
class Folder:
    """A folder.

    Attributes:
        root: where it is; None where there is none, so that nothing is in it.
    """

    root: Path | None = None

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where it is not there, lies elsewhere by a link, or is too large.

        Args:
            path: POSIX path in the folder.
        """
        if self.root is None or not path or path.startswith("/"):
            return None
        try:
            root = self.root.resolve()
            file = (root / path).resolve(strict=True)
            if not file.is_relative_to(root) or not file.is_file() or file.stat().st_size > MOST_BYTES:
                return None
            return file.read_bytes()
        except (OSError, RuntimeError, ValueError):
            return None
