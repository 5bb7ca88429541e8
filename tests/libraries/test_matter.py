"""matter-js: a runner's falling stack, beside an engine that is stepped by hand.

The runner takes steps of a 60th of a second. It has no length for its first two frames (a time of 0 is none to it) and
counts each as one step; a step is taken when half of the next one has passed, too. So at 60 frames per second frame k
is drawn after k steps, and at 30, without the runner's own smoothing, after 2k - 1.
"""

from __future__ import annotations

import pytest

from tests.libraries.conftest import SOUGHT, Projector, moves, unlike

MATTER = "matter-js/build/matter.min.js"
SCENE = """<canvas width="320" height="180"></canvas><script>
  const { Engine, Runner, Bodies, Body, Composite, Events } = Matter;
  const engine = Engine.create();
  const solid = { isStatic: true };
  Composite.add(engine.world, [
    Bodies.rectangle(160, 175, 320, 20, solid), Bodies.rectangle(110, 110, 140, 8, { ...solid, angle: 0.25 }),
    ...Array.from({ length: 9 }, (_, i) =>
      Bodies.rectangle(70 + (i % 3) * 24, 20 + Math.floor(i / 3) * 22, 20, 20, { restitution: 0.4 })),
    Bodies.circle(150, -30, 16, { density: 0.01 }), Bodies.polygon(220, 10, 5, 18, { frictionAir: 0.02 }),
  ]);
  const canvas = document.querySelector("canvas").getContext("2d");
  const paint = () => {
    canvas.fillStyle = "#fafafa";
    canvas.fillRect(0, 0, 320, 180);
    Composite.allBodies(engine.world).forEach((body, i) => {
      canvas.fillStyle = `hsl(${i * 40} 60% 55%)`;
      canvas.beginPath();
      for (const { x, y } of body.vertices) canvas.lineTo(x, y);
      canvas.fill();
    });
  };
  let updates = 0;
  Events.on(engine, "afterUpdate", () => { updates += 1 });
  paint();
</script>"""
PLAYS = f"""{SCENE}<script>
  const runner = Runner.create(OPTIONS);
  Events.on(runner, "afterTick", paint);
  Runner.run(runner, engine);
</script>"""
SEEKS = f"""{SCENE}<script>
  const seek = () => {{
    const k = hframes.frame;
    while (updates < STEPS) Engine.update(engine, 1000 / 60);
    paint();
  }};
</script>{SOUGHT}"""
EXACT = "{ frameDeltaSmoothing: false, frameDeltaSnapping: false }"


@pytest.mark.parametrize(("fps", "options", "steps"), [(60, "", "k"), (60, EXACT, "k"), (30, EXACT, "2 * k - 1")])
def test_it_draws_frame_k_as_so_many_steps_draw_it(projector: Projector, fps: int, options: str, steps: str) -> None:
    played = projector.show(PLAYS.replace("OPTIONS", options), MATTER, fps=fps)
    assert moves(played)
    assert unlike(played, projector.show(SEEKS.replace("STEPS", steps), MATTER, fps=fps)) == []


def test_two_plays_are_the_same(projector: Projector) -> None:
    page = PLAYS.replace("OPTIONS", "")
    assert unlike(projector.show(page, MATTER), projector.show(page, MATTER)) == []
