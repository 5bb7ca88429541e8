"""mo.js: bursts, shapes and swirls on a timeline, beside `setProgress`.

A start time of 0 is none to mo.js: what begins to play while the page's time is still 0 stands still for the next two
frames, and is then where it belongs. What begins later is exact from its first frame on.
"""

from __future__ import annotations

from tests.libraries.conftest import SOUGHT, Projector, moves, unlike

MOJS = "@mojs/core/dist/mo.umd.js"
SCENE = """
<script>
  const at = { parent: document.body, left: 0, top: 0 };
  const burst = new mojs.Burst({ ...at, x: 90, y: 90, radius: { 0: 70 }, count: 7, children: { fill: { "#f06": "#09f" }, duration: 700, easing: "quad.out" } });
  const ring = new mojs.Shape({ ...at, x: 220, y: 90, shape: "circle", fill: "none", stroke: "#fa0", strokeWidth: { 30: 0 }, radius: { 10: 60 }, duration: 600, easing: "cubic.out" })
    .then({ strokeWidth: 8, radius: 20, duration: 300 });
  const square = new mojs.Shape({ ...at, x: { 40: 280 }, y: 150, shape: "rect", fill: "#283", radius: 12, angle: { 0: 270 }, duration: 900, easing: "elastic.out" });
  const timeline = new mojs.Timeline().add(burst, ring, square);
</script>"""  # noqa: E501
AT_ONCE = f"{SCENE}<script>timeline.play()</script>"
LATER = f"{SCENE}<script>setTimeout(() => timeline.play(), 100)</script>"
SEEKS = f"""{SCENE}<script>
  const length = timeline._props.time;
  const seek = (seconds) => {{
    const time = seconds * 1000 - BEGUN;
    if (time >= 0) timeline.setProgress(Math.min(1, time / length));
  }};
</script>{SOUGHT}"""


def test_it_draws_frame_k_as_it_draws_time_k_over_fps(projector: Projector) -> None:
    played = projector.show(LATER, MOJS)
    assert moves(played[3:])
    assert unlike(played, projector.show(SEEKS.replace("BEGUN", "100"), MOJS)) == []


def test_begun_at_0_it_stands_for_two_frames(projector: Projector) -> None:
    played = projector.show(AT_ONCE, MOJS)
    assert unlike(played[:2], played[1:3]) == []
    assert moves(played[2:])


def test_two_plays_are_the_same(projector: Projector) -> None:
    assert unlike(projector.show(LATER, MOJS), projector.show(LATER, MOJS)) == []
