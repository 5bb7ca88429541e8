"""What a segment is known by: everything that decides its bytes, and nothing else."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hframes.store import segment_key
from hframes.store.keys import packed
from tests.store.helpers import ENCODING, hashes

ONE = hashes("a", "b", "c")
LISTS = st.lists(st.sampled_from(hashes(*range(5))), min_size=1, max_size=6)


def test_the_same_frames_and_settings_have_the_same_key():
    again = dict(reversed(ENCODING.items()))
    assert segment_key(ONE, ENCODING) == segment_key(list(ONE), again)
    assert len(segment_key(ONE, ENCODING)) == 64


@given(LISTS, LISTS)
def test_other_frames_have_another_key(one, other):
    assert (segment_key(one, ENCODING) == segment_key(other, ENCODING)) == (one == other)


@pytest.mark.parametrize(
    "changed",
    [
        {"rate": "60"},
        {"arguments": ["-crf", "17"]},
        {"arguments": ["-crf 16"]},
        {"ffmpeg": "7.2"},
        {"size": [1080, 1920]},
        {"more": None},
    ],
)
def test_other_settings_have_another_key(changed):
    assert segment_key(ONE, {**ENCODING, **changed}) != segment_key(ONE, ENCODING)


def test_a_tuple_is_a_list():
    assert segment_key(ONE, {"a": (1, 2)}) == segment_key(ONE, {"a": [1, 2]})


@pytest.mark.parametrize(
    "frames",
    [[], "ab" * 32, ["ab" * 15], ["ab" * 65], ["AB" * 32], ["zz" * 32], ["ab" * 32, "ab" * 16], ["ab" * 32 + "\n"]],
)
def test_what_is_no_hash_is_refused(frames):
    with pytest.raises(ValueError, match="frame"):
        segment_key(frames, ENCODING)


@pytest.mark.parametrize("encoding", [{"a": float("nan")}, {"a": object()}, {1: "a"}, {"a": {2: 3}}, {"a": b"x"}])
def test_what_json_does_not_have_is_refused(encoding):
    with pytest.raises(ValueError):  # noqa: PT011 - Python says what is wrong
        segment_key(ONE, encoding)


def test_the_key_is_sha256_over_lines():
    """Written down, so that a change does not lose everyone's store unnoticed."""
    frame = "ab" * 32
    expected = hashlib.sha256(b'hframes segment\n{"a":[1,"x"]}\n' + frame.encode() + b"\n" + frame.encode())
    assert segment_key([frame, frame], {"a": [1, "x"]}) == expected.hexdigest()


def test_a_beginning_is_a_prefix():
    assert packed(ONE).startswith(packed(ONE[:2]))
    assert len(packed(ONE)) == 3 * 32
