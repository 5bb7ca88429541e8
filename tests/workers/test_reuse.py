"""What was encoded before is not encoded again, and the file is the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from hframes import RenderSettings, render
from hframes.encode import Frame, FramePool, SegmentEncoder, VideoFormat, ffmpeg_path, x264_settings
from hframes.encode.identity import encoder_identity, segment_encoding
from hframes.film import Shot
from hframes.plan import Segment
from hframes.settings import Quality
from hframes.store import SegmentStore
from hframes.workers.sink import Encoding, Reuse, SegmentSink

VIDEO = VideoFormat(64, 36, Fraction(10))
SEGMENT = Segment(0, range(20), range(0))


@dataclass
class Film:
    """Encodes segments of grey frames through a sink, as a worker does."""

    folder: Path
    reuse: Reuse
    pool: FramePool = field(default_factory=lambda: FramePool(VIDEO))
    encoders: int = 0
    made: int = 0

    async def encode(self, greys: list[int]) -> tuple[Encoding, bytes]:
        self.made += 1
        path = self.folder / f"segment-{self.made}.nut"

        def encoder() -> SegmentEncoder:
            self.encoders += 1
            return SegmentEncoder(ffmpeg_path(), VIDEO, x264_settings(Quality.DRAFT), path, self.pool)

        sink = SegmentSink(encoder, self.pool, path, self.reuse)
        last: Frame | None = None
        for number, grey in enumerate(greys):
            repeats = number > 0 and grey == greys[number - 1]
            if last is None or not repeats:
                last = self.pool.acquire()
                last[:] = grey
            await sink.put(Shot(SEGMENT, number, last, repeats))
        encoding = await sink.finish()
        encoded = await encoding.done
        assert encoded.frames == len(greys)
        if not encoding.reused:
            await self.reuse.keep(encoding.identities, encoded.path)
        return encoding, path.read_bytes()


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Film]:
    encoding = segment_encoding(VIDEO, x264_settings(Quality.DRAFT), await encoder_identity(ffmpeg_path()))
    store = SegmentStore(folder / "store", 10_000_000)
    try:
        yield Film(folder, Reuse(store, encoding, "test"))
    finally:
        store.close()


def encoded(folder: Path, *segments: list[int]) -> tuple[list[bool], list[bytes], int]:
    """Which of some segments were reused, their files, and how many encoders were started."""

    async def run() -> tuple[list[bool], list[bytes], int]:
        async with opened(folder) as film:
            made = [await film.encode(greys) for greys in segments]
            return [encoding.reused for encoding, _ in made], [file for _, file in made], film.encoders

    return asyncio.run(run())


RISING = [10 * (frame // 2) for frame in range(20)]  # every frame twice
LATE = [*RISING[:-1], 255]
EARLY = [255, *RISING[1:]]


def test_the_same_frames_are_encoded_once(tmp_path: Path) -> None:
    reused, files, encoders = encoded(tmp_path, RISING, RISING)
    assert (reused, encoders) == ([False, True], 1)
    assert files[0] == files[1]


@pytest.mark.parametrize("other", [LATE, EARLY, RISING[:-2], [*RISING, 7]], ids=["late", "early", "shorter", "longer"])
def test_a_segment_that_differs_is_encoded_whole_after_having_been_held_back(tmp_path: Path, other: list[int]) -> None:
    (tmp_path / "alone").mkdir()
    (tmp_path / "after").mkdir()
    _, alone, _ = encoded(tmp_path / "alone", other)
    reused, after, _ = encoded(tmp_path / "after", RISING, other)
    assert reused == [False, False]
    assert after[1] == alone[0]


def test_a_damaged_entry_is_encoded_again(tmp_path: Path) -> None:
    _, files, _ = encoded(tmp_path, RISING)
    entries = [path for path in (tmp_path / "store").rglob("*") if path.is_file() and files[0] in path.read_bytes()]
    assert len(entries) == 1
    content = bytearray(entries[0].read_bytes())
    content[content.index(files[0]) + 50] ^= 1
    entries[0].write_bytes(content)
    reused, again, _ = encoded(tmp_path, RISING)
    assert reused == [False]
    assert again == files


PAGE = """<!doctype html>
<script type="application/json" id="hframes">{"width": 160, "height": 90, "fps": 5, "duration": 10, "params":
  {"type": "object", "properties": {"colour": {"type": "string", "default": "red"}}}}</script>
<style>
p { margin: 0; height: 30px; animation: go 10s linear }
@keyframes go { from { background: #000; width: 10px } to { background: #fff; width: 160px } }
b { position: absolute; top: 40px; width: 20px; height: 20px; background: var(--param-colour); visibility: hidden;
  animation: late 10s linear both }
@keyframes late { 85% { visibility: hidden } 86%, to { visibility: visible } }
</style><p></p><b></b>"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HFRAMES_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("HFRAMES_CACHE_LIMIT")
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    return path


def test_a_colour_that_appears_in_the_last_segment_has_only_that_one_encoded_again(page: Path, tmp_path: Path) -> None:
    def made(name: str, colour: str, **options: Any) -> tuple[int, bytes]:
        result = render(page, tmp_path / name, RenderSettings(params={"colour": colour}), workers=1, **options)
        assert result.segments == 5
        return result.reused, (tmp_path / name).read_bytes()

    first, red = made("a.mp4", "red")
    changed, green = made("b.mp4", "green")
    again, red_again = made("c.mp4", "red")
    never, green_alone = made("d.mp4", "green", reuse=False)
    assert (first, changed, again, never) == (0, 4, 5, 0)
    assert red == red_again
    assert green == green_alone
    assert red != green
