"""`animation-timeline: scroll()` and `view()`: where the page is scrolled to in a frame is what the frame shows."""

from __future__ import annotations

import numpy as np
import pytest

PAGE = """<!doctype html><style>
html { scrollbar-width: none } body { margin: 0; height: 1180px; background: white }
.bar { position: fixed; left: 0; top: 0; width: 100%; height: 20px; background: black; transform-origin: 0;
       animation: grow linear both; animation-timeline: SCROLL }
@keyframes grow { from { transform: scaleX(0) } to { transform: scaleX(1) } }
</style><div class=bar></div><script>
requestAnimationFrame(function down(now) {
    document.scrollingElement.scrollTop = now * 5;  // 1000 pixels in 200 ms
    requestAnimationFrame(down);
});
</script>"""
STYLED = PAGE.replace("SCROLL", "scroll(root)")
SCRIPTED = PAGE.replace("animation-timeline: SCROLL", "animation-name: none").replace(
    "<script>",
    """<script>
    document.querySelector('.bar').animate({transform: ['scaleX(0)', 'scaleX(1)']},
        {timeline: new ScrollTimeline({source: document.scrollingElement}), fill: 'both'});""",
)


def width(page) -> int:
    """How many pixels of the bar are drawn."""
    return int(np.count_nonzero(page.pixels()[10, :, 0] < 128))


@pytest.mark.parametrize("html", [STYLED, SCRIPTED], ids=["style", "script"])
def test_a_scroll_timeline_is_where_the_page_is_in_the_frame(film, html: str) -> None:
    page = film(html)
    widths = []
    for frame in range(5):
        page.step(frame)
        widths.append(width(page))
    assert widths == pytest.approx([round(320 * frame / 6) for frame in range(5)], abs=1)


def test_frames_passed_over_leave_a_scroll_timeline_where_it_would_be(film) -> None:
    page = film(STYLED)
    page.replay(0, 1, 2)
    page.step(3)
    assert width(page) == 160


def test_a_view_timeline_follows_its_subject(film) -> None:
    page = film(
        """<!doctype html><style>html { scrollbar-width: none } body { margin: 0; height: 2000px }
        .card { position: absolute; top: 180px; left: 0; width: 320px; height: 180px; background: black;
                animation: come linear both; animation-timeline: view(); animation-range: entry }
        @keyframes come { from { opacity: 0 } }
        </style><div class=card></div><script>
        requestAnimationFrame(function down(now) { scrollTo(0, now * 1.8); requestAnimationFrame(down) })</script>"""
    )
    for frame in range(3):
        page.step(frame)
        shown = int(page.pixels()[175, 160, 0])
        entered = 180 * frame / 3 * 1 / 180  # of the card, at the lower edge of the window
        assert shown == pytest.approx(255 * (1 - entered), abs=2) or entered == 0
