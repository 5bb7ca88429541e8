"""Every window of the composition is on the clock from its first moment; one that can't be is told of."""

from __future__ import annotations

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


@pytest.mark.parametrize(
    "frame",
    [
        "<iframe sandbox='allow-scripts' srcdoc='<p>'></iframe>",
        "<iframe src='data:text/html,<p>there'></iframe>",
        "<object data='data:text/html,<p>there' type='text/html'></object>",
    ],
    ids=["sandbox", "data", "object"],
)
def test_a_window_that_the_clock_does_not_reach_is_told_of(film, frame: str) -> None:
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
