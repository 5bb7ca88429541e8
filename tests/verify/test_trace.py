"""The trace: what a page touches is recorded with its place and how often, and the page can hardly tell."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from hframes.page import Trace
from hframes.runtime import TRACE_FILE, init_script, runtime_folder
from hframes.serve import ORIGIN
from tests.conftest import Filming

Film = Callable[..., Filming]


def touched(page: Filming) -> list[dict[str, Any]]:
    return page.browser.run(page.stage.touched())


def counts(page: Filming) -> dict[str, int]:
    """How often each source was touched at each place: "Math.random index.html:3:7"."""
    found: dict[str, int] = {}
    for touch in touched(page):
        place = re.search(rf"{re.escape(ORIGIN)}/([^)\n]+)", touch["key"])
        found[f"{touch['name']} {place[1] if place else ''}"] = touch["count"]
    return found


def test_each_place_is_told_with_its_first_frame_and_how_often(film: Film) -> None:
    page = film(
        "<body><script>\nMath.random();\nsetTimeout(() => { Math.random(); new WeakRef({}) }, 50)\n"
        "for (let i = 0; i < 7; i++) Math.random()</script>",
        trace=Trace.EVERYTHING,
    )
    page.run_to(3)
    told = touched(page)
    assert counts(page) == {
        "Math.random index.html:2:6": 1,
        "setTimeout index.html:3:1": 1,
        "Math.random index.html:4:34": 7,
        "Math.random index.html:3:25": 1,
        "WeakRef index.html:3:35": 1,
    }
    assert [touch["held"] for touch in told] == [True, True, True, True, False]
    assert told[-1]["frame"] == 1  # the timer at 50 ms comes before frame 2 begins


HOSTILE = """<body><script>
Error.stackTraceLimit = 0;
Error.prepareStackTrace = () => { throw 1 };
Error.captureStackTrace = Error = () => "nothing";
const down = () => { Math.random(); down() };
try { down() } catch (error) { document.title = error.name }
for (let i = 0; i < 50000; i++) Date.now();
String.prototype.split = function () { Math.random(); return ["broken"] };
Math.random();
/(\\d+)/.exec("12"); navigator.userAgent; document.title += RegExp.$1;
</script>"""


def test_a_page_that_meddles_with_errors_is_traced_as_well(film: Film) -> None:
    page = film(HOSTILE.replace("\\\\", "\\"), trace=Trace.EVERYTHING)
    page.run_to(1)
    found = counts(page)
    assert found["Math.random index.html:5:27"] > 100
    assert 49_900 < found["Date.now index.html:7:38"] < 50_100
    assert page.ask("document.title") == "RangeError12"


def test_workers_are_traced_as_well(film: Film) -> None:
    script = "Math.random(); setInterval(() => {\n Date.now() }, 10)"
    page = film("<body><script>\nnew Worker('w.js')</script>", files={"w.js": script}, trace=Trace.EVERYTHING)
    page.run_to(9)
    found = counts(page)
    assert found["Worker index.html:2:1"] == 1
    assert 29 <= found["Date.now w.js:2:7"] <= 31
    assert {touch["name"] for touch in touched(page) if touch["worker"]} == {"Math.random", "setInterval", "Date.now"}


def test_in_a_render_only_what_is_outside_or_the_machines_is_traced(film: Film) -> None:
    page = film(
        "<body><script>\nMath.random(); new WeakRef({}); navigator.userAgent; Date.now()</script>", trace=Trace.OUTSIDE
    )
    page.run_to(1)
    assert [touch["name"] for touch in touched(page)] == ["WeakRef", "Navigator.userAgent"]


def test_iframes_are_traced_as_well(film: Film) -> None:
    inner = "<script>Math.random(); performance.now()</script>"
    page = film(f"<iframe srcdoc='{inner}'></iframe><script>Math.random()</script>", trace=Trace.EVERYTHING)
    page.run_to(1)
    assert {touch["name"] for touch in touched(page)} == {"Math.random", "Performance.now"}


def test_what_hframes_itself_does_is_no_touch(film: Film) -> None:
    page = film(
        "<style>p { animation: a 1s } @keyframes a { to { left: 9px } }</style><p>x</p><img src='data:,'>",
        trace=Trace.EVERYTHING,
    )
    page.run_to(3)
    assert touched(page) == []


def test_what_is_traced_works_as_before(film: Film) -> None:
    page = film("<body>", trace=Trace.EVERYTHING)
    page.run_to(3)
    assert page.ask("Date.prototype.constructor === Date && new Date() instanceof Date")
    assert page.ask("(() => { class D extends Date {} return new D() instanceof D && new D(5).getTime() })()") == 5
    assert page.ask("new Date().getTime()") == 1_735_689_600_100
    assert page.ask("Date.now.name + Date.now.length + Date.UTC(1970, 0)") == "now00"
    assert page.ask("String(setTimeout)") == "function setTimeout() { [native code] }"
    assert page.ask("String(Date)") == "function Date() { [native code] }"
    assert page.ask("new FileReader() instanceof FileReader && new FileReader().readyState") == 0
    assert page.ask("matchMedia('(min-width: 1px)').matches")
    assert page.ask("document.cookie = 'a=1', document.cookie") == "a=1"
    assert page.ask("navigator.hardwareConcurrency") > 0


def test_everything_that_it_would_trace_is_there(film: Film) -> None:
    """A name that is misspelt would be passed over."""
    source = (runtime_folder() / TRACE_FILE).read_text()
    paths = [
        f"{place}.{name}" if place else name
        for place, names in re.findall(r"^  ([\w.]*): ([^`\n]+)`?", source, re.MULTILINE)
        for name in names.removesuffix(");").split()
    ]
    assert len(paths) > 100
    page = film("<body>")
    page.run_to(0)
    missing = page.ask(f"""{json.dumps(paths)}.filter((path) => {{
      const steps = path.split('.'), last = steps.pop();
      const owner = steps.reduce((object, step) => object?.[step], window);
      return !owner || !Object.getOwnPropertyDescriptor(owner, last);
    }})""")
    assert missing == []


def test_the_trace_is_only_there_where_it_is_asked_for() -> None:
    assert "function installTrace" not in init_script({"trace": Trace.NOTHING})
    assert "function installTrace" in init_script({"trace": Trace.OUTSIDE})
