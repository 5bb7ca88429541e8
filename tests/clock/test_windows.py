"""Every window of the composition is on the clock from its first moment; one that can't be is told of."""

from __future__ import annotations

import json
from base64 import b64encode
from html import escape
from urllib.parse import quote

import pytest

EPOCH = 1_735_689_600_000


def test_a_window_is_on_the_clock_as_soon_as_it_exists(film) -> None:
    page = film("""<body><script>var log = [];
        setTimeout(() => {
            const frame = document.createElement('iframe'); document.body.append(frame);
            const inner = frame.contentWindow;
            log.push(inner.Date.now(), inner.performance.now(), new inner.Date() - 0, inner.hframes.frame,
                inner.Math.random() !== Math.random());
            inner.setTimeout(() => log.push('timer', inner.performance.now()), 20);
            inner.requestAnimationFrame(time => log.push('frame', time));
        }, 50);
    </script>""")
    page.run_to(3)
    log = page.ask("log")
    assert log[:5] == [EPOCH + 50, 50, EPOCH + 50, 0 if log[3] == 0 else 1, True]
    assert log[5:] == ["frame", pytest.approx(2000 / 30), "timer", 70]


def test_a_window_that_lives_on_in_its_real_document_stays_on_the_clock(film) -> None:
    page = film(
        """<body><script>var log = [];
        const frame = document.createElement('iframe'); frame.src = 'inner.html'; document.body.append(frame);
        frame.contentWindow.setTimeout(() => log.push('of the empty document'), 500);
        frame.contentWindow.early = frame.contentWindow.Date.now();
    </script>""",
        {
            "inner.html": """<style>@keyframes m { to { margin-left: 1000px } } p {
                animation: m 1s linear }</style><p><script>
            parent.log.push(Date.now()); setTimeout(() => parent.log.push(performance.now()), 10);
            requestAnimationFrame(function f(t) { if (hframes.frame === 3) parent.log.push(t,
                getComputedStyle(document.querySelector('p')).marginLeft);
                requestAnimationFrame(f) })</script>"""
        },
    )
    page.run_to(20)
    assert page.ask("log") == [EPOCH, 10, 100, "100px"]


def test_a_frame_added_during_the_video_is_loaded_before_its_frame_is_taken(film) -> None:
    for source in ('src="inner.html"', """srcdoc="<body style='background: blue'>" """, 'src="blob"'):
        page = film(
            f"""<body style="margin: 0"><script>
            const blob = URL.createObjectURL(new Blob(['<body style="background: blue">'], {{type: 'text/html'}}));
            requestAnimationFrame(function f() {{
                if (hframes.frame === 5) document.body.innerHTML = `<iframe {source} width=320
                    height=180 frameborder=0></iframe>`.replace('"blob"', blob);
                requestAnimationFrame(f) }})</script>""",
            {"inner.html": "<body style='background: blue'>"},
        )
        page.run_to(5)
        assert (page.pixels()[90, 160, :3] == (255, 0, 0)).all(), source


def test_frames_within_frames_are_on_the_clock(film) -> None:
    inner = (
        "<script>top.frames[0].log.push([Date.now(), hframes.frame]); "
        "requestAnimationFrame(t => setTimeout(() => top.frames[0].log.push(performance.now()), 5))</script>"
    )
    page = film(
        """<script>var log = []</script><iframe src="middle.html"></iframe>""",
        {"middle.html": "<iframe src=inner.html></iframe>", "inner.html": inner},
    )
    page.run_to(1)
    assert page.ask("log") == [[EPOCH, 0], 5]


INNER = """<style>@keyframes move { to { margin-left: 1000px } } p { animation: move 1s linear }</style><p id=p>
<script>requestAnimationFrame(function f(t) { requestAnimationFrame(f);
    const margin = parseFloat(getComputedStyle(p).marginLeft);
    parent.postMessage([t, performance.now(), margin, Date.now() - t], '*') })</script>"""
DATA = f"data:text/html,{quote(INNER)}"
BASE64 = f"data:text/html;charset=utf-8;base64,{b64encode(INNER.encode()).decode()}"
FRAMES = {
    "data": f'<iframe src="{DATA}"></iframe>',
    "base64": f'<iframe src="{BASE64}"></iframe>',
    "sandboxed data": f'<iframe sandbox="allow-scripts" src="{DATA}"></iframe>',
    "sandboxed srcdoc": f'<iframe sandbox="allow-scripts" srcdoc="{escape(INNER)}"></iframe>',
    "sandboxed file": '<iframe sandbox="allow-scripts" src="inner.html"></iframe>',
    "in a shadow tree": f'<div><template shadowrootmode=open><iframe src="{DATA}"></iframe></template></div>',
}


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("kind", FRAMES)
def test_frames_with_an_origin_of_their_own_are_on_the_clock(film, kind: str, late: bool) -> None:
    add = f"setTimeout(() => document.body.setHTMLUnsafe({json.dumps(FRAMES[kind])}), 50)" if late else ""
    page = film(
        f"""<body><script>var log = []; onmessage = ({{data}}) => log.push(data);
        {add.replace("</", "<" + chr(92) + "/")}
        </script>{"" if late else FRAMES[kind]}""",
        {"inner.html": INNER},
    )
    page.run_to(6)
    log = page.ask("log")
    begun = 2000 / 30 if late else 0
    assert len(log) >= 3
    for time, now, margin, date in log:
        assert now == time
        assert margin == pytest.approx(time - begun, abs=0.01)
        assert date == pytest.approx(EPOCH, abs=1)
    assert [time for time, *_ in log] == sorted({time for time, *_ in log})
    assert page.stage.report().faults == ()


def test_a_sandbox_without_scripts_is_on_the_clock_and_stays_without(film) -> None:
    page = film(f"<iframe sandbox srcdoc='{escape(INNER)}'></iframe>")
    page.run_to(3)
    assert page.ask("getComputedStyle(frames[0].document.getElementById('p')).marginLeft") == "100px"


def test_a_page_reads_the_address_that_it_gave(film) -> None:
    page = film("""<iframe id=frame src="data:text/html,<p>there"></iframe><script>
        var made = document.createElement('iframe'); made.src = 'data:,text'; document.body.append(made)</script>""")
    page.step(0)
    assert page.ask("[frame.src, made.src]") == ["data:text/html,<p>there", "data:,text"]
    assert page.ask("[0, 1].map(at => frames[at].document.body.innerText)") == ["there", "text"]


def test_a_window_that_the_clock_does_not_reach_is_told_of(film) -> None:
    frame = "<object data='data:text/html,<p>there' type='text/html'></object>"
    page = film(f"<body>{frame}<script>setTimeout(() => {{ document.body.innerHTML = `{frame}` }}, 10)</script>")
    page.run_to(4)
    told = page.stage.report().of_kind("uncontrolled")
    assert len(told) == 2
    assert told[0].frame == -1
    assert 1 <= told[1].frame <= 3
    assert all("a frame of another origin" in fault.message for fault in told)


def test_guards_stand_in_every_window(film) -> None:
    from hframes.errors import PageError

    for call, words in {
        "alert('hi')": "alert",
        "confirm('hi')": "confirm",
        "prompt('hi')": "prompt",
        "print()": "print",
        "open('other.html')": "window.open",
        "close()": "window.close",
        "top.location.href = 'other.html'": "other.html",
        "parent.location.href = 'other.html'": "other.html",
    }.items():
        page = film(
            """<iframe srcdoc="<script src=act.js></script>"></iframe>""",
            {"act.js": f"setTimeout(function act() {{\n  {call};\n}}, 50);", "other.html": "<p>"},
        )
        page.run_to(1)
        with pytest.raises(PageError) as caught:
            page.run_to(4)
        assert words in caught.value.what, call
        assert "frame 2" in str(caught.value.where)
        if "location" not in call:
            assert "act.js:2:" in str(caught.value.where), call
        page.close()


def test_guards_answer_as_nobody_would(film) -> None:
    page = film("<p>")
    assert page.ask("[alert(), confirm(), prompt(), print(), open(''), close()].map(String)") == [
        *("undefined", "false", "null", "undefined", "null", "undefined")
    ]


def test_a_frame_within_the_page_may_show_another_document(film) -> None:
    page = film(
        """<iframe src="a.html"></iframe><script>var log = []</script>""",
        {
            "a.html": "<script>setTimeout(() => { location.href = 'b.html' }, 20)</script>",
            "b.html": "<script>parent.log.push(performance.now()); "
            "setTimeout(() => parent.log.push(performance.now()), 50)</script>",
        },
    )
    page.run_to(5)
    began, fired = page.ask("log")
    assert began == pytest.approx(1000 / 30)
    assert fired == pytest.approx(began + 50)
    assert page.stage.report().faults == ()
