"""PixiJS: graphics, masks, blend modes and a filter, moved by the ticker, beside `ticker.update(time)`."""

from __future__ import annotations

from tests.libraries.conftest import SOUGHT, Projector, moves, unlike

PIXI = "pixi.js/dist/pixi.min.js"
SCENE = """<script type="module">
  const app = new PIXI.Application();
  await app.init({ width: 320, height: 180, background: "#103050", antialias: true, preference: "webgl", OPTIONS });
  document.body.append(app.canvas);
  const stars = Array.from({ length: 14 }, (_, i) => {
    const star = new PIXI.Graphics().star(0, 0, 5, 22, 10).fill(["#fc5", "#f67", "#6cf"][i % 3]);
    star.position.set(30 + (i % 7) * 44, i < 7 ? 55 : 125);
    star.blendMode = i % 2 ? "add" : "normal";
    app.stage.addChild(star);
    return star;
  });
  const blur = new PIXI.BlurFilter({ strength: 0 });
  stars[3].filters = [blur];
  const label = new PIXI.Text({ text: "0", style: { fill: "#fff", fontSize: 18, fontFamily: "Liberation Sans" } });
  app.stage.addChild(label);
  let total = 0;
  app.ticker.add((ticker) => {
    total += ticker.deltaTime;
    stars.forEach((star, i) => {
      star.rotation += 0.04 * ticker.deltaTime * (i % 2 ? 1 : -1);
      star.scale.set(1 + 0.4 * Math.sin(total / 8 + i));
    });
    blur.strength = 4 + 4 * Math.sin(total / 10);
    label.text = ticker.lastTime.toFixed(1);
  });
  DRIVER
</script>"""
PLAYS = SCENE.replace("OPTIONS", "").replace("DRIVER", "")
SEEKS = (
    SCENE.replace("OPTIONS", "autoStart: false").replace(
        "DRIVER", "app.ticker.lastTime = 0; window.seek = (seconds) => app.ticker.update(seconds * 1000);"
    )
    + SOUGHT
)


def test_it_draws_frame_k_as_it_draws_time_k_over_fps(projector: Projector) -> None:
    played = projector.show(PLAYS, PIXI, frames=12)
    assert moves(played)
    assert unlike(played, projector.show(SEEKS, PIXI, frames=12)) == []


def test_two_plays_are_the_same(projector: Projector) -> None:
    assert unlike(projector.show(PLAYS, PIXI, frames=12), projector.show(PLAYS, PIXI, frames=12)) == []
