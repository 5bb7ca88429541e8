"""Motion: a sequence, accelerated animations, a spring and a plain number, beside `animation.time`.

What Motion animates itself (colours, numbers) it counts in whole milliseconds, rounded; what it hands to the browser
(transforms, opacity) is at exactly k/fps.
"""

from __future__ import annotations

from tests.libraries.conftest import SOUGHT, Projector, moves, unlike

MOTION = "motion/dist/motion.js"
SCENE = """
<style>
  .card { position: absolute; top: 20px; width: 50px; height: 50px; border-radius: 8px; background: #85f }
  #bar { position: absolute; left: 20px; bottom: 20px; width: 280px; height: 30px; background: #fb3 }
  #bar { transform-origin: left }
  b { position: absolute; right: 10px; top: 84px; font: 24px monospace }
</style>
<div class="card" style="left:20px"></div><div class="card" style="left:90px"></div>
<div class="card" style="left:160px"></div><div id="bar"></div><b>0</b>
<script>
  const { animate, stagger, spring } = Motion;
  const controls = [
    animate([
      [".card", { y: [0, 70] }, { duration: 0.4, delay: stagger(0.08), ease: "easeInOut" }],
      [".card", { rotate: 90, scale: 0.6 }, { duration: 0.3, at: "-0.1" }],
    ]),
    animate("#bar", { transform: ["scaleX(0)", "scaleX(1)"], opacity: [0.2, 1] }, { duration: 0.7, ease: "circOut" }),
    animate("#bar", { backgroundColor: "#e36" }, { type: spring, visualDuration: 0.5, bounce: 0.3 }),
    animate(0, 500, { duration: 0.9, onUpdate: (n) => { document.querySelector("b").textContent = n.toFixed(1) } }),
  ];
</script>"""
# What Motion animates itself it draws in the frame after its time was set.
SEEKS = f"""{SCENE}<script>
  for (const animation of controls) animation.pause();
  const [sequence, accelerated, colour, number] = controls;
  const seek = (seconds) => {{
    for (const animation of [sequence, accelerated]) animation.time = seconds;
    const next = Math.round((hframes.frame + 1) * 1000 / 30) / 1000;
    for (const animation of [colour, number]) animation.time = next;
  }};
</script>{SOUGHT}"""


def test_it_draws_frame_k_as_it_draws_time_k_over_fps(projector: Projector) -> None:
    played = projector.show(SCENE, MOTION)
    assert moves(played)
    assert unlike(played, projector.show(SEEKS, MOTION)) == []


def test_two_plays_are_the_same(projector: Projector) -> None:
    assert unlike(projector.show(SCENE, MOTION), projector.show(SCENE, MOTION)) == []
