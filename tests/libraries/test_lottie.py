"""Lottie: shapes with eased keyframes, a trim path and a mask, drawn as SVG and on a canvas, beside `goToAndStop`."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

import pytest

from tests.libraries.conftest import SOUGHT, Projector, moves, unlike

LOTTIE = "lottie-web/build/player/lottie.min.js"
Track: TypeAlias = dict[str, Any]


def still(value: Any) -> Track:
    return {"a": 0, "k": value}


def moving(*keys: tuple[float, list[float]]) -> Track:
    ease = {"i": {"x": [0.3], "y": [1]}, "o": {"x": [0.6], "y": [0]}}
    return {"a": 1, "k": [{"t": time, "s": value, **ease} for time, value in keys]}


def layer(place: int, position: Track, rotation: Track, shapes: list[dict[str, Any]]) -> dict[str, Any]:
    group = {"ty": "tr", "p": still([0, 0]), "a": still([0, 0]), "s": still([100, 100]), "r": still(0), "o": still(100)}
    transform = {"p": position, "r": rotation, "a": still([0, 0, 0]), "s": still([100, 100, 100]), "o": still(100)}
    timing = {"ip": 0, "op": 60, "st": 0, "sr": 1, "bm": 0, "ddd": 0}
    drawn = [{"ty": "gr", "it": [*shapes, group]}]
    return {"ty": 4, "ind": place, "nm": str(place), "ks": transform, "shapes": drawn, **timing}


def fill(*colour: float) -> dict[str, Any]:
    return {"ty": "fl", "c": still([*colour, 1]), "o": still(100)}


ANIMATION = {
    **{"v": "5.7.0", "fr": 30, "ip": 0, "op": 60, "w": 320, "h": 180, "ddd": 0, "assets": []},
    "layers": [
        layer(
            1,
            moving((0, [60, 90, 0]), (12, [250, 60, 0]), (30, [90, 130, 0])),
            moving((0, [0]), (25, [270])),
            [
                {"ty": "rc", "p": still([0, 0]), "s": moving((0, [60, 60]), (15, [90, 30])), "r": still(8)},
                fill(0.9, 0.3, 0.2),
            ],
        ),
        layer(
            2,
            still([160, 90, 0]),
            still(-90),
            [
                {"ty": "el", "p": still([0, 0]), "s": still([120, 120])},
                {"ty": "tm", "m": 1, "s": still(0), "e": moving((0, [5]), (20, [99])), "o": still(9)},
                {"ty": "st", "c": still([0.1, 0.4, 0.8, 1]), "o": still(100), "w": still(12), "lc": 2, "lj": 2},
            ],
        ),
    ],
}  # fmt: skip
SCENE = """<style>#stage { width: 320px; height: 180px }</style><div id="stage"></div><script>
  const player = lottie.loadAnimation({
    container: document.getElementById("stage"), animationData: ANIMATION,
    renderer: "RENDERER", loop: true, autoplay: AUTOPLAY,
  });
</script>""".replace("ANIMATION", json.dumps(ANIMATION))
PLAYS = SCENE.replace("AUTOPLAY", "true")
# goToAndStop takes milliseconds.
SEEK = "<script>const seek = (seconds) => player.goToAndStop(seconds * 1000)</script>"
SEEKS = SCENE.replace("AUTOPLAY", "false") + SEEK + SOUGHT

both_renderers = pytest.mark.parametrize("renderer", ["svg", "canvas"])


@both_renderers
@pytest.mark.parametrize("fps", [30, 24])
def test_it_draws_frame_k_as_it_draws_time_k_over_fps(projector: Projector, renderer: str, fps: int) -> None:
    played = projector.show(PLAYS.replace("RENDERER", renderer), LOTTIE, fps=fps)
    assert moves(played)
    assert unlike(played, projector.show(SEEKS.replace("RENDERER", renderer), LOTTIE, fps=fps)) == []


@both_renderers
def test_two_plays_are_the_same(projector: Projector, renderer: str) -> None:
    page = PLAYS.replace("RENDERER", renderer)
    assert unlike(projector.show(page, LOTTIE), projector.show(page, LOTTIE)) == []
