"""React, with Remotion's `<Player autoPlay>` as the page, beside `seekTo`.

The player counts frames in an animation frame; React then renders in a task of its own, at the same time.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.libraries.conftest import Projector, moves, unlike

SOURCE = """
import { useEffect, useRef } from "react";
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { Player } from "@remotion/player";
import { AbsoluteFill, Sequence, interpolate, interpolateColors, random, spring, useCurrentFrame, useVideoConfig } from "remotion";

const Title = ({ text }) => {
  const frame = useCurrentFrame(), { fps } = useVideoConfig();
  const up = spring({ frame, fps, config: { damping: 9 } });
  return <h1 style={{ font: "700 40px Inter", margin: 0, transform: `translateY(${(1 - up) * 80}px)` }}>{text} {frame}</h1>;
};
const Film = () => {
  const frame = useCurrentFrame();
  return <AbsoluteFill style={{ background: interpolateColors(frame, [0, 30], ["#fec", "#cef"]), padding: 20 }}>
    <Title text="Frame" />
    <Sequence from={8} layout="none"><Title text="later" /></Sequence>
    {Array.from({ length: 9 }, (_, i) => <i key={i} style={{ position: "absolute", left: 20 + i * 32, bottom: 10, width: 24,
      height: interpolate(frame - i, [0, 12], [4, 30 + 40 * random(`bar ${i}`)], { extrapolateLeft: "clamp", extrapolateRight: "clamp" }), background: "#48c" }} />)}
  </AbsoluteFill>;
};
const Page = () => {
  const player = useRef(null);
  useEffect(() => { window.seek = (frame) => flushSync(() => player.current.seekTo(frame)) }, []);
  return <Player ref={player} component={Film} durationInFrames={90} fps={30} compositionWidth={320} compositionHeight={180}
    style={{ width: 320, height: 180 }} numberOfSharedAudioTags={0} acknowledgeRemotionLicense autoPlay={window.plays} initiallyMuted />;
};
createRoot(document.getElementById("root")).render(<Page />);
"""  # noqa: E501


def page(plays: str) -> str:
    return f'<div id="root"></div><script>window.plays = {plays}</script><script src="film.js"></script>'


SOUGHT_BY_FRAME = """<script>
  requestAnimationFrame(function next() { seek(hframes.frame); requestAnimationFrame(next) });
</script>"""


def test_it_draws_frame_k_as_it_draws_the_frame_sought(projector: Projector, bundle: Callable[..., bytes]) -> None:
    files = {"film.js": bundle(SOURCE)}
    played = projector.show(page("true"), files=files)
    assert moves(played[1:])
    assert unlike(played, projector.show(page("true"), files=files)) == []
    assert unlike(played, projector.show(page("false") + SOUGHT_BY_FRAME, files=files)) == []
