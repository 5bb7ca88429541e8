"""window.hframes, and the params as CSS custom properties."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hframes.errors import PageError

PARAMS = {"title": "Hello", "list": [1, {"deep": True}], "none": None}


def test_the_page_knows_what_it_is_filmed_as_before_its_first_script(film) -> None:
    page = film(
        """<script>var first = [hframes.params, hframes.fps, hframes.width, hframes.height, hframes.duration,
            hframes.frame,
            hframes.time, hframes.params instanceof Object, Array.isArray(hframes.params.list)]</script>""",
        params=PARAMS,
        rate=Fraction(24),
        duration=Fraction(5, 2),
    )
    assert page.ask("first") == [PARAMS, 24, 320, 180, 2.5, 0, 0, True, True]
    page.run_to(3)
    assert page.ask("[hframes.frame, hframes.time]") == [3, 0.125]


def test_nothing_of_it_can_be_changed(film) -> None:
    page = film("<p>", params=PARAMS)
    changes = [
        "hframes = 1",
        "hframes.fps = 1",
        "hframes.params.title = 1",
        "hframes.params.list[1].deep = 1",
        "hframes.params.list.push(1)",
        "delete window.hframes",
    ]
    outcome = page.ask(
        f"""{changes!r}.map(change => {{ try {{ (0, eval)("'use strict'; " + change);
            return 'done' }} catch (e) {{ return e.name }} }})"""
    )
    assert outcome == ["TypeError"] * len(changes)
    assert page.ask("hframes.params") == PARAMS


def test_the_duration_is_told_once_it_is_measured(film) -> None:
    page = film("<script>var first = hframes.duration</script>", duration=None)
    assert page.ask("first") is None
    page.browser.run(page.stage.set_duration(Fraction(7, 2)))
    assert page.ask("hframes.duration") == 3.5


def test_frames_within_the_page_have_it_too(film) -> None:
    page = film(
        "<iframe srcdoc='<script>var seen = [hframes.params.title, hframes.fps]</script>'></iframe>", params=PARAMS
    )
    assert page.ask("frames[0].seen") == ["Hello", 30]


def test_the_page_ends_the_video(film) -> None:
    page = film("<script>setTimeout(hframes.end, 50)</script>")
    page.run_to(1)
    assert not page.stage.has_ended()
    page.step(2)
    assert page.stage.has_ended()


def test_waiting_holds_the_frame_until_the_promise_settles(film) -> None:
    page = film(
        """<body style="background: red"><script>
        requestAnimationFrame(function f() {
            if (hframes.frame === 2) hframes.wait(fetch('data.json').then(r => r.json()).then(data => {
                document.body.style.background = data }), 'data');
            requestAnimationFrame(f) });
    </script>""",
        {"data.json": '"rgb(0, 0, 255)"'},
    )
    page.run_to(1)
    assert (page.pixels()[90, 160, :3] == (0, 0, 255)).all()
    page.step(2)
    assert (page.pixels()[90, 160, :3] == (255, 0, 0)).all()


@pytest.mark.parametrize("when", ["{}", "requestAnimationFrame(() => {})"])
def test_a_rejected_promise_lets_go_and_is_reported_unless_it_is_handled(film, when: str) -> None:
    wait = "hframes.wait(Promise.reject(new Error('no data')))"
    page = film(f"<script>{when.replace('{}', wait)}</script>")
    page.run_to(1)
    assert "Error: no data" in [fault.message for fault in page.stage.report().of_kind("page-error")]
    page = film(f"<script>{when.replace('{}', wait + '.catch(() => 0)')}</script>")
    page.run_to(1)
    assert page.stage.report().faults == ()


def test_what_waiting_answers_is_the_promises_value(film) -> None:
    page = film(
        "<script>hframes.wait(Promise.resolve(5)).then(value => { five = value }); "
        "hframes.wait(6).then(value => { six = value })</script>"
    )
    page.step(0)
    assert page.ask("[five, six, hframes.wait(1) instanceof Promise]") == [5, 6, True]


def test_a_wait_without_end_is_named(film) -> None:
    page = film(
        "<script>requestAnimationFrame(() => requestAnimationFrame(() => hframes.wait(new Promise(() => 0), 'the "
        "map')))</script>",
        patience=1.0,
    )
    page.step(0)
    with pytest.raises(PageError, match=r"hframes\.wait: the map") as caught:
        page.step(1)
    assert "frame 1" in str(caught.value.where)


COLOUR = "getComputedStyle(document.body).backgroundColor"
PROPERTIES = {"--param-colour": "rgb(1, 2, 3)", "--param-title": '"Hello; } x"', "--param-size": "7"}
STYLE = "<style>body { background: var(--param-colour, red) }</style>"


def test_scalar_params_are_custom_properties(film) -> None:
    page = film(f"{STYLE}<body><script>var first = {COLOUR}</script>", properties=PROPERTIES)
    assert page.ask("first") == "rgb(1, 2, 3)"
    assert page.ask("getComputedStyle(document.documentElement).getPropertyValue('--param-title')") == '"Hello; } x"'
    assert page.ask("getComputedStyle(document.documentElement).getPropertyValue('--param-size')") == "7"


@pytest.mark.parametrize(
    "adopt",
    [
        "document.adoptedStyleSheets = [own]",
        "document.adoptedStyleSheets.push(own)",
        "document.adoptedStyleSheets = [...document.adoptedStyleSheets, own]",
        "document.adoptedStyleSheets.length = 0; document.adoptedStyleSheets.push(own)",
    ],
)
def test_custom_properties_stay_whatever_the_page_adopts(film, adopt: str) -> None:
    page = film(
        f"{STYLE}<body><script>const own = new CSSStyleSheet(); "
        f"own.replaceSync('body {{ color: rgb(9, 9, 9) }}'); {adopt}</script>",
        properties=PROPERTIES,
    )
    page.step(0)
    assert page.ask(f"[{COLOUR}, getComputedStyle(document.body).color]") == ["rgb(1, 2, 3)", "rgb(9, 9, 9)"]
    assert (page.pixels()[90, 160, :3] == (3, 2, 1)).all()


def test_custom_properties_reach_frames_shadow_trees_and_rewritten_documents(film) -> None:
    page = film(
        f"""<iframe srcdoc='{STYLE}<body>'></iframe><iframe src=a.html></iframe><iframe id=written></iframe>
        <div id=box><template shadowrootmode=open><p style="background-color: var(--param-colour)"></template></div>
        <script>written.contentDocument.open(); written.contentDocument.write('{STYLE}<body>');
            written.contentDocument.close()</script>""",
        {"a.html": f"{STYLE}<body>"},
        properties=PROPERTIES,
    )
    page.step(0)
    colours = page.ask(
        f"[...[0, 1, 2].map(n => frames[n].{COLOUR.replace('document', 'frames[n].document')}), "
        f"getComputedStyle(box.shadowRoot.querySelector('p')).backgroundColor]"
    )
    assert colours == ["rgb(1, 2, 3)"] * 4


def test_an_author_can_give_defaults_for_custom_properties(film) -> None:
    page = film(f"<style>:root {{ --param-colour: red; --param-other: 4 }}</style>{STYLE}<body>", properties=PROPERTIES)
    assert page.ask(COLOUR) == "rgb(1, 2, 3)"
    assert page.ask("getComputedStyle(document.body).getPropertyValue('--param-other')") == "4"
