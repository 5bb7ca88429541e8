"""Raw pictures with time stamps on a pipe, so that a picture that stays is sent once and not converted again.

Plain raw video has no time stamps: a picture that is shown for 20 frames has to be piped and converted 20 times. IVF is
the plainest container that has them: a header of 32 bytes, then 12 bytes (length, time stamp) before every picture,
all little-endian. ffmpeg is told on its command line what the pictures are (`arguments.segment_arguments`).

Source: https://wiki.multimedia.cx/index.php/Duck_IVF
"""

from __future__ import annotations

import struct

from hframes.encode.video import VideoFormat

TICKS_PER_FRAME = 2
"""Ticks of the stream's clock in one frame.

Two, because ffmpeg takes a duration of one tick for a guess and then stretches a segment's last picture to the length
of the one before it.
"""


def stream_header(video: VideoFormat) -> bytes:
    """What comes before the first picture. The picture size in it is a 16-bit field."""
    return struct.pack(
        "<4sHH4sHHIIII",
        b"DKIF",
        0,  # version
        32,  # length of this header
        b"BGR\0",  # ffmpeg's tag of 4 bytes a pixel whose last one means nothing
        video.width,
        video.height,
        video.rate.numerator * TICKS_PER_FRAME,
        video.rate.denominator,
        0,  # number of pictures: not known yet
        0,
    )


def frame_header(video: VideoFormat, index: int) -> bytes:
    """What comes before the picture that is shown from frame `index` of the segment on."""
    return struct.pack("<IQ", video.frame_bytes, index * TICKS_PER_FRAME)
