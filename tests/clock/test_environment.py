"""The environment has the values that docs/environment.md lists, in both back ends and in every window."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hframes.runtime import runtime_folder

DOCS = (Path(__file__).parents[2] / "docs" / "environment.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(.+?)` \| `(.+?)` \|$", DOCS, re.MULTILINE)
COMPARE = """(async (width, height) => {{
    const wrong = [];
    for (const [name, told, documented] of [{pairs}]) {{
        const [a, b] = [JSON.stringify(await told()), JSON.stringify(await documented())];
        if (a !== b) wrong.push(`${{name}} is ${{a}}, not ${{b}}`);
    }}
    return wrong;
}})(320, 180)"""


def compare(rows: list[tuple[str, str]]) -> str:
    pairs = ", ".join(f"[{one!r}, async () => ({one}), async () => ({two})]" for one, two in rows)
    return COMPARE.format(pairs=pairs)


def wrong_in(page, rows: list[tuple[str, str]], window: str = "window") -> list[str]:
    """What isn't as documented, in a page that is stepped further while the browser has not answered everything."""
    page.ask(f"void {window}.eval({compare(rows)!r}).then(wrong => {{ window.wrong = wrong }})")
    while page.ask("window.wrong === undefined"):
        page.step(page.stage.frame + 1)
    return list(page.ask("wrong"))


def test_the_docs_have_every_row() -> None:
    assert len(ROWS) == DOCS.count("\n| ") - DOCS.count("| expression |")


def test_every_value_is_as_documented(film_both) -> None:
    page = film_both("<p>")
    page.step(0)
    assert wrong_in(page, ROWS) == []


def test_frames_within_the_page_see_the_same(film_both) -> None:
    page = film_both("<iframe srcdoc='<p>'></iframe>")
    page.step(0)
    assert wrong_in(page, ROWS, "frames[0]") == []


def test_the_docs_name_everything_that_the_table_has(film) -> None:
    source = (runtime_folder() / "environment/environment.js").read_text(encoding="utf-8")
    names = film("<p>").ask(f"""(() => {{ {source};
        return [...Object.values(environmentOf({{width: 1, height: 1}})), surroundingsOf({{width: 1, height: 1}}), HEAP]
            .flatMap(Object.keys) }})()""")
    assert len(names) > 30
    assert [name for name in names if not re.search(rf"\b{name}\b", DOCS)] == []


def test_storage_is_empty_whatever_the_page_before_left(film_both) -> None:
    film_both("""<script>
        localStorage.a = sessionStorage.a = 1; document.cookie = 'a=1; max-age=9999';
        hframes.wait(caches.open('a').then(cache => cache.put('/a', new Response('a'))));
        hframes.wait(new Promise(done => { const asked = indexedDB.open('a'); asked.onsuccess = done }));
        history.pushState(null, '', '#a'); history.pushState(null, '', '#b');
    </script>""").step(0)
    page = film_both("<p>")
    page.step(0)
    assert wrong_in(page, [row for row in ROWS if re.search("torage|cookie|index|caches|history", row[0])]) == []


def test_pushed_entries_are_counted_anew_for_every_page(film) -> None:
    film("<script>for (let n = 0; n < 60; n++) history.pushState(n, '', `#${n}`)</script>").step(0)
    page = film("<script>history.pushState(1, '', '#a'); history.pushState(2, '', '#b')</script>")
    assert page.ask("[history.length, history.state]") == [3, 2]


def test_style_sheets_see_the_same_screen(film_both) -> None:
    page = film_both("""<style>body { margin: 0 }
        @media (device-width: 320px) and (device-height: 180px) and (display-mode: fullscreen) and (hover) {
            p { width: 123px } }</style><p>""")
    assert page.ask("document.querySelector('p').offsetWidth") == 123


def test_the_browsers_own_checks_stay(film) -> None:
    page = film("<p>")
    page.ask("""void (async () => {
        const name = call => { try { return String(call()) } catch (error) { return error.name } };
        const read = (owner, key) => Object.getOwnPropertyDescriptor(owner, key);
        told = [name(() => Navigator.prototype.hardwareConcurrency), name(() => Screen.prototype.width),
            read(Navigator.prototype, 'webdriver').get.name, read(Screen.prototype, 'width').get.toString(),
            await navigator.permissions.query({name: 'no-such'}).catch(error => error.name),
            await navigator.permissions.query({name: 'camera'}) instanceof PermissionStatus,
            navigator.getBattery() === navigator.getBattery(),
            await navigator.getBattery().then(b => { b.addEventListener('levelchange', () => {}); b.onlevelchange = 1;
                return b instanceof BatteryManager }),
            (outerWidth = 5, outerWidth), new (class extends AudioContext {})() instanceof AudioContext] })()""")
    page.step(0)
    assert page.ask("told") == [
        *("TypeError", "TypeError", "get webdriver", "function get width() { [native code] }", "TypeError"),
        *(True, True, True, 5, True),
    ]


def test_focus_follows_the_page_and_its_styles(film_both) -> None:
    page = film_both("""<style>input:focus { width: 77px }</style><input><script>
        var log = []; onblur = () => log.push('blur');
        setTimeout(() => document.querySelector('input').focus(), 50)</script>""")
    page.run_to(3)
    page.replay(4, 5)
    page.step(6)
    assert page.ask("[document.hasFocus(), document.querySelector('input').offsetWidth, log]") == [True, 77, []]


@pytest.mark.parametrize("field", ["<input id=i value=text>", "<div contenteditable id=i>text</div>"])
def test_a_caret_stands_still(film_both, field: str) -> None:
    page = film_both(f"<style>#i {{ font-size: 60px; outline: none }}</style>{field}<script>i.focus()</script>")
    page.step(0)
    first = page.pixels().copy()
    for frame in range(1, 5):
        page.browser.run(_wait(0.3))  # a blink takes half a second of real time
        page.step(frame)
        assert (page.pixels()[..., :3] == first[..., :3]).all(), frame


async def _wait(seconds: float) -> None:
    import asyncio

    await asyncio.sleep(seconds)


@pytest.mark.parametrize(
    ("use", "noun"),
    [
        ("new AudioContext()", "an audio context"),
        ("new RTCPeerConnection()", "a peer connection"),
        ("speechSynthesis.speak(new SpeechSynthesisUtterance('hello'))", "speech synthesis"),
    ],
)
def test_what_runs_on_its_own_time_is_told_of(film, use: str, noun: str) -> None:
    page = film(f"<script>setTimeout(() => {{ {use} }}, 10)</script>")
    page.run_to(1)
    told = page.stage.report().of_kind("uncontrolled")
    assert [(noun in fault.message, fault.frame) for fault in told] == [(True, 1)]
