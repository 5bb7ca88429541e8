"""The command that is run for each finished output. No shell reads it: what comes from data is never more than text."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import shutil
import signal
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from string import Formatter
from typing import IO

from hframes.batch.names import field_text
from hframes.batch.snapshot import FrozenRow
from hframes.composition.wording import cut, shown
from hframes.errors import DataError, HframesError

HOOK_SECONDS = 600.0
PATH = "path"
_LAST_BYTES = 2000


class HookError(HframesError):
    """The command of a row failed."""


@dataclass(frozen=True)
class Hook:
    """A command, cut into its arguments; the text of each is a template over the row.

    Attributes:
        arguments: for each, its pieces: literal text, and a field's column and format or None.
    """

    arguments: tuple[tuple[tuple[str, str | None, str], ...], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it names."""
        named = (column for pieces in self.arguments for _, column, _ in pieces)
        return tuple(dict.fromkeys(name for name in named if name is not None and name != PATH))

    def words(self, row: FrozenRow, path: str) -> list[str]:
        """The arguments for one row.

        Args:
            path: of its output, absolute, or its URL.

        Raises:
            ValueError: a column is not there or empty; an argument would be taken for an option.
        """
        return [self._word(pieces, row, path) for pieces in self.arguments]

    def _word(self, pieces: Sequence[tuple[str, str | None, str]], row: FrozenRow, path: str) -> str:
        word = ""
        for literal, column, spec in pieces:
            word += literal
            if column is None:
                continue
            text = path if column == PATH else field_text(column, spec, row)
            if "\0" in text:
                raise ValueError(f"{{{column}}} has a NUL character, which no command can be given")
            if not word and text.startswith("-") and column != PATH:
                raise ValueError(f"{{{column}}} is {shown(text)}: as an argument of its own it would be an option")
            word += text
        return word


def parse_hook(command: str) -> Hook:
    """Cuts a command as a shell would, once; then finds the fields in each argument.

    Raises:
        DataError: it can't be cut; it is empty; the program comes from a field, or is not there.
    """
    try:
        words = shlex.split(command)
        arguments = tuple(tuple(_pieces(word)) for word in words)
    except ValueError as error:
        raise DataError(f"--on-done {shown(command)} can't be read: {error}") from None
    if not arguments:
        raise DataError("--on-done is empty", hint="Write it like 'upload {path} --name {sku}'")
    if any(column is not None for _, column, _ in arguments[0]):
        raise DataError("--on-done begins with a field: data can't say which program is run")
    program = "".join(literal for literal, _, _ in arguments[0])
    if shutil.which(program) is None:
        raise DataError(f"--on-done names the program {shown(program)}, which is not there")
    return Hook(arguments)


def check_hook(hook: Hook, row: FrozenRow, path: str) -> str | None:
    """What is wrong with the command for a row, before anything is rendered; None for nothing."""
    try:
        hook.words(row, path)
    except ValueError as error:
        return f"{row.place}, --on-done: {error}"
    return None


async def run_hook(words: Sequence[str], patience: float = HOOK_SECONDS) -> None:
    """Runs a command to its end; where we are ended before it, so is everything that it has started.

    Raises:
        HookError: it does not start, ends with another code than 0, or takes too long.
    """
    with tempfile.TemporaryFile() as said:
        try:
            process = await asyncio.create_subprocess_exec(
                *words, stdin=asyncio.subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
            )
        except OSError as error:
            raise HookError(f"--on-done could not be started: {error.strerror}", where=words[0]) from None
        try:
            async with asyncio.timeout(patience):
                code = await process.wait()
        except TimeoutError:
            raise HookError(f"--on-done was stopped after {patience:g} s", where=words[0]) from None
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
        if code != 0:
            ended = f"ended with exit code {code}" if code > 0 else f"was killed by signal {-code}"
            raise HookError(f"--on-done {ended}{_last_words(said)}", where=words[0])


def _pieces(word: str) -> list[tuple[str, str | None, str]]:
    pieces = []
    for literal, column, spec, conversion in Formatter().parse(word):
        if column is not None and (conversion or not column.strip()):
            raise ValueError("a field is no column; write it like {sku}, and a brace itself twice")
        pieces.append((literal, column.strip() if column is not None else None, spec or ""))
    return pieces or [("", None, "")]


def _last_words(said: IO[bytes]) -> str:
    size = said.seek(0, os.SEEK_END)
    said.seek(max(0, size - _LAST_BYTES))
    lines = [line.strip() for line in said.read().decode("utf-8", "replace").splitlines() if line.strip()]
    return f": {cut(''.join(c for c in lines[-1] if c.isprintable()), 200)}" if lines else ""
