"""GSAP: timelines, staggers, eases and plain tweens, beside `seek`.

Two rules of GSAP's own show. Its clock is `Date.now()`, which knows whole milliseconds: at 30 frames per second it
draws 33 ms where the frame is at 33 1/3; at 25 every frame's time is whole, and it draws exactly k/fps. And it does not
tick before a 240th of a second has passed: frame 0 is the page before GSAP's first tick.
"""

from __future__ import annotations

import pytest

from tests.libraries.conftest import SOUGHT, Projector, moves, unlike

GSAP = "gsap/dist/gsap.min.js"
SCENE = """
<style>
  .dot { position: absolute; left: 10px; width: 20px; height: 20px; border-radius: 50%; background: #0a7 }
  #box { position: absolute; left: 140px; top: 70px; width: 50px; height: 50px; background: #e40 }
  b { position: absolute; right: 8px; top: 4px; font: 20px monospace }
</style>
<div class="dot" style="top:10px"></div><div class="dot" style="top:60px"></div><div class="dot" style="top:110px"></div>
<div id="box"></div><b>0</b>
<script>
  const timeline = gsap.timeline({ paused: PAUSED });
  timeline.to(".dot", { x: 260, duration: 0.5, ease: "elastic.out(1, 0.4)", stagger: 0.06 })
    .from("#box", { scale: 0, rotation: 200, duration: 0.4, ease: "back.out(2)" }, 0.05)
    .to("#box", { backgroundColor: "#06c", borderRadius: "50%", duration: 0.25 }, "<0.2")
    .to({ n: 0 }, { n: 500, duration: 0.6, onUpdate() { document.querySelector("b").textContent = Math.round(this.targets()[0].n) } }, 0)
    .to("b", { yoyo: true, repeat: 3, y: 20, duration: 0.1, ease: "sine.inOut" }, 0.1);
</script>"""  # noqa: E501
PLAYS = SCENE.replace("PAUSED", "false")
STANDS = SCENE.replace("PAUSED", "true")


def seek(time: str) -> str:
    return f"<script>const seek = (seconds) => timeline.seek({time}, false)</script>{SOUGHT}"


@pytest.mark.parametrize("fps", [25, 50])
def test_it_draws_frame_k_as_it_draws_time_k_over_fps(projector: Projector, fps: int) -> None:
    played = projector.show(PLAYS, GSAP, fps=fps, frames=16)
    assert moves(played)
    assert unlike(played[1:], projector.show(STANDS + seek("seconds"), GSAP, fps=fps, frames=16)[1:]) == []


def test_between_milliseconds_it_draws_the_last_whole_one(projector: Projector) -> None:
    played = projector.show(PLAYS, GSAP)
    whole = "Math.floor(seconds * 1000 + 1e-6) / 1000"
    assert unlike(played[1:], projector.show(STANDS + seek(whole), GSAP)[1:]) == []


def test_frame_0_is_the_page_before_the_first_tick(projector: Projector) -> None:
    assert unlike(projector.show(PLAYS, GSAP, frames=1), projector.show(STANDS, GSAP, frames=1)) == []


def test_two_plays_are_the_same(projector: Projector) -> None:
    assert unlike(projector.show(PLAYS, GSAP), projector.show(PLAYS, GSAP)) == []
