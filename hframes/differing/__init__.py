"""Two videos, compositions or manifests side by side: which frames differ, by how much, where; with pictures of it."""

from hframes.differing.findings import Diff, FrameApart, Side, Stretch

__all__ = ["Diff", "FrameApart", "Side", "Stretch"]
