"""anime.js: a timeline with staggers, eases, keyframes and a drawn line, beside `seek`.

Three rules of its own show. Its clock is `Date.now()`, which knows whole milliseconds. What begins to play is put 12 ms
ahead, so that its first tick moves it. And it does not tick before a 240th of a second has passed: frame 0 is the page
before its first tick. So frame k, from 1 on, is drawn as `seek` draws the whole milliseconds of k/fps, and 12 more.
"""

from __future__ import annotations

import pytest

from tests.libraries.conftest import SOUGHT, Projector, moves, unlike

ANIME = "animejs/dist/bundles/anime.umd.min.js"
SCENE = """
<style>
  .bar { position: absolute; bottom: 0; width: 24px; height: 20px; background: #f59 }
  #ball { position: absolute; left: 20px; top: 20px; width: 30px; height: 30px; border-radius: 50%; background: #39f }
  svg { position: absolute; left: 160px; top: 20px }
</style>
<div id="ball"></div><svg width="140" height="60"><path d="M5 50C40-20 90 90 135 10" fill="none" stroke="#333" stroke-width="4"/></svg>
<script>
  const { createTimeline, stagger, svg, utils } = anime;
  for (let i = 0; i < 8; i++) document.write(`<div class="bar" style="left:${20 + i * 36}px"></div>`);
  const timeline = createTimeline({ autoplay: AUTOPLAY, defaults: { ease: "inOutQuad" } })
    .add(".bar", { height: [20, 90], delay: stagger(35, { from: "center" }), duration: 400, ease: "outElastic(1, .5)" }, 0)
    .add("#ball", { x: [{ to: 200, duration: 250 }, { to: 60, duration: 300, ease: "outBounce" }], rotate: "1turn", backgroundColor: "#fa0" }, 50)
    .add(svg.createDrawable("path"), { draw: ["0 0", "0 1", "1 1"], duration: 600 }, 0)
    .add(".bar", { opacity: .2, delay: stagger(20), duration: 150 }, 450);
</script>"""  # noqa: E501
PLAYS = SCENE.replace("AUTOPLAY", "true")
STANDS = SCENE.replace("AUTOPLAY", "false")
SEEKS = f"""{STANDS}<script>
  const seek = (seconds) => timeline.seek(Math.floor(seconds * 1000 + 1e-6) + 12);
</script>{SOUGHT}"""


@pytest.mark.parametrize("fps", [25, 30])
def test_it_draws_frame_k_as_it_draws_time_k_over_fps_and_what_it_is_ahead(projector: Projector, fps: int) -> None:
    played = projector.show(PLAYS, ANIME, fps=fps)
    assert moves(played)
    assert unlike(played[1:], projector.show(SEEKS, ANIME, fps=fps)[1:]) == []


def test_frame_0_is_the_page_before_the_first_tick(projector: Projector) -> None:
    assert unlike(projector.show(PLAYS, ANIME, frames=1), projector.show(STANDS, ANIME, frames=1)) == []


def test_two_plays_are_the_same(projector: Projector) -> None:
    assert unlike(projector.show(PLAYS, ANIME), projector.show(PLAYS, ANIME)) == []
