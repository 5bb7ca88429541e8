"""A page that asks, leaves, opens, closes or vanishes: an error that says so with the frame, never a wrong video."""

from __future__ import annotations

import pytest

from tests.hostile.helpers import Film, kinds, later, refusal, show

OTHER = {"other.html": "<p>other"}
LINK = "<a href=other.html>x</a>"

DIALOGS = {
    "alert": "alert('hello')",
    "confirm": "confirm('sure?')",
    "prompt": "prompt('name?')",
    "print": "print()",
    "from an iframe": "const f = document.createElement('iframe'); document.body.append(f); f.contentWindow.alert('x')",
    "the host's": "parent.alert('hello')",
}


@pytest.mark.parametrize("script", DIALOGS.values(), ids=DIALOGS)
def test_a_dialog_is_refused_at_its_frame(film: Film, script: str) -> None:
    error = refusal(film, later(script))
    assert "dialog" in error.what
    assert "frame 2, 0:00.066" in str(error.where)


def test_a_dialog_while_loading_is_refused(film: Film) -> None:
    error = refusal(film, "<script>alert('hello')</script>")
    assert "hello" in error.what
    assert str(error.where) == "while loading, index.html:1:50"


def test_a_dialog_in_a_timer_that_loading_waits_for_is_refused(film: Film) -> None:
    assert (
        "dialog"
        in refusal(
            film, "<script>hframes.wait(new Promise(go => setTimeout(() => { alert(1); go() }, 5e3)))</script>"
        ).what
    )


def test_a_download_is_refused_as_what_it_is(film: Film) -> None:
    error = refusal(film, LINK.replace("<a", "<a download") + later("document.querySelector('a').click()"))
    assert error.what.startswith("The page started a download: http://hframes.localhost/other.html")
    assert "frame 2, 0:00.066" in str(error.where)


DEPARTURES = {
    "address": later("location.href = 'other.html'"),
    "address of another host": later("location.href = 'https://example.com/'"),
    "assign": later("location.assign('other.html')"),
    "replace": later("location.replace('other.html')"),
    "reload": later("location.reload()"),
    "while loading": "<script>location.href = 'other.html'</script>",
    "refresh at once": "<meta http-equiv=refresh content='0;url=other.html'>",
    "refresh in an hour": "<meta http-equiv=refresh content='3600;url=other.html'>",
    "form": "<form action=other.html></form>" + later("document.forms[0].submit()"),
    "form that posts": "<form method=post action=other.html></form>" + later("document.forms[0].submit()"),
    "link": LINK + later("document.querySelector('a').click()"),
    "blob": later("location = URL.createObjectURL(new Blob(['x'], { type: 'text/html' }))"),
    "data": later("location = 'data:text/html,x'"),
    "with beforeunload": "<script>onbeforeunload = () => 'stay'</script>" + later("location.href = 'other.html'"),
    "the host's address": later("top.location.href = '/other.html'"),
    "the host's address while loading": "<script>top.location.href = '/other.html'</script>",
    "link for the host": LINK.replace("<a", "<a target=_top") + later("document.querySelector('a').click()"),
    "the host reloaded": later("parent.location.reload()"),
    "the frame's source": later("frameElement.src = '/other.html'"),
    "the frame's content": later("frameElement.srcdoc = '<p>other'"),
    "back before the beginning": later("history.go(-1)"),
}


@pytest.mark.parametrize("page", DEPARTURES.values(), ids=DEPARTURES)
def test_a_page_that_goes_elsewhere_is_refused(film: Film, page: str) -> None:
    error = refusal(film, page, files=OTHER)
    assert "to another address" in error.what
    assert str(error.where).startswith(("frame 2, 0:00.066", "while loading"))


def test_the_place_of_a_departure_is_told(film: Film) -> None:
    error = refusal(
        film, "\n\n<script>\nsetTimeout(function leave() {\n  location.href = 'other.html'\n}, 50)</script>"
    )
    assert str(error.where).endswith("index.html:5:17")
    assert "at leave (index.html:5:17)" in error.what


def test_history_within_the_page_is_no_departure(film: Film) -> None:
    script = "history.pushState(1, '', '#a'); history.replaceState(2, '', '/b?c'); location.hash = 'd'; history.back()"
    assert kinds(show(film, later(script))) == []


def test_a_frame_in_the_page_may_go_where_it_likes(film: Film) -> None:
    page = show(film, "<iframe></iframe>" + later("frames[0].location = 'other.html'"), files=OTHER)
    assert page.ask("frames[0].document.body.textContent") == "other"
    assert kinds(page) == []


POP_UPS = {
    "open": later("window.open('other.html')"),
    "open an empty one": later("window.open()"),
    "link": LINK.replace("<a", "<a target=_blank") + later("document.querySelector('a').click()"),
    "form": "<form target=_blank action=other.html></form>" + later("document.forms[0].submit()"),
    "the host's open": later("parent.open('/other.html')"),
}


@pytest.mark.parametrize("page", POP_UPS.values(), ids=POP_UPS)
def test_a_pop_up_is_refused_and_does_not_come(film: Film, browser, page: str) -> None:
    error = refusal(film, page, files=OTHER)
    assert "opened a window" in error.what
    assert "frame 2, 0:00.066" in str(error.where)
    assert len(browser.window.page.context.pages) == 1


def test_a_page_that_closes_its_window_is_refused(film: Film) -> None:
    error = refusal(film, later("window.close()"))
    assert "closed its window" in error.what
    assert "hframes.end()" in str(error.hint)


def test_the_host_cannot_be_closed(film: Film) -> None:
    assert kinds(show(film, later("top.close()"))) == []


VANISHINGS = {
    "its frame": later("frameElement.remove()"),
    "its frame while loading": "<script>frameElement.remove()</script>",
    "the host's body": later("parent.document.body.remove()"),
    "the host's document": later("parent.document.write('<p>gone')"),
    "the host's document while loading": "<script>parent.document.write('<p>gone')</script>",
}


@pytest.mark.parametrize("page", VANISHINGS.values(), ids=VANISHINGS)
def test_a_page_that_takes_its_own_frame_away_is_refused(film: Film, page: str) -> None:
    assert "took away the frame" in refusal(film, page).what


PROMPTS = "navigator.geolocation.getCurrentPosition(() => 0, () => 0); Notification.requestPermission()"


@pytest.mark.parametrize("script", [PROMPTS, "document.documentElement.requestFullscreen().catch(() => 0)"])
def test_no_prompt_of_the_browser_covers_the_page(film: Film, script: str) -> None:
    page = show(film, "<style>body{margin:0;background:#0000ff}</style>" + later(script))
    assert (page.pixels()[:, :, :3] == (255, 0, 0)).all()
