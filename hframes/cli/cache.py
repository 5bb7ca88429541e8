"""`hframes cache`: what the store of encoded segments holds, and how it is emptied."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hframes.cli.options import Json
from hframes.cli.speech import speaking
from hframes.errors import OutputError, StoreError, UsageError

if TYPE_CHECKING:
    from hframes.store import Entry, Freed, SegmentStore

cache = typer.Typer(
    name="cache",
    help="Look into the store of encoded segments, or make room in it.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

_AGES = ((86400 * 2, 86400, "days"), (3600 * 2, 3600, "hours"), (60 * 2, 60, "minutes"))


@cache.command()
def ls(
    context: typer.Context,
    segments: Annotated[bool, typer.Option("--segments", help="A line for each segment, not for each video.")] = False,
    as_json: Json = False,
) -> None:
    """List what the store holds, what was used last first.

    Example:

        hframes cache ls --segments
    """
    with speaking(as_json=as_json, debug=bool(context.obj)), _opened() as store:
        entries = store.entries()
        if as_json:
            told = {"folder": str(store.folder), "size": store.total(), "limit": store.limit}
            print(json.dumps({**told, "segments": [_as_object(entry) for entry in entries]}))
        else:
            _show(store, entries, each=segments)


@cache.command()
def prune(
    context: typer.Context,
    to: Annotated[
        str | None, typer.Option(metavar="SIZE", help="What may stay, like 2GB. Default: the store's limit.")
    ] = None,
    older_than: Annotated[
        str | None, typer.Option(metavar="AGE", help="Also what was not used for so long, like 30d, 12h, 2w.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Remove the segments that were not used for longest, and whatever killed renders left in the store.

    Example:

        hframes cache prune --to 2GB --older-than 30d
    """
    with speaking(as_json=as_json, debug=bool(context.obj)):
        from hframes.store import parse_age, parse_size

        size = None if to is None else parse_size(to, where="--to")
        age = None if older_than is None else parse_age(older_than, where="--older-than")
        with _opened() as store:
            _tell(store.prune(to=size, older_than=age), as_json=as_json)


@cache.command()
def clear(
    context: typer.Context,
    force: Annotated[bool, typer.Option("--force", "-f", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Remove everything from the store. Renders that run go on, and fill it again.

    Example:

        hframes cache clear --force
    """
    with speaking(as_json=as_json, debug=bool(context.obj)):
        folder = _folder()
        if not force and not _agreed(folder):
            raise UsageError("Nothing was removed", where=str(folder), hint="Use --force to empty the store")
        from hframes.store import Freed, Layout

        layout = Layout(folder)
        records = [path for _, path in (*layout.segments(), *layout.plans())]
        freed = Freed(len(layout.segments()), sum(path.lstat().st_size for path in records))
        try:
            layout.clear()
        except OSError as error:
            raise OutputError(f"The store can't be emptied: {error.strerror}", where=str(folder)) from error
        _tell(freed, as_json=as_json)


def _folder() -> Path:
    from hframes.store import store_settings

    folder = store_settings(os.environ).folder
    if folder is None:
        raise StoreError("There is no home folder, so there is no store", hint="Set HFRAMES_CACHE to a folder")
    return folder


@contextmanager
def _opened() -> Iterator[SegmentStore]:
    from hframes.store import SegmentStore, store_settings

    with closing(SegmentStore(_folder(), store_settings(os.environ).limit)) as store:
        yield store


def _agreed(folder: Path) -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return typer.confirm(f"Remove every segment in {folder}?", err=True)


def _as_object(entry: Entry) -> dict[str, Any]:
    told = {"key": entry.key, "size": entry.size, "label": entry.label, "hits": entry.hits}
    return {**told, "made": _moment(entry.made), "used": _moment(entry.used)}


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _tell(freed: Freed, *, as_json: bool) -> None:
    from rich.filesize import decimal

    if as_json:
        print(json.dumps({"removed": {"segments": freed.segments, "size": freed.size}}))
    else:
        print(f"{_counted(freed.segments)} removed, {decimal(freed.size)}")


def _show(store: SegmentStore, entries: Sequence[Entry], *, each: bool) -> None:
    from rich.console import Console
    from rich.filesize import decimal
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("segment" if each else "segments", overflow="fold")
    for heading in ("size", "taken"):
        table.add_column(heading, justify="right")
    for heading in ("last use", "video"):
        table.add_column(heading, overflow="fold")
    rows: dict[str, list[Entry]] = {}
    for entry in entries:
        rows.setdefault(entry.key if each else entry.label, []).append(entry)
    for row in rows.values():
        first = row[0].key[:16] if each else str(len(row))
        size, hits = sum(entry.size for entry in row), sum(entry.hits for entry in row)
        table.add_row(first, decimal(size), f"{hits}×", _ago(row[0].used), escape(row[0].label))
    console = Console()
    if entries:
        console.print(table)
    console.print(
        f"{_counted(len(entries))}, {decimal(store.total())} of {decimal(store.limit)}, in {store.folder}",
        soft_wrap=True,
        markup=False,
        highlight=False,
    )


def _counted(segments: int) -> str:
    return f"{segments} segment{'' if segments == 1 else 's'}"


def _ago(moment: float) -> str:
    seconds = max(0.0, time.time() - moment)
    return next((f"{seconds / unit:.0f} {name} ago" for least, unit, name in _AGES if seconds >= least), "just now")
