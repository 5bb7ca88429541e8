"""Frames that are skipped leave the page as frames that are painted;
the same page gives the same pictures each time."""

from __future__ import annotations

import numpy as np
import pytest

# A page with every kind of motion whose state depends on all frames before.
PAGE = """<style>
    body { margin: 0; background: #123 }
    @keyframes spin { to { transform: rotate(360deg); background: gold } }
    #a { width: 60px; height: 60px; background: tomato; animation: spin 700ms ease-in-out infinite alternate }
    #b { width: 40px; height: 40px; background: lime; transition: transform 300ms ease }
    #b.far { transform: translateX(200px) }
</style>
<div id=a></div><div id=b></div>
<svg width=100 height=40><rect width=10 height=10 fill=white><animate attributeName=x from=0 to=90
    dur=0.4s repeatCount=indefinite /></rect></svg>
<canvas id=c width=320 height=60></canvas>
<iframe width=100 height=40 srcdoc="<style>@keyframes m { to { margin-left: 80px } } p { margin: 0; width: 10px;
    height: 10px; background: red; animation: m 333ms infinite }</style><p>"></iframe>
<script>
    var log = [], observed = 0;
    const say = (...words) => log.push([hframes.frame, performance.now(), ...words].join(' '));
    for (const name of ['animationstart', 'animationiteration', 'transitionrun', 'transitionstart', 'transitionend'])
        addEventListener(name, event => say(name, event.elapsedTime, event.timeStamp), true);
    setInterval(() => { b.classList.toggle('far'); say('toggle') }, 410);
    const g = c.getContext('2d');
    let x = 0;
    setInterval(() => { g.fillStyle = `hsl(${Math.random() * 360} 80% 60%)`;
        g.fillRect(x = (x + 7 * Math.random()) % 320, 60 * hframes.random(), 5, 5) }, 7);
    requestAnimationFrame(function f(t) {
        if (hframes.frame % 10 === 3) {
            const animation = c.animate({opacity: [1, 0.3, 1]}, 150);
                animation.onfinish = event => say('finish', event.currentTime);
            animation.finished.then(() => say('finished'));
        }
        if (hframes.frame === 8) new ResizeObserver(() => say('resized', ++observed)).observe(a);
        if (hframes.frame === 15) a.style.width = '90px';
        requestIdleCallback(() => say('idle'));
        requestAnimationFrame(f);
    });
    document.querySelector('animate').addEventListener('repeatEvent', () => say('repeat'));
</script>"""

STATE = """JSON.stringify([log, a.getBoundingClientRect(), b.getBoundingClientRect(), c.toDataURL(),
    getComputedStyle(a).background,
    document.getAnimations().map(a => [a.currentTime, a.startTime, a.playState]),
        frames[0].document.querySelector('p').getBoundingClientRect(),
    document.querySelector('rect').x.animVal.value])"""


def last_frame(page) -> tuple[bytes, str]:
    return page.pixels().tobytes(), page.ask(STATE)


@pytest.mark.parametrize("skipped", [[range(0, 45)], [range(0, 7), range(12, 30)], [range(20, 44)]])
def test_skipped_frames_leave_the_page_as_painted_ones(film, skipped: list[range]) -> None:
    stepped = film(PAGE)
    stepped.run_to(45)
    expected = last_frame(stepped)
    stepped.close()
    page = film(PAGE)
    for part in skipped:
        if page.stage.frame + 1 < part.start:
            page.step(*range(page.stage.frame + 1, part.start))
        page.replay(*part)
    page.run_to(45)
    got = last_frame(page)
    assert got[1] == expected[1]
    assert got[0] == expected[0]


def test_the_same_page_gives_the_same_bytes_in_every_frame(film) -> None:
    def pictures() -> list[bytes]:
        page = film(PAGE)
        taken = []
        for frame in range(30):
            page.step(frame)
            taken.append(page.pixels().tobytes())
        page.close()
        return taken

    first, second = pictures(), pictures()
    assert [k for k in range(30) if first[k] != second[k]] == []
    assert len(set(first)) > 25


def test_frames_are_evenly_apart_whatever_time_they_took(film) -> None:
    """A page that is slow at some frames shows the same as one that isn't."""
    slow = PAGE.replace("var log", "setInterval(() => { for (let n = 0; n < 3e6; n++) Math.sqrt(n) }, 90); var log")
    pictures = []
    for html in (PAGE, slow):
        page = film(html)
        page.run_to(12)
        pictures.append(np.frombuffer(page.pixels().tobytes(), np.uint8))
        page.close()
    assert (pictures[0] == pictures[1]).all()
