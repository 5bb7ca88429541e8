"""`hframes batch`."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hframes.cli import options
from hframes.cli.options import DEFAULTS, range_of, size_of
from hframes.cli.render import worker_count
from hframes.cli.speech import run, speaking
from hframes.composition import Composition, load_params_file, open_composition, parse_set
from hframes.errors import Interrupted, UsageError
from hframes.settings import RenderSettings

if TYPE_CHECKING:
    from hframes.batch import Prepared, Snapshot
    from hframes.batch.run import BatchPlan, Hook, Ledger, Tally

_DATA = "The rows"
_RUN = "The run"


def batch(
    context: typer.Context,
    template: Annotated[
        Path, typer.Argument(metavar="TEMPLATE", help="A composition with params: an .html or .svg file, or a folder.")
    ],
    data: Annotated[
        str,
        typer.Option(
            metavar="SOURCE", help="A file, a database's URL, an address, - for standard input.", rich_help_panel=_DATA
        ),
    ],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="NAME", help="Of each output, like 'out/{platform}/{sku}.mp4'.")
    ],
    query: Annotated[str | None, typer.Option(metavar="SQL", help="For a database.", rich_help_panel=_DATA)] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="NAME", help="Of the data, where its name does not say.", rich_help_panel=_DATA
        ),
    ] = None,
    data_path: Annotated[
        str | None, typer.Option(metavar="PATH", help="To the rows in a JSON document.", rich_help_panel=_DATA)
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(metavar="CHAR", help="Between the cells of a CSV.", rich_help_panel=_DATA)
    ] = None,
    other_hosts: Annotated[
        bool, typer.Option("--other-hosts", help="An address may lead on to another host.", rich_help_panel=_DATA)
    ] = False,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="PARAM=COLUMN", help="Where names differ. Repeatable.", rich_help_panel=_DATA),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(metavar="CONDITION", help='Only rows like "price > 10". Repeatable.', rich_help_panel=_DATA),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", help="Only the first rows that fit.", rich_help_panel=_DATA)
    ] = None,
    snapshot: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Where the rows are kept; default: beside the outputs.", rich_help_panel=_DATA
        ),
    ] = None,
    shuffle_preview: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Only stills of so many rows, taken by chance.", rich_help_panel=_RUN),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only check the rows and list the outputs.", rich_help_panel=_RUN)
    ] = False,
    workers: Annotated[
        str,
        typer.Option(
            metavar="auto|N", help="Browsers that render side by side; auto: by cores and memory.", rich_help_panel=_RUN
        ),
    ] = "auto",
    retries: Annotated[
        int,
        typer.Option(
            metavar="N", min=0, max=20, help="Further tries of a row that the machine failed.", rich_help_panel=_RUN
        ),
    ] = 2,
    on_done: Annotated[
        str | None,
        typer.Option(metavar="COMMAND", help="Run for each output, like 'upload {path} {sku}'.", rich_help_panel=_RUN),
    ] = None,
    fps: options.Fps = None,
    size: options.Size = None,
    duration: options.Duration = None,
    range_: options.Range = None,
    params: options.Params = None,
    set_: options.Set = None,
    quality: options.QualityOption = DEFAULTS.quality,
    capture: options.Capture = DEFAULTS.capture,
    seed: options.Seed = None,
    epoch: options.Epoch = DEFAULTS.epoch,
    timezone: options.Timezone = DEFAULTS.timezone,
    locale: options.Locale = DEFAULTS.locale,
    scale: options.Scale = DEFAULTS.scale,
    allow_network: options.AllowNetwork = None,
    best_effort: options.BestEffort = False,
    strict: options.Strict = False,
    force: options.ForceAll = False,
    no_sandbox: options.NoSandbox = False,
    frame_timeout: options.FrameTimeout = DEFAULTS.frame_timeout,
    reuse: options.Reuse = True,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Render a composition once for each row of some data.

    All rows are checked before anything is rendered, and kept in a snapshot beside the outputs. The same command again
    does only what is missing or has changed.

    Examples:

        hframes batch card/ --data shop.csv -o 'out/{platform}/{sku}.mp4'

        hframes batch card/ --data shop.csv -o 'out/{sku}.mp4' --shuffle-preview 5

        hframes batch card/ --data shop.sqlite --query 'SELECT * FROM cards' -o 'out/{sku}.mp4' --where 'price > 10'
    """
    with speaking(as_json=as_json, debug=bool(context.obj)):
        from hframes.batch import DataSource, Selection, Template, prepared_rows
        from hframes.batch.run import folder_of, parse_hook
        from hframes.rendering import MOST_WORKERS

        opened = open_composition(template)
        width, height = size_of(size)
        settings = RenderSettings(
            width=width,
            height=height,
            fps=fps,
            duration=duration,
            range=range_of(range_),
            seed=seed,
            epoch=epoch,
            timezone=timezone,
            locale=locale,
            scale=scale,
            quality=quality,
            capture=capture,
            allow_network=tuple(allow_network or ()),
            best_effort=best_effort,
            strict=strict,
            no_sandbox=no_sandbox,
            frame_timeout=frame_timeout,
        )
        schema = opened.header.params
        values = load_params_file(params) if params is not None else {}
        shared = Template(schema, values, [parse_set(text, schema) for text in set_ or ()])
        source = DataSource(data, query, format_, data_path, delimiter, other_hosts)
        selection = Selection(tuple(map_ or ()), tuple(where or ()), limit)
        job = _Job(opened, settings, output, folder_of(output), force, quiet, as_json, reuse)
        hook = parse_hook(on_done) if on_done is not None else None
        asked = worker_count(workers)
        if asked is not None and not 1 <= asked <= MOST_WORKERS:
            raise UsageError(f"{asked} is not a number of workers: 1 to {MOST_WORKERS}", where="--workers")
        with prepared_rows(source, shared, selection, sys.stdin.buffer) as prepared:
            if shuffle_preview is not None:
                job.preview(prepared, shuffle_preview)
                return
            job.run(prepared, hook, asked, retries, snapshot, dry_run=dry_run)


class _Job:
    """One call of the command."""

    def __init__(
        self,
        composition: Composition,
        settings: RenderSettings,
        output: str,
        folder: Path,
        force: bool,
        quiet: bool,
        as_json: bool,
        reuse: bool,
    ) -> None:
        self._reuse = reuse
        self._composition = composition
        self._settings = settings
        self._output = output
        self._folder = folder
        self._force = force
        self._quiet = quiet or as_json
        self._as_json = as_json

    def preview(self, prepared: Prepared, count: int) -> None:
        """Makes stills, and prints where they are."""
        from hframes.batch import output_names, pick
        from hframes.batch.run import FOLDER, previews

        rows = prepared.snapshot
        names = output_names(self._output, rows.rows())
        chosen = [(row, names[row.index - 1]) for row in pick(rows, count, self._settings.seed or 0)]
        made = run(previews(chosen, self._composition, self._settings, self._folder / FOLDER))
        failed = [one for one in made if one.still is None]
        if self._as_json:
            told = [
                {
                    "row": one.place,
                    "output": one.name,
                    "still": str(one.still) if one.still else None,
                    "error": one.error,
                }
                for one in made
            ]
            print(json.dumps({"preview": told}))
        else:
            for one in made:
                if one.still is not None:
                    print(_short(one.still))
        for one in failed:
            mark = typer.style("error: ", fg=typer.colors.RED, bold=True)
            typer.echo(f"{mark}{one.place} ({one.name}): {one.error}", err=True)
        if failed:
            raise typer.Exit(1)

    def run(
        self,
        prepared: Prepared,
        hook: Hook | None,
        asked: int | None,
        retries: int,
        kept: Path | None,
        *,
        dry_run: bool,
    ) -> None:
        """Renders what is missing or changed, or only says what that would be."""
        from hframes.batch import fields_of, publish
        from hframes.batch.run import draw_up_batch, ledger_path, open_ledger, peeked_ledger
        from hframes.cli.batch_report import tell_unused

        if not self._quiet:
            used = {name.partition(".")[0] for name in (*fields_of(self._output), *(hook.columns if hook else ()))}
            tell_unused(tuple(name for name in prepared.unused_columns if name not in used))
        path = ledger_path(self._output)
        with ExitStack() as stack:
            ledger = stack.enter_context(peeked_ledger(path))
            plan = draw_up_batch(
                prepared.snapshot,
                self._output,
                self._composition,
                self._settings,
                ledger,
                hook=hook,
                force=self._force,
            )
            if dry_run:
                self._list(plan)
                return
            ledger = ledger or stack.enter_context(open_ledger(path))
            target = kept or Path(_short(self._folder)) / f"rows-{prepared.snapshot.sha256[:12]}.jsonl"
            snapshot = publish(prepared.snapshot, target, force=self._force)
            self._render(plan, ledger, snapshot, asked, retries)

    def _list(self, plan: BatchPlan) -> None:
        from hframes.batch.run import Todo

        if self._as_json:
            rows = [{"row": task.place, "output": task.name, "todo": task.todo.value} for task in plan.tasks]
            print(json.dumps({"dry_run": rows}))
            return
        for task in plan.tasks:
            print(task.name)
        if not self._quiet:
            render, finish = plan.count(Todo.RENDER), plan.count(Todo.FINISH)
            told = f"{len(plan.tasks):,} rows: {render:,} to render"
            told += f", {finish:,} to finish" if finish else ""
            typer.echo(f"{told}, {plan.count(Todo.NOTHING):,} done before", err=True)

    def _render(self, plan: BatchPlan, ledger: Ledger, snapshot: Snapshot, asked: int | None, retries: int) -> None:
        import psutil

        from hframes.batch.run import BrowserRenderer, Persistence, Tally, Todo, choose_crew, run_batch
        from hframes.cli.batch_report import as_object, shown_batch, summarize, tell_failures

        rows = plan.count(Todo.RENDER)
        total = rows + plan.count(Todo.FINISH)
        crew = choose_crew(asked, total, cores=_cores(), memory=int(psutil.virtual_memory().available))
        tally = Tally(total, len(plan.tasks) - total)
        with shown_batch(self._quiet, total) as watcher, _telling_what_is_done(tally):
            tally.watcher = watcher
            run(
                run_batch(
                    plan,
                    ledger,
                    lambda: BrowserRenderer(self._composition, self._settings, crew.within, reuse=self._reuse),
                    crew.browsers,
                    tally,
                    Persistence(retries),
                )
            )
        if self._as_json:
            print(json.dumps(as_object(plan, tally, crew, snapshot)))
        elif not self._quiet:
            summarize(plan, tally, crew, snapshot, self._folder)
        else:
            tell_failures(tally)
        if tally.failures:
            raise typer.Exit(1)


@contextmanager
def _telling_what_is_done(tally: Tally) -> Iterator[None]:
    """Says, where a batch is interrupted, what of it the same command will find."""
    try:
        yield
    except (KeyboardInterrupt, asyncio.CancelledError):
        done = tally.done + tally.found
        rows = "1 row is" if done == 1 else f"{done:,} rows are"
        raise Interrupted(
            f"Interrupted: every process was ended; {rows} done of {tally.total + tally.found:,}",
            hint="The same command goes on from there",
        ) from None


def _cores() -> float:
    return float(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
