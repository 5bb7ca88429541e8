"""The quality levels: named points of the measured front of cost, size and likeness. docs/quality.md has the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from hframes.encode.processor import x264_routines
from hframes.settings import Quality


@dataclass(frozen=True)
class X264Settings:
    """How libx264 works.

    Attributes:
        preset, tune: libx264's named sets of parameters; the tune may be None.
        crf: constant rate factor, 0 to 51; lower is better and larger, 6 less is about twice the size.
        threads: x264's frame threads. A fixed number on every machine, because the bytes depend on it.
        parameters: single x264 parameters over the preset, (name, value), in order.
    """

    preset: str
    tune: str | None
    crf: float
    threads: int
    parameters: tuple[tuple[str, str], ...] = ()

    def with_parameters(self, more: tuple[tuple[str, str], ...]) -> X264Settings:
        """The same with `more` parameters; of two with one name x264 takes the later."""
        return replace(self, parameters=(*self.parameters, *more))


_LEVELS: Mapping[Quality, X264Settings] = MappingProxyType(
    {
        # Ultrafast leaves out what keeps flat colours and soft gradients from falling into blocks; that is put back.
        Quality.DRAFT: X264Settings(
            "ultrafast",
            None,
            22,
            threads=1,
            parameters=(("aq-mode", "1"), ("8x8dct", "1"), ("no-deblock", "0"), ("bframes", "2"), ("b-adapt", "0")),
        ),
        # Half the motion search of veryfast costs nothing in likeness on drawn pictures. The tune's weaker adaptive
        # quantisation would show bands in gradients, which neither SSIM nor VMAF sees.
        Quality.STANDARD: X264Settings(
            "veryfast",
            "animation",
            16,
            threads=1,
            parameters=(("me", "dia"), ("subme", "1"), ("aq-strength", "1.0")),
        ),
        Quality.HIGH: X264Settings("medium", None, 18, threads=2),
    }
)


def x264_settings(quality: Quality) -> X264Settings:
    """The encoder's settings of a quality level, on this machine (`processor` says why that matters)."""
    level, routines = _LEVELS[quality], x264_routines()
    return level.with_parameters((("asm", routines),)) if routines else level
