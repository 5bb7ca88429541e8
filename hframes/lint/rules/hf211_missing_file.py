"""HF211: files that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.foreign import is_load
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    for reference in project.references:
        if reference.is_missing and is_load(reference):
            yield Match(reference.place, f"There is no {reference.file or reference.address}")


RULE = Rule(
    code="HF211",
    name="missing-file",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="Addresses in the composition's folder under which there is no file.",
    why=(
        "The render stops at it: a page without one of its pictures, fonts or scripts is not the page that "
        "was meant. On disks that ignore case it works where it was written, and nowhere else."
    ),
    hint="Add the file, or mend the address: upper and lower case count",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<style>body { background: url(textures/paper.webp) }</style>
<h1>Thank you</h1>
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<style>body { background: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E") }</style>
<h1>Thank you</h1>
""",
    check=_check,
)
