"""p5: a sketch that counts frames, reads `millis()` and takes its chance from p5, beside `redraw()`.

p5 draws for the first time when about a 60th of a second has passed since `setup()`: frame 0 is its empty canvas, and
frame k is drawn with `frameCount` k.
"""

from __future__ import annotations

from tests.libraries.conftest import SOUGHT, Projector, moves, unlike

P5 = "p5/lib/p5.min.js"
SCENE = """<script>
  const sketch = new p5((p) => {
    const dots = [];
    p.setup = () => {
      p.createCanvas(320, 180);
      p.pixelDensity(1);
      for (let i = 0; i < 25; i++)
        dots.push({ x: p.random(320), y: p.random(180), r: p.random(6, 20), hue: p.random(360) });
      p.noiseSeed(3);
      SETUP
    };
    p.draw = () => {
      p.background(250, 245, 230);
      p.colorMode(p.HSB);
      p.noStroke();
      dots.forEach((dot, i) => {
        p.fill(dot.hue, 60, 90, 0.7);
        p.circle(dot.x + 40 * (p.noise(i, p.frameCount / 20) - 0.5), dot.y + 12 * p.sin(p.millis() / 120 + i), dot.r);
      });
      p.colorMode(p.RGB);
      p.fill(20);
      p.textSize(24);
      p.text(p.nf(p.frameCount, 4), 240, 170);
      p.rotate(p.frameCount / 30);
      p.rect(60, 20, 80, 20);
    };
  });
</script>"""
PLAYS = SCENE.replace("SETUP", "")
# A sketch without a loop is drawn once, which is count 1.
SEEKS = SCENE.replace("SETUP", "p.noLoop();") + (
    "<script>const seek = () => { sketch.frameCount = hframes.frame - 1; sketch.redraw() }</script>" + SOUGHT
)


def test_it_draws_frame_k_as_it_draws_its_count_k(projector: Projector) -> None:
    played = projector.show(PLAYS, P5)
    assert moves(played)
    assert unlike(played[1:], projector.show(SEEKS, P5)[1:]) == []


def test_frame_0_is_empty(projector: Projector) -> None:
    (first,) = projector.show(PLAYS, P5, frames=1)
    assert (first == 255).all()


def test_two_plays_are_the_same(projector: Projector) -> None:
    assert unlike(projector.show(PLAYS, P5), projector.show(PLAYS, P5)) == []
