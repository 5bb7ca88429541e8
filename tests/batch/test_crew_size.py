"""How many browsers a batch is given."""

from __future__ import annotations

import pytest

from hframes.batch.run import choose_crew

GB = 1_000_000_000


@pytest.mark.parametrize(
    ("rows", "cores", "memory", "browsers", "within"),
    [
        (100, 1, 64 * GB, 1, 1),
        (100, 2, 64 * GB, 1, 1),
        (100, 8, 64 * GB, 5, 1),
        (100, 8, 2 * GB, 2, 1),
        (100, 8, 0, 1, 1),
        (2, 8, 64 * GB, 2, 2),
        (1, 8, 64 * GB, 1, 5),
        (100, 900, 900 * GB, 32, 1),
        (0, 8, 64 * GB, 1, 5),
    ],
)
def test_auto_goes_by_cores_memory_and_rows(rows: int, cores: float, memory: int, browsers: int, within: int) -> None:
    crew = choose_crew(None, rows, cores=cores, memory=memory)
    assert (crew.browsers, crew.within) == (browsers, within)


def test_what_was_asked_for_is_given_and_rows_share_it_where_they_are_few() -> None:
    assert choose_crew(3, 100, cores=1, memory=0).browsers == 3
    few = choose_crew(8, 2, cores=1, memory=0)
    assert (few.browsers, few.within) == (2, 4)
