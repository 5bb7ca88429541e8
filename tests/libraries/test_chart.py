"""Chart.js: bars and a line that grow, beside values computed with its own ease. It can't be sought."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.libraries.conftest import Projector, moves, unlike

CHART = "chart.js/dist/chart.umd.min.js"
SCENE = """<canvas width="320" height="180"></canvas><script>
  const chart = new Chart(document.querySelector("canvas"), {
    data: {
      labels: ["a", "b", "c", "d", "e"],
      datasets: [
        { type: "bar", data: [12, 19, 3, 8, 15], backgroundColor: "#36a2ebaa" },
        { type: "line", data: [5, 9, 14, 6, 11], borderColor: "#f66", tension: 0.4 },
      ],
    },
    options: {
      responsive: false,
      animation: { duration: 600, easing: "easeOutQuart" },
      plugins: { legend: { display: false } },
    },
  });
  setTimeout(() => { chart.data.datasets[0].data = [3, 8, 18, 12, 6]; chart.update() }, 700);
</script>"""


def test_two_plays_are_the_same_and_move(projector: Projector) -> None:
    played = projector.show(SCENE, CHART, frames=30)
    assert moves(played[1:16])
    assert unlike(played, projector.show(SCENE, CHART, frames=30)) == []


def test_a_bar_is_where_its_ease_puts_it(film: Callable[..., object], libraries: Path) -> None:
    """Chart.js counts the whole milliseconds of `Date.now()`."""
    page = film("<script src=chart.js></script>" + SCENE, files={"chart.js": (libraries / CHART).read_bytes()})
    for frame in range(19):
        page.step(frame)
        scale = "chart.scales.y.getPixelForValue"
        bottom, top, now = page.ask(f"[{scale}(0), {scale}(12), chart.getDatasetMeta(0).data[0].y]")
        part = min(1, frame * 1000 // 30 / 600)
        assert now == pytest.approx(bottom + (top - bottom) * (1 - (1 - part) ** 4), abs=1e-9)
