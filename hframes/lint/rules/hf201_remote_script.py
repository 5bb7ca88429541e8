"""HF201: code from another host."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.hashed import loads_without_hash
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    return loads_without_hash(project, ("script", "module", "worker"), "script")


RULE = Rule(
    code="HF201",
    name="remote-script",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="Scripts, modules and workers from another host.",
    why=(
        "A render has no network, so the script does not come and the page stands still. With "
        "`--allow-network` what comes is what the host has that day. `integrity` makes it the same script or "
        "none: then it is a warning."
    ),
    hint="Put a copy of it into the composition's folder, and load that",
    bad="""\
<!doctype html>
<title>Quarterly numbers</title>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<script src="https://cdn.jsdelivr.net/npm/gsap@3.12.5/dist/gsap.min.js"></script>
<h1>Quarterly numbers</h1>
<script>gsap.from("h1", {y: 80, opacity: 0, duration: 1})</script>
""",
    good="""\
<!doctype html>
<title>Quarterly numbers</title>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<script src="vendor/gsap-3.12.5.min.js"></script>
<h1>Quarterly numbers</h1>
<p>Animated with <a href="https://gsap.com/">GSAP</a></p>
<script>gsap.from("h1", {y: 80, opacity: 0, duration: 1})</script>
""",
    check=_check,
)
