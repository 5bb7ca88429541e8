"""The trace: what a page touches is recorded once each with its place, and the page can hardly tell."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from hframes.runtime import TRACE_FILE, init_script, runtime_folder
from tests.conftest import Filming

Film = Callable[..., Filming]


def touched(page: Filming) -> list[dict[str, Any]]:
    return page.browser.run(page.stage.touched())


def test_each_source_is_told_once_with_its_first_frame_and_place(film: Film) -> None:
    page = film(
        "<body><script>\nMath.random();\nsetTimeout(() => { Math.random(); new WeakRef({}) }, 50)</script>", trace=True
    )
    page.run_to(3)
    told = {touch["name"]: touch for touch in touched(page)}
    assert list(told) == ["Math.random", "setTimeout", "WeakRef"]
    assert [touch["held"] for touch in told.values()] == [True, True, False]
    assert told["WeakRef"]["frame"] == 1  # the timer at 50 ms comes before frame 2 begins
    assert "index.html:3:" in told["WeakRef"]["stack"]


def test_iframes_are_traced_as_well(film: Film) -> None:
    inner = "<script>Math.random(); performance.now()</script>"
    page = film(f"<iframe srcdoc='{inner}'></iframe><script>Math.random()</script>", trace=True)
    page.run_to(1)
    assert sorted(touch["name"] for touch in touched(page)) == ["Math.random", "Performance.now"]


def test_what_hframes_itself_does_is_no_touch(film: Film) -> None:
    page = film(
        "<style>p { animation: a 1s } @keyframes a { to { left: 9px } }</style><p>x</p><img src='data:,'>", trace=True
    )
    page.run_to(3)
    assert touched(page) == []


def test_what_is_traced_works_as_before(film: Film) -> None:
    page = film("<body>", trace=True)
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


def test_the_trace_is_not_in_a_render() -> None:
    assert "function installTrace" not in init_script({"trace": False})
    assert "function installTrace" in init_script({"trace": True})
