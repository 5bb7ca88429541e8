"""The JavaScript that runs in the page, put together from `runtime_js/` as it lies there: no build step."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

# Definitions first, `install` last; within one function scope, so that nothing but `window.hframes` reaches the page.
FILES = (
    "replace.js",
    "clock.js",
    "operations.js",
    "tasks.js",
    "date.js",
    "temporal.js",
    "performance.js",
    "events.js",
    "random.js",
    "keys.js",
    "timers.js",
    "environment.js",
    "devices.js",
    "surroundings.js",
    "entries.js",
    "observers.js",
    "scrolling.js",
    "scrollevents.js",
    "scrollcalls.js",
    "frames.js",
    "idle.js",
    "scheduler.js",
    "messages.js",
    "windowmessages.js",
    "broadcast.js",
    "promises.js",
    "bodies.js",
    "requests.js",
    "databases.js",
    "loads.js",
    "toggles.js",
    "scripts.js",
    "workers.js",
    "sharedworkers.js",
    "canvases.js",
    "styleevents.js",
    "shadows.js",
    "overlays.js",
    "addresses.js",
    "shownpictures.js",
    "picturerules.js",
    "picturestyles.js",
    "pictureattributes.js",
    "picturecanvas.js",
    "animations.js",
    "timelines.js",
    "viewtransitions.js",
    "smil.js",
    "smiltiming.js",
    "smilevents.js",
    "smilmoments.js",
    "ownframes.js",
    "subframes.js",
    "outside.js",
    "ready.js",
    "guard.js",
    "api.js",
    "properties.js",
    "realm.js",
    "windows.js",
    "turns.js",
    "stills.js",
    "rasters.js",
    "bake.js",
    "vectors.js",
    "pictures.js",
    "mail.js",
    "hub.js",
    "host.js",
    "install.js",
)
# Put into the page only where a difference between two renders is looked into.
TRACE_FILE = "trace.js"

# The same for a worker.
WORKER_FILES = (
    "replace.js",
    "clock.js",
    "operations.js",
    "tasks.js",
    "date.js",
    "temporal.js",
    "performance.js",
    "events.js",
    "random.js",
    "keys.js",
    "timers.js",
    "environment.js",
    "scheduler.js",
    "messages.js",
    "broadcast.js",
    "promises.js",
    "bodies.js",
    "requests.js",
    "databases.js",
    "workers.js",
    "canvases.js",
    "windows.js",
    "turns.js",
    "mail.js",
    "workerscope.js",
)


def runtime_folder() -> Path:
    """The folder of the JavaScript: inside the installed package, or beside it in a checkout."""
    packaged = Path(__file__).parent / "runtime_js"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "runtime_js"


@cache
def _sources(trace: bool) -> str:
    folder = runtime_folder()
    names = (TRACE_FILE, *FILES) if trace else FILES
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


def init_script(config: dict[str, Any]) -> str:
    """The script that every window of the browser runs before its own first one.

    Args:
        config: the `Config` of `runtime_js/realm.js`, as JSON can carry it, but for `workerScript`.
    """
    # JSON is not quite JavaScript inside a <script>, but this one is handed over as a string, where it is.
    sources = _sources(bool(config.get("trace")))
    whole = {**config, "workerScript": worker_script(config)}
    return f"(() => {{\n'use strict';\n{sources}\ninstall(window, {json.dumps(whole)});\n}})();"


def worker_script(config: dict[str, Any]) -> str:
    """What is put in front of a worker's own script: one line, so that the places in that script stay as they are.

    Args:
        config: as of `init_script`.
    """
    folder = runtime_folder()
    sources = "\n".join((folder / name).read_text(encoding="utf-8") for name in WORKER_FILES)
    # The source is handed to itself for the workers that a worker makes.
    source = f"(source => {{\n'use strict';\n{sources}\ninstallWorkerScope(self, {json.dumps(config)}, source);\n}})"
    return f"(source => (0, eval)(source)(source))({json.dumps(source)});"
