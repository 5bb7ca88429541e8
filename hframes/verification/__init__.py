"""Proves that a composition gives the same frames however it is rendered, or says where it does not."""

from hframes.verification.findings import Box, Change, Comparison, Difference, Source, Verification, WayResult
from hframes.verification.ways import ALL, QUICK, Way

__all__ = [
    "ALL",
    "QUICK",
    "Box",
    "Change",
    "Comparison",
    "Difference",
    "Source",
    "Verification",
    "Way",
    "WayResult",
]
