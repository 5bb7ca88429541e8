"""typed.js: what is typed at which time.

typed.js draws lots for how long a letter takes; without chance (`Math.random` is 0) each takes exactly `typeSpeed`, and
from the third on 4 ms more: it sets a timer of 0 after each, which the HTML standard lengthens five timers deep.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.libraries.conftest import Projector, moves, unlike

TYPED = "typed.js/dist/typed.umd.js"
SCENE = """<style>p { font: 26px monospace; margin: 20px }</style><p><span id="out"></span></p>
<script>
  CHANCE
  const typed = new Typed("#out", { strings: ["Hello, world", "Hello, you"], typeSpeed: 40, backSpeed: 25, startDelay: 0, backDelay: 100 });
</script>"""  # noqa: E501
PLAYS = SCENE.replace("CHANCE", "")


def test_two_plays_are_the_same_and_move(projector: Projector) -> None:
    played = projector.show(PLAYS, TYPED, frames=40)
    assert moves(played[::8])
    assert unlike(played, projector.show(PLAYS, TYPED, frames=40)) == []


def test_every_letter_comes_at_its_time(film: Callable[..., object], libraries: Path) -> None:
    files = {"typed.js": (libraries / TYPED).read_bytes()}
    page = film("<script src=typed.js></script>" + SCENE.replace("CHANCE", "Math.random = () => 0;"), files=files)
    due = [40 * n + 4 * max(0, n - 2) for n in range(1, 13)]
    for frame in range(18):
        page.step(frame)
        typed = sum(time <= frame * 1000 / 30 for time in due)
        assert page.ask("out.textContent") == "Hello, world"[:typed]
