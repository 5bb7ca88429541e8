"""Before frame 0 everything is loaded, and time has not run; what comes later is there before its frame is taken.

The slow server answers only when it is waited for: nothing here depends on how fast the machine is.
"""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from aiohttp import web
from PIL import Image

from hframes.page.watch import PageWatch
from hframes.serve import FolderServer
from hframes.timebase import frame_time_ms
from tests import conftest
from tests.clock.square_font import square_font

EPOCH = 1_735_689_600_000
BLUE = (255, 0, 0)  # blue, green, red


def picture(colour: tuple[int, int, int], size: tuple[int, int] = (320, 180)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


class SlowServer(FolderServer):
    """Answers a request for a file called slow.* only when the stage waits for it."""

    asked: list[str]
    is_waited_for: asyncio.Event

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if "slow" in request.path:
            self.asked.append(request.path)
            await self.is_waited_for.wait()
        return await super()._handle(request)


@pytest.fixture
def slow(film: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """`film`, with the slow server."""
    SlowServer.asked, SlowServer.is_waited_for = [], asyncio.Event()
    change = PageWatch.change

    async def notice(watch: PageWatch, seconds: float) -> None:
        SlowServer.is_waited_for.set()
        await change(watch, seconds)

    monkeypatch.setattr(conftest, "FolderServer", SlowServer)
    monkeypatch.setattr(PageWatch, "change", notice)
    yield film
    SlowServer.is_waited_for.set()


AT_FIVE = """<body style="margin: 0"><script>
    var log = [];
    requestAnimationFrame(function f() {{ if (hframes.frame === 5) {{ {action} }} requestAnimationFrame(f) }});
</script>"""


@pytest.mark.parametrize(
    "action",
    [
        "document.body.innerHTML = '<img src=slow.png>'",
        "document.body.innerHTML = '<img srcset=\"slow.png 1x\">'",
        "document.body.innerHTML = '<picture><source srcset=slow.png><img></picture>'",
        "document.body.style.background = 'url(slow.png)'",
        "document.body.innerHTML = '<svg width=320 height=180><image href=slow.png width=320 height=180 /></svg>'",
        "document.body.innerHTML = '<div style=\"width: 320px; height: 180px; background: blue; "
        "-webkit-mask: url(slow.png)\">'",
        "const link = document.createElement('link'); link.rel = 'stylesheet'; link.href = 'slow.css'; "
        "document.head.append(link)",
        "const script = document.createElement('script'); script.src = 'slow.js'; document.head.append(script)",
        "import('./slow.js')",
        "fetch('slow.txt').then(r => r.text()).then(colour => { document.body.style.background = colour })",
        """const image = new Image(); image.src = 'slow.png'; image.onload = () => {
            const canvas = document.createElement('canvas'); canvas.width = 320; canvas.height = 180;
                document.body.append(canvas);
            canvas.getContext('2d').drawImage(image, 0, 0) }""",
        """document.head.insertAdjacentHTML('beforeend',
            '<style>@font-face { font-family: Square; src: url(slow.ttf) }</style>');
            document.body.innerHTML = '<div style="font: 320px/320px Square; color: blue">A</div>'""",
        "new FontFace('Loaded', 'url(slow.ttf)').load().then(face => { document.fonts.add(face); "
        "document.body.innerHTML = '<div style=\"font: 320px/320px Loaded; color: blue\">A</div>' })",
        "document.body.innerHTML = '<iframe src=slow.html width=320 height=180 frameborder=0></iframe>'",
    ],
)
def test_what_a_frame_brings_in_is_in_its_picture(slow, action: str) -> None:
    page = slow(
        AT_FIVE.format(action=action),
        {
            "slow.png": picture((0, 0, 255)),
            "slow.css": "body { background: blue }",
            "slow.js": "document.body.style.background = 'blue'",
            "slow.txt": "blue",
            "slow.ttf": square_font(),
            "slow.html": "<body style='background: blue'>",
        },
    )
    page.run_to(5)
    assert len(SlowServer.asked) == 1
    assert (page.pixels()[90, 160, :3] == BLUE).all()
    assert page.ask("[performance.now(), document.timeline.currentTime]") == [frame_time_ms(5, Fraction(30))] * 2


@pytest.mark.parametrize(
    "action",
    [
        "document.body.style.background = `url(${data})`",
        "document.body.innerHTML = `<img src='${data}'>`",
        "document.body.innerHTML = `<img src='${blob}'>`",
        """document.head.insertAdjacentHTML('beforeend',
                `<style>@font-face { font-family: Square; src: url(${font}) }</style>`);
            document.body.innerHTML = '<div style="font: 320px/320px Square; color: blue">A</div>'""",
    ],
    ids=["background", "data", "blob", "font"],
)
def test_what_needs_no_request_is_in_the_picture_too(film, action: str) -> None:
    data, font = (base64.b64encode(content).decode() for content in (picture((0, 0, 255)), square_font()))
    page = film(
        AT_FIVE.format(action=action).replace(
            "var log",
            f"""var data = 'data:image/png;base64,{data}', font = 'data:font/ttf;base64,{font}', blob;
            hframes.wait(fetch(data).then(r => r.blob()).then(content => {{ blob = URL.createObjectURL(content) }}));
            var log""",
        )
    )
    page.run_to(5)
    assert (page.pixels()[90, 160, :3] == BLUE).all()


def test_frame_zero_has_everything_that_the_page_begins_with_and_time_has_not_run(slow) -> None:
    page = slow(
        """<link rel=stylesheet href=slow.css><script src=slow.js></script><body
            style="margin: 0"><img id=image src=slow.png><p>A</p>
        <script>var log = []; requestAnimationFrame(t => log.push(t, Date.now(), document.readyState, image.complete,
            document.fonts.check('10px Square')));
            setTimeout(() => log.push('timer', performance.now()), 20)</script>""",
        {
            "slow.css": "@font-face { font-family: Square; src: url(slow.ttf) } body { font-family: Square }",
            "slow.js": "",
            "slow.png": picture((0, 0, 255)),
            "slow.ttf": square_font(),
        },
    )
    page.step(0)
    assert page.ask("log") == [0, EPOCH, "complete", True, True]
    assert (page.pixels()[90, 160, :3] == BLUE).all()
    page.step(1)
    assert page.ask("log.slice(5)") == ["timer", 20]


@pytest.mark.parametrize(
    "wait",
    [
        "new Promise(done => setTimeout(done, 3000))",
        "new Promise(done => setTimeout(() => setTimeout(done, 300), 300))",
        "new Promise(done => { let n = 0; const id = setInterval(() => { if (++n === 5) { clearInterval(id); "
        "done() } }, 100) })",
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))",
        "new Promise(done => requestIdleCallback(done))",
    ],
)
def test_loading_that_needs_time_gets_on_and_the_video_begins_at_zero(film, wait: str) -> None:
    page = film(
        f"<script>var log = []; hframes.wait({wait}).then(() => log.push(performance.now(), Date.now()))</script>"
    )
    page.step(0)
    assert page.ask("log") == [0, EPOCH]
    assert page.ask("[performance.now(), hframes.frame]") == [0, 0]


def test_a_modules_waiting_on_a_timer_is_part_of_the_video(film) -> None:
    """It does not hold up the page's load in a browser either."""
    page = film("""<script type=module>
        window.log = [performance.now()];
        await new Promise(done => setTimeout(done, 50));
        log.push(performance.now());
    </script>""")
    page.run_to(2)
    assert page.ask("log") == [0, 50]


def test_an_image_that_is_exchanged_is_waited_for_again(slow) -> None:
    page = slow(
        AT_FIVE.format(action="image.src = 'slow.png'").replace(
            "<script>", '<img id="image" src="red.png"><script>', 1
        ),
        {"red.png": picture((255, 0, 0)), "slow.png": picture((0, 0, 255))},
    )
    page.run_to(4)
    assert (page.pixels()[90, 160, :3] == (0, 0, 255)).all()
    page.step(5)
    assert (page.pixels()[90, 160, :3] == BLUE).all()


def test_frames_that_are_skipped_wait_for_the_same_things(slow) -> None:
    page = slow(
        AT_FIVE.format(action="fetch('slow.txt').then(r => r.text()).then(text => log.push(hframes.frame, text))"),
        {"slow.txt": "here"},
    )
    page.step(0)
    page.replay(*range(1, 8))
    assert page.ask("log") == [5, "here"]


def test_a_broken_image_does_not_hold_the_frame_for_ever(film) -> None:
    page = film(AT_FIVE.format(action="document.body.innerHTML = '<img src=broken.png>'"), {"broken.png": "no picture"})
    page.run_to(6)
    assert page.ask("document.images[0].complete") is True
    assert isinstance(page.pixels(), np.ndarray)
