"""The page on the clock: opened, settled, moved from frame to frame."""

from hframes.page.stage import PageDescription, Stage, StageSettings

__all__ = ["PageDescription", "Stage", "StageSettings"]
