"""Segments: the same cut of the same frames, whatever part of the video is asked for."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from hframes.plan import SEGMENT_SECONDS, segment_length, segments

rates = st.one_of(
    st.integers(1, 1000).map(Fraction),
    st.sampled_from([Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001), Fraction(1, 7)]),
    st.fractions(Fraction(1, 100), 1000, max_denominator=5000),
)
spans = st.tuples(st.integers(0, 5000), st.integers(1, 3000)).map(lambda span: range(span[0], span[0] + span[1]))


@given(spans, rates)
def test_every_frame_is_in_one_segment_and_in_order(frames, rate):
    assert [frame for segment in segments(frames, rate) for frame in segment.frames] == list(frames)


@given(spans, rates)
def test_no_segment_crosses_the_grid(frames, rate):
    length = segment_length(rate)
    for segment in segments(frames, rate):
        assert {frame // length for frame in segment.frames} == {segment.index}


@given(spans, rates)
def test_only_the_first_segment_has_a_lead_and_only_off_the_grid(frames, rate):
    first, *others = segments(frames, rate)
    length = segment_length(rate)
    assert list(first.lead) == list(range(frames.start - frames.start % length, frames.start))
    assert not any(segment.lead for segment in others)


@given(spans, rates, st.data())
def test_a_part_is_cut_where_the_whole_is(frames, rate, data):
    first = data.draw(st.integers(frames.start, frames.stop - 1))
    end = data.draw(st.integers(first + 1, frames.stop))
    whole = {segment.index: segment.frames for segment in segments(frames, rate)}
    for segment in segments(range(first, end), rate):
        inside = whole[segment.index]
        assert segment.frames == range(max(first, inside.start), min(end, inside.stop))


@given(rates)
def test_a_segment_is_the_frames_that_begin_within_two_seconds(rate):
    length = segment_length(rate)
    assert (length - 1) / rate < SEGMENT_SECONDS <= length / rate


def test_indices_follow_each_other():
    cut = list(segments(range(50, 200), Fraction(30)))
    assert [(segment.index, segment.frames, len(segment.lead)) for segment in cut] == [
        (0, range(50, 60), 50),
        (1, range(60, 120), 0),
        (2, range(120, 180), 0),
        (3, range(180, 200), 0),
    ]
