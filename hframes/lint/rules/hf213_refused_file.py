"""HF213: files that the browser refuses, for their hash."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.hashed import refused_files
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    for place, file in refused_files(project):
        yield Match(place, f"The hash of {file} is another one: the browser refuses the file")


RULE = Rule(
    code="HF213",
    name="refused-file",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="`integrity` of a file of the folder whose content has another hash.",
    why="The browser then does not run the script or use the style, and says so only in its console. Either the file "
    "was changed on purpose and the hash is an old one, or nobody wanted the change: only a person can tell.",
    hint="Look at what changed in the file; then take `integrity` away, or write the file's own hash",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<script src="points.js" integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"></script>
<h1>Release notes</h1>
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<script src="points.js"></script>
<h1>Release notes</h1>
""",
    check=_check,
)
