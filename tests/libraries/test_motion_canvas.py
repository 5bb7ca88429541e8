"""Motion Canvas: its player element, which plays by itself, beside the core's player sought to each frame.

The player element lets an animation frame go by whose time is 0, and reckons its film through in the next: frame k,
from 1 on, shows the film's frame k - 1.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.libraries.conftest import Projector, moves, unlike

SOURCE = """
import { DefaultPlugin, MetaFile, Player, Stage, ValueDispatcher, Vector2, all, bootstrap, easeOutBounce, sequence, waitFor } from "@motion-canvas/core";
import { Circle, Line, Rect, Txt, makeScene2D } from "@motion-canvas/2d";
import "@motion-canvas/player";

const scene = makeScene2D(function* (view) {
  view.fill("#141414");
  const points = [[-140, -60], [-40, 20], [40, -60], [140, 20]];
  const line = new Line({ points, radius: 30, stroke: "#68abdf", lineWidth: 6, end: 0 });
  const box = new Rect({ size: 50, x: -110, fill: "#e6a700", radius: 8 });
  const label = new Txt({ text: "0", fill: "#fff", fontSize: 26, fontFamily: "Liberation Sans", y: -70, x: 110 });
  const dots = Array.from({ length: 5 }, (_, i) => new Circle({ x: -100 + i * 50, y: 60, size: 0, fill: "#e13238" }));
  view.add([line, box, label, ...dots]);
  yield* all(
    line.end(1, 0.5),
    box.position.x(110, 0.5).to(0, 0.3, easeOutBounce),
    box.rotation(180, 0.6),
    label.text("1000", 0.6),
    sequence(0.08, ...dots.map((dot) => dot.size(26, 0.2))),
  );
  yield* waitFor(0.2);
});
scene.name = "scene";
scene.onReplaced = new ValueDispatcher(scene);
const project = bootstrap("film", { core: "3", two: "2", ui: null, vitePlugin: null }, [DefaultPlugin()], { scenes: [scene] },
  new MetaFile("project"), new MetaFile("settings"));
project.meta.shared.size.set(new Vector2(320, 180));
project.meta.rendering.fps.set(30);
window.project = project;

// What the player element is made of, sought.
window.stand = () => {
  const settings = { ...project.meta.getFullRenderingSettings(), size: new Vector2(320, 180) };
  const stage = new Stage(), player = new Player(project);
  stage.configure(settings);
  player.configure(settings);
  document.body.append(stage.finalBuffer);
  player.onRender.subscribe(async () => { await stage.render(player.playback.currentScene, player.playback.previousScene) });
  player.activate();
  player.togglePlayback(false);
  window.seek = (frame) => player.requestSeek(frame);
  window.player = player;
};
"""  # noqa: E501
PLAYS = """
<style>motion-canvas-player { width: 320px; height: 180px }</style>
<script type="module" src="film.js"></script>
<motion-canvas-player src="./project.js" auto="true"></motion-canvas-player>
"""
SEEKS = """
<script type="module">
  import "./film.js";
  stand();
  requestAnimationFrame(function next() { seek(Math.max(0, hframes.frame - 1)); requestAnimationFrame(next) });
</script>
"""
FADED_IN = 4  # frames: the player element fades in, for a tenth of a second


def test_it_draws_frame_k_as_it_draws_the_frame_sought(projector: Projector, bundle: Callable[..., bytes]) -> None:
    files = {"film.js": bundle(SOURCE, "--format=esm"), "project.js": b"export default window.project;"}
    played = projector.show(PLAYS, files=files)
    assert moves(played[1:])
    assert unlike(played, projector.show(PLAYS, files=files)) == []
    assert unlike(played[FADED_IN:], projector.show(SEEKS, files=files)[FADED_IN:]) == []
