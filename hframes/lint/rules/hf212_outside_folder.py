"""HF212: files outside of the composition's folder."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.addresses import is_bare, is_in_reach, scheme_of
from hframes.lint.families.foreign import is_load
from hframes.lint.finding import Severity
from hframes.lint.project import Project, Reference
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    for reference in project.references:
        if _leads_out(reference) and is_load(reference):
            yield Match(reference.place, f"{reference.address} is not in the composition's folder")


def _leads_out(reference: Reference) -> bool:
    if scheme_of(reference.address) == "file":
        return True
    if reference.file is not None or reference.is_missing or not is_in_reach(reference.address):
        return False
    # A name that no import map knows leads nowhere.
    return reference.use != "module" or not is_bare(reference.address)


RULE = Rule(
    code="HF212",
    name="outside-folder",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="Addresses that lead out of the composition's folder: `../shared/logo.svg`, `file:///home/...`.",
    why=(
        "Only what is below the folder is served, so that a composition can be moved, and rendered "
        "elsewhere, as it is. The render stops at what is outside."
    ),
    hint="Copy the file into the folder, or render from a folder that holds both",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<img src="../shared/logo.svg" alt="Acme" width="400">
<img src="file:///home/anna/pictures/team.jpg" alt="The team">
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<img src="shared/logo.svg" alt="Acme" width="400">
<img src="pictures/../team.jpg" alt="The team">
""",
    check=_check,
)
