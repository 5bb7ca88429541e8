"""ECharts: bars, a pie and a line that grow, drawn on a canvas and as SVG. It can't be sought."""

from __future__ import annotations

import pytest

from tests.libraries.conftest import Projector, moves, unlike

ECHARTS = "echarts/dist/echarts.min.js"
SCENE = """<div id="chart" style="width:320px;height:180px"></div><script>
  const chart = echarts.init(document.getElementById("chart"), null, { renderer: "RENDERER" });
  chart.setOption({
    animationDuration: 700,
    xAxis: { data: ["Mo", "Tu", "We", "Th", "Fr"] }, yAxis: {}, grid: { left: 30, right: 120, top: 20, bottom: 24 },
    series: [
      { type: "bar", data: [5, 20, 36, 10, 14], animationDelay: (i) => i * 60 },
      { type: "line", data: [12, 8, 30, 22, 4], smooth: true },
      { type: "pie", center: ["84%", "50%"], radius: ["15%", "40%"], data: [{ value: 3 }, { value: 5 }, { value: 2 }], label: { show: false } },
    ],
  });
</script>"""  # noqa: E501


@pytest.mark.parametrize("renderer", ["canvas", "svg"])
def test_two_plays_are_the_same_and_move(projector: Projector, renderer: str) -> None:
    page = SCENE.replace("RENDERER", renderer)
    played = projector.show(page, ECHARTS)
    assert moves(played[1:])
    assert unlike(played, projector.show(page, ECHARTS)) == []
