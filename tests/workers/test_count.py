"""How many workers pay, from what one costs."""

from __future__ import annotations

import pytest

from hframes.workers.count import Choice, Costs, choose_count
from hframes.workers.usage import Machine

GB = 1_000_000_000
# A page that keeps one core busy, and an encoder that takes half as much.
PAGE = Costs(start=1.0, pace=0.04, cpu=0.06, memory=GB)


def choose(
    cores: float, frames: int = 9000, *, costs: Costs = PAGE, memory: int = 64 * GB, segments: int = 150
) -> Choice:
    return choose_count(costs, Machine(cores, memory), frames, segments)


def test_one_worker_where_it_keeps_the_cores_busy() -> None:
    assert choose(1.5) == Choice(1, "one keeps 1.5 of 1.5 free cores busy; another would not pay")


def test_more_cores_pay_for_more_workers_and_there_is_an_end_to_it() -> None:
    counts = [choose(cores).workers for cores in (1, 4, 8, 16, 1000)]
    assert counts == sorted(counts)
    assert counts[0] == 1
    assert 2 <= counts[1] <= 4
    assert counts[-1] <= 32


def test_a_short_rest_is_left_to_the_first() -> None:
    assert choose(8, 60, segments=1).workers == 1
    assert choose(8, 100, segments=2).workers == 1


def test_no_more_workers_than_segments() -> None:
    assert choose(64, 30_000, segments=3).workers <= 3


def test_no_more_workers_than_memory_and_it_says_so() -> None:
    assert choose(16, memory=2 * GB).workers == 2
    assert "2.0 GB of free memory" in choose(16, memory=2 * GB).why
    assert "no memory" in choose(16, memory=GB // 2).why


@pytest.mark.parametrize("cores", [2, 4, 8, 32])
def test_a_page_that_waits_for_its_encoder_gets_no_workers_that_only_step(cores: int) -> None:
    heavy = Costs(start=1.0, pace=0.2 / cores * 1.0, cpu=0.2, memory=GB)
    assert choose(cores, costs=heavy).workers == 1
