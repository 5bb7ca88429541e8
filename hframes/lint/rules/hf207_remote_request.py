"""HF207: requests to another host while the page runs."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.foreign import host_name
from hframes.lint.families.requests import foreign_requests
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    for load in foreign_requests(project):
        yield Match(load.place, f"A request to {host_name(load.host)}: the render has no network")


RULE = Rule(
    code="HF207",
    name="remote-request",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds=(
        "Requests of scripts to another host: `fetch`, `XMLHttpRequest`, `EventSource`, `sendBeacon`, "
        "`import()`, loaders of libraries."
    ),
    why=(
        "A render has no network: the request fails, and the render with it. Data that is asked for while "
        "the page runs is different every time, and so is the frame in which it comes."
    ),
    hint="Save the answer into the composition's folder and fetch it from there, or pass the data as params",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<p id="price">...</p>
<script>
  const API = "https://api.example.com/v1";
  const show = async () => {
    const answer = await fetch(`${API}/prices/4711`);
    document.getElementById("price").textContent = (await answer.json()).price;
  };
  show();
</script>
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<p id="price">...</p>
<script>
  const show = async () => {
    const answer = await fetch("data/prices.json");
    document.getElementById("price").textContent = (await answer.json()).price;
  };
  show();
</script>
""",
    check=_check,
)
