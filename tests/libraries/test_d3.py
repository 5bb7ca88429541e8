"""D3: chained and staggered transitions. D3 can't be sought: each frame is compared with computed values."""

from __future__ import annotations

from tests.libraries.conftest import SOUGHT, Projector, moves, unlike

D3 = "d3/dist/d3.min.js"
SCENE = """
<svg width="320" height="180"></svg>
<script>
  const from = [30, 80, 50, 20, 100, 60], to = [120, 30, 90, 150, 40, 110];
  const svg = d3.select("svg");
  const bars = svg.selectAll("rect").data(from).join("rect").attr("x", (_, i) => 10 + i * 52).attr("width", 40)
    .attr("y", (value) => 180 - value).attr("height", (value) => value).attr("fill", "#47a");
  const path = svg.append("path").attr("fill", "none").attr("stroke", "#c33").attr("stroke-width", 3);
  const line = (values) => d3.line((_, i) => 30 + i * 52, (value) => 170 - value).curve(d3.curveCatmullRom)(values);
  path.attr("d", line(from));
</script>"""
PLAYS = f"""{SCENE}<script>
  bars.transition().duration(400).delay((_, i) => i * 25).ease(d3.easeBackOut)
    .attr("y", (_, i) => 180 - to[i]).attr("height", (_, i) => to[i]).attr("fill", "#e83")
    .transition().duration(200).ease(d3.easeLinear).attr("x", (_, i) => 20 + i * 48);
  path.transition().duration(600).attrTween("d", () => {{
    const between = d3.interpolateArray(from, to);
    return (t) => line(between(t));
  }});
</script>"""
# Where each attribute is at a time, from D3's own eases and interpolators. A chained transition is counted from the
# time at which the one before it ends, whichever frame that falls into.
COMPUTED = f"""{SCENE}<script>
  const part = (time, begin, length) => Math.max(0, Math.min(1, (time - begin) / length));
  const seek = (seconds) => {{
    const time = seconds * 1000;
    bars.each(function (value, i) {{
      const t = d3.easeBackOut(part(time, i * 25, 400));
      const bar = d3.select(this);
      bar.attr("y", d3.interpolateNumber(180 - from[i], 180 - to[i])(t));
      bar.attr("height", d3.interpolateNumber(from[i], to[i])(t));
      bar.attr("fill", d3.interpolateRgb("rgb(68, 119, 170)", "#e83")(t));
      bar.attr("x", d3.interpolateNumber(10 + i * 52, 20 + i * 48)(part(time, i * 25 + 400, 200)));
    }});
    path.attr("d", line(d3.interpolateArray(from, to)(d3.easeCubic(part(time, 0, 600)))));
  }};
</script>{SOUGHT}"""


def test_it_draws_frame_k_as_computed_for_time_k_over_fps(projector: Projector) -> None:
    played = projector.show(PLAYS, D3)
    assert moves(played[:18])
    assert unlike(played, projector.show(COMPUTED, D3)) == []


def test_two_plays_are_the_same(projector: Projector) -> None:
    assert unlike(projector.show(PLAYS, D3), projector.show(PLAYS, D3)) == []
