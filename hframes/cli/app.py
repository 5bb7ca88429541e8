"""The `hframes` command and its subcommands."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from hframes.cli.batch import batch
from hframes.cli.cache import cache
from hframes.cli.diff import diff
from hframes.cli.doctor import doctor
from hframes.cli.frame import frame
from hframes.cli.inspect import inspect
from hframes.cli.lint import lint
from hframes.cli.render import render
from hframes.cli.rule import rule
from hframes.cli.setup import setup
from hframes.cli.sheet import sheet
from hframes.cli.verify import verify

app = typer.Typer(
    name="hframes",
    help="Turns a web page into video, frame by frame, exactly.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(version("hframes"))
        raise typer.Exit


@app.callback()
def hframes(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="Show Python's traceback of an error.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Turns a web page into video, frame by frame, exactly."""
    context.obj = debug


app.command()(render)
app.command()(batch)
app.command()(frame)
app.command()(inspect)
app.command()(sheet)
app.command()(verify)
app.command()(diff)
app.command()(lint)
app.command()(rule)
app.add_typer(cache)
app.command()(setup)
app.command()(doctor)
