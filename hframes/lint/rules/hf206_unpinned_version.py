"""HF206: packages of a CDN whose version is left open."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.addresses import floating_package
from hframes.lint.families.copies import copy_of, pinned
from hframes.lint.families.foreign import USES, Load, foreign_loads
from hframes.lint.families.integrity import fits
from hframes.lint.families.requests import foreign_requests
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    seen: set[tuple[str, int]] = set()
    for load in (*foreign_loads(project, USES), *foreign_requests(project)):
        package = floating_package(load.address) if load.is_whole else None
        at = (load.place.file.path, load.place.start)
        if package is None or at in seen:
            continue
        seen.add(at)
        asked = f"{package.name}@{package.version}" if package.version else package.name
        message = f"What {load.host} has as {asked} is something else after the next release"
        yield Match(load.place, message, instead=_pinned(project, load))


def _pinned(project: Project, load: Load) -> str | None:
    """What stands there, with the version that is in the folder; None where a hash stands in the way."""
    written = load.place.text
    address = pinned(project.folder, load.address)
    if address is None or written.count(load.address) != 1:
        return None
    element = None if load.reference is None else load.reference.element
    integrity = "" if element is None else element.get("integrity") or ""
    copy = copy_of(project.folder, address) if integrity else None
    if integrity and (copy is None or not fits(integrity, copy.data)):
        return None
    return written.replace(load.address, address)


RULE = Rule(
    code="HF206",
    name="unpinned-version",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="Addresses of a CDN without an exact version: `gsap@3`, `three@latest`, `d3`.",
    why=(
        "The host answers with the newest version that fits. The page is another one on the day that its "
        "author publishes something, and a hash in `integrity` then keeps it from loading at all."
    ),
    hint="Name all three numbers of the version, or better: put a copy into the composition's folder",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<script src="https://cdn.jsdelivr.net/npm/gsap@3/dist/gsap.min.js" crossorigin="anonymous"
  integrity="sha384-d+vyQ0dYcymoP8ndq2hW7FGC50nqGdXUEgoOUGxbbkAJwZqL7h+jKN0GGgn9hFDS"></script>
<h1>Release notes</h1>
<script>gsap.from("h1", {x: -200, duration: 0.8})</script>
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<script src="https://cdn.jsdelivr.net/npm/gsap@3.12.5/dist/gsap.min.js" crossorigin="anonymous"
  integrity="sha384-d+vyQ0dYcymoP8ndq2hW7FGC50nqGdXUEgoOUGxbbkAJwZqL7h+jKN0GGgn9hFDS"></script>
<h1>Release notes</h1>
<script>gsap.from("h1", {x: -200, duration: 0.8})</script>
""",
    check=_check,
)
