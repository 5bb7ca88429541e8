"""three.js: an animation mixer of three tracks, in WebGL, beside `mixer.setTime`."""

from __future__ import annotations

from pathlib import Path

from tests.libraries.conftest import SOUGHT, Projector, moves, unlike

SCENE = """
<script type="module">
  import * as THREE from "./three.module.js";
  const renderer = new THREE.WebGLRenderer({ antialias: true });
  renderer.setSize(320, 180);
  document.body.append(renderer.domElement);
  const scene = new THREE.Scene(), camera = new THREE.PerspectiveCamera(45, 16 / 9, 0.1, 50);
  scene.background = new THREE.Color("#dfe7f0");
  camera.position.z = 6;
  const light = new THREE.DirectionalLight("#fff", 3);
  light.position.set(1, 2, 3);
  const material = new THREE.MeshStandardMaterial({ color: "#e63" });
  const mesh = new THREE.Mesh(new THREE.TorusKnotGeometry(0.9, 0.3, 60, 8), material);
  scene.add(light, new THREE.AmbientLight("#88a"), mesh);
  const turn = (axis, angle) => new THREE.Quaternion().setFromAxisAngle(axis, angle).toArray();
  const up = new THREE.Vector3(0.3, 1, 0).normalize();
  const clip = new THREE.AnimationClip("all", 1, [
    new THREE.VectorKeyframeTrack(".position", [0, 0.3, 1], [-2, -1, 0, 2, 1, 0, -2, 0, -2], THREE.InterpolateSmooth),
    new THREE.QuaternionKeyframeTrack(".quaternion", [0, 0.5, 1], [...turn(up, 0), ...turn(up, 2), ...turn(up, 4)]),
    new THREE.ColorKeyframeTrack(".material.color", [0, 1], [0.9, 0.2, 0.1, 0.1, 0.3, 0.9]),
  ]);
  const mixer = new THREE.AnimationMixer(mesh);
  mixer.clipAction(clip).setLoop(THREE.LoopPingPong).play();
  DRIVER
</script>"""
PLAYS = """
  const timer = new THREE.Timer();
  renderer.setAnimationLoop((time) => {
    timer.update(time);
    mixer.update(timer.getDelta());
    renderer.render(scene, camera);
  });"""
SEEKS = "window.seek = (time) => { mixer.setTime(time); renderer.render(scene, camera); };"


def test_it_draws_frame_k_as_it_draws_time_k_over_fps(projector: Projector, libraries: Path) -> None:
    build = libraries / "three" / "build"
    files = {name: (build / name).read_bytes() for name in ("three.module.js", "three.core.js")}
    plays = SCENE.replace("DRIVER", PLAYS)
    played = projector.show(plays, files=files)
    assert moves(played)
    assert unlike(played, projector.show(plays, files=files)) == []
    assert unlike(played, projector.show(SCENE.replace("DRIVER", SEEKS) + SOUGHT, files=files)) == []
