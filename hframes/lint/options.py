"""What the caller asks of the linter: on the command line, and in `hframes.toml` or `pyproject.toml`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, StrictBool, ValidationError, field_validator

from hframes.errors import UsageError
from hframes.lint.finding import Severity

_SELECTOR = re.compile(r"HF[0-9]{0,3}|[a-z][a-z0-9]*(-[a-z0-9]+)*")


def covers(selector: str, code: str, name: str) -> bool:
    """Whether a code ("HF101"), the beginning of one ("HF1") or a name ("wall-clock") means this rule."""
    return selector == name or (selector.startswith("HF") and code.startswith(selector))


class LintOptions(BaseModel):
    """What to look for, and what counts as a failure.

    Attributes:
        portable: judge pages that must be deterministic in a bare browser, too.
        select: only these rules: codes, beginnings of codes, or names. None at all: every rule that isn't silent.
        ignore: not these, whatever `select` says.
        strict: warnings count as errors.
        fail_on: the lightest finding that is a failure.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    portable: StrictBool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    strict: StrictBool = False
    fail_on: Severity = Severity.ERROR

    @field_validator("select", "ignore")
    @classmethod
    def _check_selectors(cls, selectors: tuple[str, ...]) -> tuple[str, ...]:
        for selector in selectors:
            if not _SELECTOR.fullmatch(selector):
                raise ValueError(f"{selector!r} is no code such as HF101 or HF1, and no name of a rule")
        return selectors

    @field_validator("fail_on")
    @classmethod
    def _check_fail_on(cls, severity: Severity) -> Severity:
        if severity is Severity.SILENT:
            raise ValueError("it is error, warning or note")
        return severity

    def wants(self, code: str, name: str) -> bool:
        """Whether a rule is selected and not ignored."""
        return (not self.select or self.names(code, name)) and not any(covers(one, code, name) for one in self.ignore)

    def names(self, code: str, name: str) -> bool:
        """Whether `select` has something that means this rule."""
        return any(covers(one, code, name) for one in self.select)


def read_options(start: Path) -> LintOptions:
    """What the nearest file says: `hframes.toml` with a table `lint`, or `pyproject.toml` with `tool.hframes.lint`.

    Args:
        start: the folder to look in first; then the folders above it.

    Raises:
        UsageError: the file can't be read, has a key that nobody knows, or a value of the wrong kind.
    """
    folder = start.resolve()
    for above in (folder, *folder.parents):
        for name, path in (("hframes.toml", ()), ("pyproject.toml", ("tool", "hframes"))):
            file = above / name
            table = _lint_table(file, path) if file.is_file() else None
            if table is not None:
                return _options_of(table, file, ".".join((*path, "lint")))
    return LintOptions()


def merged(options: LintOptions, **given: object) -> LintOptions:
    """Options of a file with those of the command line over them; None is what was not given.

    Raises:
        UsageError: a value is of the wrong kind.
    """
    said = {name: value for name, value in given.items() if value is not None}
    try:
        return LintOptions.model_validate({**options.model_dump(), **said})
    except ValidationError as error:
        name, what = _fault(error)
        raise UsageError(what, where=f"--{name}") from None


def _lint_table(file: Path, path: tuple[str, ...]) -> dict[str, Any] | None:
    """The table `lint` of the table at `path`; None where the file has none."""
    try:
        table: Any = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(f"The settings can't be read: {error.strerror}", where=str(file)) from None
    except ValueError as error:  # no TOML, or no UTF-8
        raise UsageError(f"The settings are not valid TOML: {error}", where=str(file)) from None
    for key in path:
        table = table.get(key)
        if table is None:
            return None
        if not isinstance(table, dict):
            raise _wrong(file, ".".join(path[: path.index(key) + 1]), "it is to be a table")
    for key in table:
        if key != "lint":
            raise _wrong(file, ".".join((*path, key)), "nobody knows this key", "The one table that is known is lint")
    found = table.get("lint")
    if found is not None and not isinstance(found, dict):
        raise _wrong(file, ".".join((*path, "lint")), "it is to be a table")
    return found


def _options_of(table: dict[str, Any], file: Path, prefix: str) -> LintOptions:
    known = {name.replace("_", "-"): name for name in LintOptions.model_fields}
    for key in table:
        if key not in known:
            hint = f"Known are {', '.join(known)}"
            raise _wrong(file, f"{prefix}.{key}", "nobody knows this key", hint)
    try:
        return LintOptions.model_validate({known[key]: value for key, value in table.items()})
    except ValidationError as error:
        name, what = _fault(error)
        raise _wrong(file, f"{prefix}.{name}", what) from None


def _fault(error: ValidationError) -> tuple[str, str]:
    """The option that is wrong, as people write it, and what is wrong with it."""
    first = error.errors()[0]
    said = first["msg"].removeprefix("Value error, ")
    return str(first["loc"][0]).replace("_", "-"), said[:1].lower() + said[1:] if said[1:2].islower() else said


def _wrong(file: Path, key: str, what: str, hint: str | None = None) -> UsageError:
    return UsageError(f"{key}: {what}", where=str(file), hint=hint)
