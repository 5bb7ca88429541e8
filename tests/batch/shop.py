"""A batch for tests whose rows are rendered by nobody: a file with the params in it, or whatever goes wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hframes.batch import DataSource, Selection, Template, prepared_rows
from hframes.batch.run import (
    BatchPlan,
    Made,
    Persistence,
    Tally,
    Todo,
    draw_up_batch,
    ledger_path,
    open_ledger,
    parse_hook,
    run_batch,
)
from hframes.composition import open_composition
from hframes.progress import Progress, Watcher
from hframes.settings import RenderSettings
from hframes.workers.identity import FileHashes

PAGE = """<!doctype html><script type="application/json" id="hframes">
{"width": 160, "height": 90, "fps": 10, "duration": 1, "params": {"properties": {"title": {"type": "string"}}}}
</script><p>x"""
Mishap = Callable[[int], None]


@dataclass
class Shop:
    """A template, rows, and what became of them.

    Attributes:
        mishaps: by title, what is called instead of a render, with the number of the try; it raises, or lets it be.
        rendered: titles, in the order in which they were begun.
        closed: how often a browser was given up.
    """

    folder: Path
    output: str = "out/{sku}.mp4"
    settings: RenderSettings = field(default_factory=RenderSettings)
    mishaps: dict[str, Mishap] = field(default_factory=dict)
    rendered: list[str] = field(default_factory=list)
    closed: int = 0
    pause: float = 0.0

    def __post_init__(self) -> None:
        (self.folder / "card").mkdir()
        (self.folder / "card/index.html").write_text(PAGE)
        (self.folder / "card/style.css").write_text("p { color: red }")
        self.rows(a="One", b="Two", c="Three")

    def rows(self, **titles: str) -> None:
        lines = [json.dumps({"sku": sku, "title": title}) for sku, title in titles.items()]
        (self.folder / "shop.jsonl").write_text("\n".join(lines))

    def plan(self, use: Callable[[BatchPlan, Any], Tally], *, force: bool = False, on_done: str | None = None) -> Tally:
        composition = open_composition(self.folder / "card")
        source = DataSource(str(self.folder / "shop.jsonl"))
        template = Template(composition.header.params, {})
        with prepared_rows(source, template, Selection()) as prepared, open_ledger(self.ledger) as ledger:
            hook = parse_hook(on_done) if on_done is not None else None
            plan = draw_up_batch(
                prepared.snapshot, self.output, composition, self.settings, ledger, hook=hook, force=force
            )
            return use(plan, ledger)

    @property
    def ledger(self) -> Path:
        return ledger_path(self.output)

    def run(self, *, browsers: int = 1, retries: int = 1, tally: Tally | None = None, **planned: Any) -> Tally:
        """Does what there is to do; `rendered` is of this run alone."""
        self.rendered.clear()

        def use(plan: BatchPlan, ledger: Any) -> Tally:
            total = len(plan.tasks) - plan.count(Todo.NOTHING)
            made = tally or Tally(total, plan.count(Todo.NOTHING))
            hire = lambda: _Fake(self)  # noqa: E731
            asyncio.run(run_batch(plan, ledger, hire, browsers, made, Persistence(retries, pause=0)))
            return made

        return self.plan(use, **planned)

    def states(self) -> dict[str, str]:
        """What the ledger says of each output."""
        with open_ledger(self.ledger) as ledger:
            names = [name for (name,) in ledger._do("SELECT name FROM outputs ORDER BY name", ()).fetchall()]
            found = {name: ledger.record(name) for name in names}
        return {name: record.state.value for name, record in found.items() if record is not None}

    def files(self) -> list[str]:
        out = self.folder / "out"
        return sorted(file.relative_to(out).as_posix() for file in out.rglob("*.mp4"))


class _Fake:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._tries: dict[str, int] = {}

    async def render(self, params: dict[str, Any], output: Path, watcher: Watcher, *, replace: bool) -> Made:
        title = str(params["title"])
        self._shop.rendered.append(title)
        watcher(Progress(5, 10, 0.1, "page"))
        if title in self._shop.mishaps:
            self._tries[title] = self._tries.get(title, 0) + 1
            self._shop.mishaps[title](self._tries[title])
        await asyncio.sleep(self._shop.pause)
        return self._write(params, output, replace)

    def _write(self, params: dict[str, Any], output: Path, replace: bool) -> Made:
        assert replace or not output.exists()
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(json.dumps(params))
        files = FileHashes(self._shop.folder / "card").of(["index.html", "style.css"])
        return Made(output.stat().st_size, 10, files)

    async def close(self) -> None:
        self._shop.closed += 1
