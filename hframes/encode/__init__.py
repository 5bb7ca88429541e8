"""Raw BGRA frames in, an exact MP4 out. Knows picture formats, colour and ffmpeg; nothing of browsers or pages.

A video is encoded in segments: `SegmentEncoder` makes one file of one closed group of pictures, `join_segments` puts
such files together without encoding again and proves the times of the result.
"""

from hframes.encode.frames import Frame, FramePool, FrameSink
from hframes.encode.join import join_segments
from hframes.encode.probe import ffmpeg_path, ffmpeg_version, video_encoders
from hframes.encode.quality import X264Settings, x264_settings
from hframes.encode.segment import EncodedSegment, EncoderLoad, SegmentEncoder
from hframes.encode.verify import verify_video
from hframes.encode.video import VideoFormat

__all__ = [
    "EncodedSegment",
    "EncoderLoad",
    "Frame",
    "FramePool",
    "FrameSink",
    "SegmentEncoder",
    "VideoFormat",
    "X264Settings",
    "ffmpeg_path",
    "ffmpeg_version",
    "join_segments",
    "verify_video",
    "video_encoders",
    "x264_settings",
]
