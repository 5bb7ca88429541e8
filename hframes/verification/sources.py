"""Which sources of time and chance a page touched before a frame: one more render, in which the page is traced."""

from __future__ import annotations

import re
from contextlib import aclosing
from typing import Any
from urllib.parse import urlsplit

from hframes.encode import FramePool
from hframes.film import duration_of, film
from hframes.house import House, open_page
from hframes.page import Trace
from hframes.plan import Blueprint, segments
from hframes.serve import HOST, ORIGIN
from hframes.verification.findings import Source

_PLACE = re.compile(r"\b(https?|blob|data|about):\S*:\d+:\d+")


async def find_sources(house: House, blueprint: Blueprint, frame: int) -> tuple[Source, ...]:
    """What the page touches until a frame is shown: what the clock does not hold first, each in order of time.

    Raises:
        HframesError: the page can't be filmed that far.
    """
    requests = _Requests()
    session = house.window.session
    session.on("Network.requestWillBeSent", requests.hear)
    try:
        async with open_page(house, blueprint, trace=Trace.EVERYTHING) as (scene, _):
            loading = len(await scene.stage.touched())
            requests.is_loading = False
            await duration_of(scene, blueprint)
            plan = segments(range(frame, frame + 1), blueprint.rate)
            async with aclosing(film(scene, plan, FramePool(blueprint.video))) as shots:
                async for _ in shots:
                    pass
            touched = await scene.stage.touched()
            faults = scene.stage.report().of_kind("uncontrolled")
    finally:
        session.remove_listener("Network.requestWillBeSent", requests.hear)
    seconds = float(1 / blueprint.rate)
    # The first place where a source was touched says enough.
    firsts = {str(touch["name"]): place for place, touch in reversed([*enumerate(touched)])}
    found = [
        Source(
            name=str(touch["name"]),
            held=bool(touch["held"]),
            frame=-1 if place < loading else int(touch["frame"]),
            time=0.0 if place < loading else int(touch["frame"]) * seconds,
            stack=_calls(str(touch["stack"])),
        )
        for place, touch in enumerate(touched)
        if firsts[str(touch["name"])] == place
    ]
    found += [
        Source(name=fault.message, held=False, frame=fault.frame, time=fault.time, stack=fault.where or "")
        for fault in faults
    ]
    found += requests.found
    return tuple(sorted(found, key=lambda source: (source.held, source.frame)))


def _calls(stack: str) -> str:
    """A JavaScript stack in one line, without what hframes itself put into the page."""
    calls = [line.strip() for line in stack.splitlines() if _PLACE.search(line)]
    return " ".join(call.replace(f"{ORIGIN}/", "") for call in calls)


class _Requests:
    """Requests to other hosts, which may answer otherwise every time."""

    def __init__(self) -> None:
        self.is_loading = True
        self.found: list[Source] = []

    def hear(self, event: dict[str, Any]) -> None:
        url = str(event["request"]["url"])
        host = urlsplit(url).hostname
        name = f"an answer of {host} to {url[:200]}"
        if host in (None, HOST) or any(source.name == name for source in self.found):
            return
        calls = event.get("initiator", {}).get("stack", {}).get("callFrames", [])
        stack = "\n".join(
            f"at {call['functionName'] or 'top level'} "
            f"({call['url']}:{int(call['lineNumber']) + 1}:{int(call['columnNumber']) + 1})"
            for call in calls
        )
        # A page asks for most while it loads; the frame of a later request is not known here.
        self.found.append(Source(name=name, held=False, frame=-1, time=0.0, stack=_calls(stack)))
