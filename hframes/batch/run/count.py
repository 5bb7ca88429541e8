"""How many browsers a batch is given. Arithmetic only.

One browser with its encoder and compositor keeps about one and a half cores busy and takes a few hundred megabytes;
rows need nothing of each other, so that as many browsers pay as there are cores and memory for.
"""

from __future__ import annotations

from dataclasses import dataclass

CORES_A_BROWSER = 1.5
MEMORY_A_BROWSER = 700_000_000
SHARE_OF_MEMORY = 0.8
MOST = 32


@dataclass(frozen=True)
class Crew:
    """The browsers of a batch.

    Attributes:
        browsers: how many take rows side by side.
        within: how many film each row side by side, where there are fewer rows than browsers.
        why: as a clause for people.
    """

    browsers: int
    within: int
    why: str


def choose_crew(asked: int | None, rows: int, *, cores: float, memory: int) -> Crew:
    """The browsers for so many rows.

    Args:
        asked: by `--workers`; None for auto.
        cores: that this process may use. memory: bytes that are free.
    """
    rows = max(1, rows)
    if asked is not None:
        browsers = min(asked, rows)
        within = asked // browsers
        why = "as asked for" if within == 1 else f"as asked for: {within} for each row at a time"
        return Crew(browsers, within, why)
    by_cores, by_memory = int(cores / CORES_A_BROWSER), int(memory * SHARE_OF_MEMORY / MEMORY_A_BROWSER)
    most = max(1, min(by_cores, by_memory, MOST))
    bound = f"{memory / 1e9:.1f} GB of free memory" if by_memory < by_cores else f"{cores:g} cores"
    if rows < most:
        return Crew(rows, max(1, most // rows), "one for each row")
    return Crew(most, 1, f"for {bound}")
