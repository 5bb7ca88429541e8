"""A finished file at its place, by fsspec where that is a URL: whole under its name, or not there."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from hframes.batch.extras import library
from hframes.composition.wording import cut
from hframes.errors import OutputError, SetupError

_LOCAL = ("file", "local", "memory", "sftp", "ssh", "ftp", "smb")
"""Where a file shows while it is being written; object stores show it when it is whole."""


def exists_at(url: str) -> bool:
    """Whether something is at a URL.

    Raises:
        SetupError: fsspec, or its library for this scheme, is not installed.
        OutputError: nobody can say: no access, no connection.
    """
    files, path = _place(url)
    try:
        return bool(files.exists(path))
    except Exception as error:  # every store has errors of its own
        raise OutputError(f"it can't be told what is there: {_told(error)}", where=_shown(url)) from None


def deliver(file: Path, url: str) -> None:
    """Copies a finished local file to a URL; under another name first where files show before they are whole.

    Raises:
        SetupError: fsspec, or its library for this scheme, is not installed.
        OutputError: the store refuses.
    """
    files, path = _place(url)
    scheme = url.partition("://")[0].lower()
    part = f"{path}.{secrets.token_hex(4)}.part" if scheme in _LOCAL else path
    try:
        if scheme in _LOCAL:
            files.makedirs(path.rpartition("/")[0], exist_ok=True)
        files.put_file(str(file), part)
        if part != path:
            files.mv(part, path)
    except Exception as error:  # every store has errors of its own
        if part != path:
            with suppress(Exception):
                files.rm(part)
        raise OutputError(f"the output can't be delivered: {_told(error)}", where=_shown(url)) from None


def _place(url: str) -> tuple[Any, str]:
    fsspec = library("fsspec", "remote", "writing to a URL")
    try:
        files, path = fsspec.core.url_to_fs(url)
    except ImportError as error:
        raise SetupError(f"writing to {url.partition('://')[0]}:// needs more: {_told(error)}") from None
    except Exception as error:  # every store has errors of its own
        raise OutputError(f"the output's URL can't be used: {_told(error)}", where=_shown(url)) from None
    return files, str(path)


def _told(error: Exception) -> str:
    return cut(" ".join(str(error).split()) or type(error).__name__, 300)


def _shown(url: str) -> str:
    """A URL without a user and password in it."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}"
