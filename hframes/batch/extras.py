"""Libraries that only some sources need: asked for by name, and a missing one is an error with the command to type."""

from __future__ import annotations

import importlib
from typing import Any

from hframes.errors import SetupError


def library(module: str, extra: str, what_for: str) -> Any:
    """The module.

    Args:
        module: its import name.
        extra: which extra of hframes brings it.
        what_for: for the error, as in "reading a Parquet file".

    Raises:
        SetupError: it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != module.partition(".")[0]:
            raise
        raise SetupError(
            f"{what_for} needs {module.partition('.')[0]}, which is not installed",
            hint=f"Type: pip install 'hframes[{extra}]'",
        ) from None
