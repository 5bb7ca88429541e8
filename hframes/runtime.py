"""The JavaScript that runs in the page, put together from `runtime_js/` as it lies there: no build step."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

# Definitions first, `install` last; within one function scope, so that nothing but `window.hframes` reaches the page.
FILES = (
    "host/replace.js",
    "time/clock.js",
    "work/operations.js",
    "host/tasks.js",
    "time/date.js",
    "time/temporal.js",
    "time/performance.js",
    "time/events.js",
    "chance/random.js",
    "chance/keys.js",
    "time/timers.js",
    "environment/environment.js",
    "environment/devices.js",
    "environment/surroundings.js",
    "time/entries.js",
    "scrolling/observers.js",
    "scrolling/scrolling.js",
    "scrolling/scrollevents.js",
    "scrolling/scrollcalls.js",
    "time/frames.js",
    "time/idle.js",
    "work/scheduler.js",
    "work/messages.js",
    "work/windowmessages.js",
    "work/broadcast.js",
    "work/promises.js",
    "work/bodies.js",
    "work/requests.js",
    "work/databases.js",
    "work/loads.js",
    "work/toggles.js",
    "work/scripts.js",
    "work/imports.js",
    "workers/workers.js",
    "workers/sharedworkers.js",
    "workers/canvases.js",
    "animation/styleevents.js",
    "animation/shadows.js",
    "pictures/overlays.js",
    "pictures/addresses.js",
    "pictures/shownpictures.js",
    "pictures/picturerules.js",
    "pictures/picturestyles.js",
    "pictures/pictureattributes.js",
    "pictures/picturecanvas.js",
    "animation/animations.js",
    "animation/timelines.js",
    "animation/viewtransitions.js",
    "animation/smil.js",
    "animation/smiltiming.js",
    "animation/smilevents.js",
    "animation/smilmoments.js",
    "page/ownframes.js",
    "page/subframes.js",
    "page/outside.js",
    "page/ready.js",
    "page/guard.js",
    "page/api.js",
    "page/properties.js",
    "host/realm.js",
    "host/windows.js",
    "host/turns.js",
    "pictures/stills.js",
    "pictures/rasters.js",
    "pictures/bake.js",
    "pictures/vectors.js",
    "pictures/pictures.js",
    "workers/mail.js",
    "workers/hub.js",
    "host/rendering.js",
    "host/moments.js",
    "host/host.js",
    "host/install.js",
)
# Put into pages and workers where what they touch is recorded.
TRACE_FILE = "page/trace.js"

# The same for a worker.
WORKER_FILES = (
    "host/replace.js",
    "time/clock.js",
    "work/operations.js",
    "host/tasks.js",
    "time/date.js",
    "time/temporal.js",
    "time/performance.js",
    "time/events.js",
    "chance/random.js",
    "chance/keys.js",
    "time/timers.js",
    "environment/environment.js",
    "work/scheduler.js",
    "work/messages.js",
    "work/broadcast.js",
    "work/promises.js",
    "work/bodies.js",
    "work/requests.js",
    "work/databases.js",
    "work/imports.js",
    "workers/workers.js",
    "workers/canvases.js",
    "host/windows.js",
    "host/turns.js",
    "workers/mail.js",
    "workers/workerscope.js",
)


def runtime_folder() -> Path:
    """The folder of the JavaScript: inside the installed package, or beside it in a checkout."""
    packaged = Path(__file__).parent / "runtime_js"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "runtime_js"


@cache
def _sources(files: tuple[str, ...], trace: bool) -> str:
    folder = runtime_folder()
    names = (TRACE_FILE, *files) if trace else files
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


def init_script(config: dict[str, Any]) -> str:
    """The script that every window of the browser runs before its own first one.

    Args:
        config: the `Config` of `runtime_js/host/realm.js`, as JSON can carry it, but for `workerScript`.
    """
    # JSON is not quite JavaScript inside a <script>, but this one is handed over as a string, where it is.
    sources = _sources(FILES, bool(config.get("trace")))
    whole = {**config, "workerScript": worker_script(config)}
    return f"(() => {{\n'use strict';\n{sources}\ninstall(window, {json.dumps(whole)});\n}})();"


def worker_script(config: dict[str, Any]) -> str:
    """What is put in front of a worker's own script: one line, so that the places in that script stay as they are.

    Args:
        config: as of `init_script`.
    """
    sources = _sources(WORKER_FILES, bool(config.get("trace")))
    # The source is handed to itself for the workers that a worker makes.
    source = f"(source => {{\n'use strict';\n{sources}\ninstallWorkerScope(self, {json.dumps(config)}, source);\n}})"
    return f"(source => (0, eval)(source)(source))({json.dumps(source)});"
