"""What a video's pictures are: size, rate, and how their bytes lie in memory."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hframes.errors import UsageError

LARGEST_SIDE = 16384  # libx264's own limit
LARGEST_TERM = 1_000_000_000  # twice this still fits the signed 32-bit fields of the containers


@dataclass(frozen=True)
class VideoFormat:
    """The raw pictures of one video.

    A picture is `height` rows of `width` pixels of 4 bytes, blue, green, red and one that means nothing (the alpha of
    a page is composed already), without gaps, sRGB in full range.

    Attributes:
        width, height: device pixels, both even: a chroma sample of H.264's usual 4:2:0 pictures covers 2×2 pixels.
        rate: frames per second.

    Raises:
        UsageError: an odd, empty or too large size, or a rate that video files can't express.
    """

    width: int
    height: int
    rate: Fraction

    def __post_init__(self) -> None:
        size = f"{self.width}×{self.height}"
        if not (0 < self.width <= LARGEST_SIDE and 0 < self.height <= LARGEST_SIDE):
            raise UsageError(
                f"A video of {size} pixels can't be encoded",
                hint=f"Width and height lie between 2 and {LARGEST_SIDE} pixels, the device scale included",
            )
        if self.width % 2 or self.height % 2:
            even = f"{self.width + self.width % 2}×{self.height + self.height % 2}"
            raise UsageError(
                f"A video of {size} pixels can't be encoded: H.264 needs an even width and height",
                hint=f"The nearest even size is {even}",
            )
        if self.rate <= 0 or max(self.rate.numerator, self.rate.denominator) > LARGEST_TERM:
            raise UsageError(
                f"A frame rate of {self.rate} can't be written into a video file",
                hint=f"Give a positive rate whose numerator and denominator are at most {LARGEST_TERM}",
            )

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of a frame as a numpy array: (height, width, 4)."""
        return (self.height, self.width, 4)

    @property
    def frame_bytes(self) -> int:
        return self.width * self.height * 4
