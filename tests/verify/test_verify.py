"""What a verification comes to: identical where the clock holds everything, and what it tells where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from hframes import HframesError, Progress, Way
from hframes.errors import UsageError
from hframes.verification.disturb import Disturbance
from tests.verify.conftest import Verify

GENTLE = Disturbance(busy=1, delay=0.02, throttle=2, collect=0.5)

# Every frame depends on all before it: a timer, chance, an animation frame, a file that was fetched.
STATEFUL = """<!doctype html><style>p { position: absolute; animation: go 6s linear both }
@keyframes go { from { left: 0 } to { left: 120px; rotate: 90deg } }</style>
<p>x</p><canvas width=160 height=90></canvas><script>
const brush = document.querySelector('canvas').getContext('2d');
let colour = 'black';
fetch('colour.txt').then((answer) => answer.text()).then((text) => { colour = text });
setInterval(() => { brush.fillStyle = colour; brush.fillRect(Math.random() * 150, Math.random() * 80, 9, 9) }, 130);
(function draw() {
  brush.strokeRect((performance.now() / 40) % 150, 40, 5, Math.random() * 40);
  requestAnimationFrame(draw);
})();
</script>"""
# Three segments of eight frames.
THREE = {"fps": 4, "duration": "6"}

AUDIO = """<!doctype html><body><script>
const random = Math.random(), begun = Date.now();
const audio = new AudioContext();
(function draw() {
  const bits = Math.floor(audio.getOutputTimestamp().performanceTime * 1000) % 0x1000000;
  document.body.style.background = `#${bits.toString(16).padStart(6, '0')}`;
  requestAnimationFrame(draw);
})();
</script>"""


def test_a_page_with_a_state_is_the_same_in_every_way(verify: Verify) -> None:
    ways = [way for way in Way if way is not Way.BACKENDS]
    found = verify(STATEFUL, files={"colour.txt": "#c0f"}, ways=ways, disturbance=GENTLE, **THREE)
    assert found.identical, found
    assert found.difference is None
    assert found.sources == ()
    assert [(result.way, result.outcome, result.frames, result.pages) for result in found.ways] == [
        (Way.AGAIN, "identical", 24, 1),
        (Way.SHUFFLED, "identical", 24, 3),
        (Way.SEGMENT, "identical", 8, 1),
        (Way.STILLS, "identical", 4, 4),
        (Way.DISTURBED, "identical", 24, 1),
    ]
    assert (found.frames, found.first_frame, found.fps, found.width, found.height) == (24, 0, "4", 160, 90)


def test_a_range_in_the_middle_is_verified_as_it_is(verify: Verify) -> None:
    ways = ["again", "shuffled", "stills"]
    found = verify(STATEFUL, files={"colour.txt": "#c0f"}, ways=ways, **{**THREE, "range": ("1", "3.5")})
    assert found.identical, found
    assert (found.first_frame, found.frames) == (4, 10)


def test_a_short_video_has_no_order_of_segments(verify: Verify) -> None:
    found = verify("<p>x", ways=["shuffled", "segment"])
    assert found.identical
    assert [result.outcome for result in found.ways] == ["skipped", "skipped"]
    assert all(result.why for result in found.ways)


def test_a_page_that_ends_itself_is_compared_as_far_as_it_goes(verify: Verify) -> None:
    page = "<p>x<script>setTimeout(() => hframes.end(), 100)</script>"
    found = verify(page, ways=["again", "stills"])
    assert found.identical
    assert found.frames == 4


def test_a_page_that_ends_before_its_first_frame_is_refused(verify: Verify) -> None:
    with pytest.raises(UsageError, match="before its first frame"):
        verify("<script>hframes.end()</script>", ways=["again"])


def test_the_two_ways_to_capture_may_differ_and_it_is_told(verify: Verify) -> None:
    page = """<style>body { margin: 0; background: repeating-linear-gradient(45deg, red 0 3px, blue 0 6px) }
    div { margin: 9px; height: 60px; border-radius: 30px; backdrop-filter: blur(3px) hue-rotate(90deg) }</style><div>"""
    found = verify(page, ways=["backends"])
    assert found.identical
    assert found.difference is None
    (backends,) = found.ways
    assert (backends.frames, backends.tolerated) == (6, True)
    if backends.outcome == "differs":
        assert backends.differing > 0
        assert backends.pixels > 0
        assert backends.largest > 0


def test_the_first_difference_is_told_with_pictures_and_reasons(verify: Verify, tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = verify(AUDIO, ways=["again", "stills"], out=out)
    assert not found.identical
    assert [result.outcome for result in found.ways] == ["differs", "untried"]
    again = found.ways[0]
    assert again.frames == 6
    assert 1 <= again.differing <= 6
    assert again.pixels == 160 * 90
    difference = found.difference
    assert difference is not None
    assert difference.time == pytest.approx(difference.frame / 30)
    assert difference.distance is not None
    assert (difference.distance.box.width, difference.distance.box.height) == (160, 90)
    assert [path.name for path in difference.pictures] == ["first.png", "other.png", "difference.png"]
    first, other, apart = (Image.open(path) for path in difference.pictures)
    assert first.size == other.size == apart.size == (160, 90)
    assert first.getpixel((80, 45)) != other.getpixel((80, 45))
    assert max(apart.getpixel((80, 45))) == 255
    names = [source.name for source in found.sources]
    assert names.index("AudioContext.getOutputTimestamp") < names.index("Math.random")
    by_name = {source.name: source for source in found.sources}
    assert [by_name[name].held for name in ("AudioContext", "Math.random", "Date.now")] == [False, True, True]
    assert by_name["AudioContext.getOutputTimestamp"].stack.startswith("at draw (index.html:5:")
    assert by_name["AudioContext"].frame == -1


def test_what_is_touched_after_the_difference_is_no_reason(verify: Verify) -> None:
    page = AUDIO.replace("</script>", "setTimeout(() => new WeakRef({}), 150)</script>")
    found = verify(page, ways=["again"])
    assert found.difference is not None
    assert found.difference.frame < 4
    assert "WeakRef" not in [source.name for source in found.sources]


def test_a_way_in_which_the_page_fails_is_named(verify: Verify) -> None:
    page = """<body><script>
    let last = new WeakRef({});
    requestAnimationFrame(function check() {
      if (!last.deref()) alert('collected');
      last = new WeakRef({});
      requestAnimationFrame(check);
    });
    </script>"""
    with pytest.raises(HframesError, match="collected") as caught:
        verify(page, ways=["disturbed"], disturbance=Disturbance(busy=0, delay=0, throttle=1, collect=1))
    assert "rendered while disturbed" in str(caught.value.where)


def test_after_a_disturbance_the_browser_is_as_fast_and_whole_as_before(verify: Verify) -> None:
    for _ in range(2):
        assert verify("<p>x", ways=["disturbed"], disturbance=Disturbance(busy=0, throttle=20)).identical


def test_a_way_that_there_is_not_is_refused(verify: Verify) -> None:
    with pytest.raises(UsageError, match="again, shuffled, segment, stills, backends, disturbed"):
        verify("<p>x", ways=["twice"])


def test_a_browser_for_other_pages_is_refused(verify: Verify) -> None:
    with pytest.raises(UsageError, match="started for other pages"):
        verify("<p>x", width=2000)


def test_a_watcher_hears_every_frame_of_every_way(verify: Verify) -> None:
    seen: list[Progress] = []
    verify("<p>x", ways=["again", "stills"], watcher=seen.append)
    assert [moment.done for moment in seen] == list(range(1, 17))
    assert seen[-1].total == 16
    assert [moment.doing for moment in seen] == ["first render"] * 6 + ["rendered again"] * 6 + ["single stills"] * 4
