"""The page on the clock: opened, settled, moved from frame to frame."""

from hframes.page.settings import PageDescription, StageSettings, Trace
from hframes.page.stage import Stage

__all__ = ["PageDescription", "Stage", "StageSettings", "Trace"]
