from __future__ import annotations

import pytest

from hframes.encode import x264_settings
from hframes.settings import Quality

# x264's own order of its presets, cheapest first.
PRESETS = ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo"]


def test_high_is_at_least_medium_at_crf_18() -> None:
    high = x264_settings(Quality.HIGH)
    assert PRESETS.index(high.preset) >= PRESETS.index("medium")
    assert high.crf <= 18


def test_each_level_is_worth_more_work_and_bits_than_the_one_below() -> None:
    draft, standard, high = (x264_settings(level) for level in (Quality.DRAFT, Quality.STANDARD, Quality.HIGH))
    assert PRESETS.index(draft.preset) <= PRESETS.index(standard.preset) <= PRESETS.index(high.preset)
    assert draft.crf > standard.crf


@pytest.mark.parametrize("level", list(Quality))
def test_threads_are_fixed(level: Quality) -> None:
    assert x264_settings(level).threads >= 1
