"""What a run finds: sources with place and count, requests, errors; one finding for what reading finds as well."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest

from hframes.errors import PageError
from hframes.lint.finding import Finding, Severity
from hframes.lint.options import LintOptions
from hframes.lint.run import lint_path
from hframes.lint.runtime.sources import source_names
from hframes.lint.runtime.visit import Visit
from hframes.runtime import TRACE_FILE, runtime_folder
from tests.lint.runtime.conftest import Run

HEAD = '<!doctype html><script id=hframes type=application/json>{"duration": 0.2}</script>\n'

# What reading can't see, because names go through a function; code, column and count of all that is to be found.
HIDDEN = """\
Math[u("random")]();                                        HF104 18 1
for (let i = 0; i < 12; i++) Math[u("random")]();           HF104 47 12
Date[u("now")](); new window[u("Date")](); new Date(5);     HF101 15 1, HF101 19 1
performance[u("now")]();                                    HF101 22 1
window[u("setTimeout")](() => {}, 5);                       HF102 24 1
window[u("requestAnimationFrame")](() => {});               HF103 35 1
crypto[u("randomUUID")]();                                  HF105 24 1
navigator[u("userAgent")]; window[u("devicePixelRatio")];   HF305 10 1, HF305 34 1
window[u("localStorage")].getItem("a");                     HF304 27 1
document[u("cookie")];                                      HF304 9 1
window.navigator[u("geolocation")].getCurrentPosition(u);   HF302 36 1
navigator[u("mediaDevices")].enumerateDevices();            HF301 30 1
navigator[u("getBattery")]();                               HF303 27 1
(5)[u("toLocaleString")](); (5)[u("toLocaleString")]("de"); HF308 25 1
new Intl[u("NumberFormat")]();                              HF308 1 1
new Date(0)[u("getTimezoneOffset")]();                      HF309 36 1
performance[u("memory")];                                   HF310 12 1
window[u("speechSynthesis")].getVoices();                   HF311 30 1
window[u("fetch")]("https://example.com/a").catch(u);       HF207 19 1
new window[u("AudioContext")]();                            HF403 1 1
canvas[u("captureStream")]();                               HF504 27 1
canvas.getContext("webgl")[u("getParameter")](0x9246);      HF306 46 1
new window[u("WeakRef")]({})[u("deref")]();                 HF504 41 1
fetch(u("missing.json"));                                   HF211 1 1
new window[u("WebSocket")]("wss://example.com/");           HF208 1 1
window[u("setTimeout")](() => { throw 5 }, 20);             HF102 24 1, HF503 None 1
Promise.reject(new TypeError("unheard"));                   HF503 16 1
new Worker("w.js");
"""


def brief(found: list[Finding]) -> list[tuple[str, str, int, int, int | None]]:
    return [(one.code, one.span.file, one.span.line, one.span.column, one.count) for one in found]


def test_every_family_is_found_where_it_is_and_counted(run: Run) -> None:
    lines = [line[:60].rstrip() for line in HIDDEN.splitlines()]
    page = f"{HEAD}<script>const u = (x) => x, canvas = document.createElement('canvas')</script><script>\n"
    worker = "const u = (x) => x; Math[u('random')]();\nnavigator[u('platform')]"
    found = run(page + "\n".join(lines) + "</script>", {"w.js": worker}, portable=True, ignore=["HF506", "HF402"])
    expected = {("HF104", "w.js", 1, 38, 1), ("HF305", "w.js", 2, 10, 1)}
    for number, line in enumerate(HIDDEN.splitlines()):
        for told in line[60:].split(", ") if line[60:] else ():
            code, column, count = told.split()
            place = (1, 1) if column == "None" else (number + 3, int(column))
            expected.add((code, "index.html", *place, int(count)))
    assert set(brief(found)) == expected


def test_every_source_that_a_rule_is_for_is_traced() -> None:
    traced = (runtime_folder() / TRACE_FILE).read_text(encoding="utf-8")
    for name in source_names():
        assert name.rpartition(".")[2] in traced, name


def test_what_reading_finds_too_is_one_finding_with_its_count(run: Run) -> None:
    page = (
        HEAD + '<script src="https://example.com/lib.js"></script><img src="none.png">\n'
        "<script>\nfor (let i = 0; i < 3; i++) { Math.random(); navigator.userAgent }\n"
        "const later = () => Date.now();\nconst { random } = Math; random(); console.log(Math.random());\n"
        "localStorage.getItem('a')\n</script>"
    )
    assert brief(run(page, portable=True, ignore=["HF402"])) == [
        ("HF201", "index.html", 2, 14, 1),
        ("HF211", "index.html", 2, 61, 1),
        ("HF104", "index.html", 4, 31, 3),
        ("HF305", "index.html", 4, 46, 3),
        ("HF101", "index.html", 5, 21, None),
        ("HF104", "index.html", 6, 26, 1),
        ("HF104", "index.html", 6, 48, 1),
        ("HF304", "index.html", 7, 1, 1),
    ]


def test_by_default_what_the_clock_holds_is_silent(run: Run) -> None:
    page = HEAD + "<script>Math.random(); Date.now(); requestAnimationFrame(() => {}); setTimeout(() => {}, 5)</script>"
    assert run(page) == []
    assert {one.code for one in run(page, select=["HF1"])} == {"HF101", "HF102", "HF103", "HF104"}


def test_what_has_no_place_is_told_of_the_page(run: Run) -> None:
    page = (
        HEAD + "<iframe srcdoc='<script>navigator.platform; navigator.vendor</script>'></iframe>\n"
        "<script>navigator.vendor; setTimeout('navigator.onLine', 10)</script>"
    )
    found = run(page)
    assert brief(found) == [
        ("HF305", "index.html", 1, 1, 1),
        ("HF305", "index.html", 1, 1, 1),
        ("HF305", "index.html", 3, 9, 2),
    ]
    assert {one.message for one in found[:2]} == {
        "`navigator.platform` is the machine's",
        "`navigator.onLine` is the machine's",
    }


def test_a_run_knows_whether_something_ends(run: Run) -> None:
    page = "<!doctype html><p style='font-family: Inter'>x</p><script>const u = (x) => x;\n%s</script>"
    assert run(page % "document.body[u('animate')]({ opacity: [0, 1] }, 200)", seconds=None) == []
    assert [one.code for one in lint_path(Path.cwd(), LintOptions())] == ["HF402"]
    assert [one.code for one in run(page % "", seconds=None)] == ["HF402"]


def test_comments_suppress_what_a_run_finds(run: Run) -> None:
    page = (
        HEAD + "<!-- hframes: ignore[HF501] the client's machines have it --><style>\n"
        "/* hframes: ignore[HF501] so is it everywhere */\np { font-family: 'No Such Font' }\n</style><p>x</p>\n"
        "<script>\nconst u = (x) => x; // hframes: ignore-file[HF305]\n"
        "navigator[u('platform')]; // hframes: ignore[HF305] only for the log\n</script>"
    )
    assert [(one.code, one.span.line) for one in run(page)] == [("HF002", 2), ("HF002", 7)]
    # Without a run nobody can tell what the first two are good for.
    assert {one.span.line for one in lint_path(Path.cwd(), LintOptions())} == {7, 8}


def test_modules_with_import_calls_and_their_maps_are_told_in_the_originals(run: Run) -> None:
    original = "// hello\nexport const pick = (o: any, k: string) => o[k]();\n"
    original += "// hframes: ignore[HF104] drawn once\nexport const other = (o: any, k: string) => o[k]();\n"
    script = "import('./b.js');export const pick=(o,k)=>o[k](),other=(o,k)=>o[k]();\n"
    first, second = script.index("o[k]"), script.rindex("o[k]")

    # o[k]() of the script, 0-based, is at line 2 column 44 of the original, 1-based, and at line 4 column 45.
    mappings = f"{_vlq(0, 0, 0, 0)},{_vlq(first, 0, 1, 43)},{_vlq(second - first, 0, 2, 1)}"
    told = {"version": 3, "sources": ["../src/a.ts"], "sourcesContent": [original], "mappings": mappings}
    inline = base64.b64encode(json.dumps(told).encode()).decode()
    page = (
        HEAD
        + "<script type=module>import { pick, other } from './dist/a.js'; pick(Math, 'random'); other(Math, 'random');"
    )
    files: dict[str, str | bytes] = {
        "dist/a.js": f"{script}//# sourceMappingURL=data:application/json;base64,{inline}",
        "dist/b.js": "Date[((x) => x)('now')]()",
    }
    found = run(page + "</script>", files, portable=True, select=["HF1"])
    assert brief(found) == [("HF101", "dist/b.js", 1, 24, 1), ("HF104", "src/a.ts", 2, 44, 1)]
    assert found[1].source.startswith("export const pick")
    del told["sourcesContent"]
    files = {
        "dist/a.js": f"{script}//# sourceMappingURL=a.js.map",
        "dist/a.js.map": json.dumps(told),
        "src/a.ts": original,
    }
    assert brief(run(page + "</script>", files, portable=True, select=["HF104"])) == brief(found[1:])


def _vlq(*numbers: int) -> str:
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    text = ""
    for number in numbers:
        rest = (-number << 1 | 1) if number < 0 else number << 1
        while rest > 31:
            text += digits[rest & 31 | 32]
            rest >>= 5
        text += digits[rest]
    return text


def test_a_page_that_asks_or_leaves_is_told_with_its_place(run: Run) -> None:
    found = run(HEAD + "<script>\nsetTimeout(() => window[((x) => x)('alert')]('hello'), 50)</script>")
    assert brief(found) == [("HF406", "index.html", 3, 45, 1)]
    found = run(HEAD + "<script>\nsetTimeout(() => { location[((x) => x)('href')] = 'b.html' }, 50)</script>")
    assert [(one.code, one.severity) for one in found] == [("HF407", Severity.ERROR)]


def test_what_ended_a_page_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(HEAD)
    os.chdir(tmp_path)
    crash = Visit(end=PageError("The page's process crashed"))
    found = lint_path(tmp_path, LintOptions(), crash)
    assert [(one.code, one.message) for one in found] == [("HF505", "The page's process crashed")]
    loop = Visit(end=PageError("The page does not answer since 2 s: it runs in spin at index.html:1:17, called by x"))
    assert brief(lint_path(tmp_path, LintOptions(), loop)) == [("HF505", "index.html", 1, 17, None)]


def test_a_page_that_meddles_with_everything_is_survived(run: Run) -> None:
    page = HEAD + (
        "<script>\nError.stackTraceLimit = 0; Error.prepareStackTrace = () => { throw 1 };\n"
        "Object.defineProperty(window, 'Error', { get() { throw 2 } });\n"
        "String.prototype.split = Array.prototype.find = Map.prototype.get = () => { throw 3 };\n"
        "navigator[atob('cGxhdGZvcm0=')];\n"
        "document.documentElement.getRootNode = () => { throw 4 };\n</script><p style='font-family: Inter'>x</p>"
    )
    assert "HF505" not in {one.code for one in run(page)}


@pytest.mark.parametrize("address", ["a.js.map", "../../../etc/passwd", "data:application/json;base64,e30="])
def test_a_map_that_is_none_leaves_places_as_they_are(run: Run, address: str) -> None:
    script = f"const u = (x) => x; navigator[u('platform')]\n//# sourceMappingURL={address}"
    found = run(HEAD + "<script src=a.js></script>", {"a.js": script, "a.js.map": "[[["})
    assert brief(found) == [("HF305", "a.js", 1, 30, 1)]
