"""Spoilt pages, scripts and styles: the linter answers, places lie in their files, and the time is bounded."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hframes.lint.finding import Span
from tests.lint.fuzzing import Source, case, complaints, is_in, sources


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzzing")


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**40))
def test_no_spoilt_text_is_too_much(folder: Path, number: int) -> None:
    assert complaints(case(number), folder) == []


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=500), st.sampled_from([".html", ".js", ".css", ".ts", ".svg"]))
def test_no_bytes_are_too_much(folder: Path, data: bytes, ending: str) -> None:
    assert complaints(Source(ending, data), folder) == []


def test_a_case_is_the_same_whenever_it_is_made() -> None:
    assert case(7) == case(7)
    assert len({case(number).data for number in range(20)}) > 15
    assert {source.ending for source in sources()} >= {".html", ".js", ".css", ".ts"}


def test_places_outside_of_a_file_are_seen() -> None:
    lines = ["ab", ""]
    assert is_in(Span("a", 1, 1, 2, 1), lines)
    assert is_in(Span("a", 1, 3, 1, 3), lines)
    for begin, end in [((1, 2), (1, 1)), ((2, 1), (1, 1)), ((0, 1), (1, 1)), ((1, 4), (1, 4)), ((1, 1), (3, 1))]:
        assert not is_in(Span("a", *begin, *end), lines)


def test_functions_in_functions_in_frame_loops_take_bounded_time(folder: Path) -> None:
    deep = "function tick() { x += 2; draw(); requestAnimationFrame(function next() { f(); " * 100
    began = time.process_time()
    assert complaints(Source(".js", (deep + "}); }" * 100).encode()), folder) == []
    assert complaints(Source(".js", deep.encode()), folder) == []
    assert time.process_time() - began < 4
