"""Every argument that ffmpeg gets is built here, from values alone; nothing here runs anything.

No file holds a date, a version or a random number: the muxers work bit-exact, metadata is dropped, and so is the SEI
message (NAL unit type 6) in which x264 writes its version and settings. The number of threads is fixed everywhere.
"""

from __future__ import annotations

from pathlib import Path

from hframes.encode.quality import X264Settings
from hframes.encode.rawstream import TICKS_PER_FRAME
from hframes.encode.video import VideoFormat
from hframes.timebase import rate_text

SEGMENT_SUFFIX = ".nut"  # keeps the encoder's time stamps as they are; Matroska rounds them to milliseconds

_QUIET = ("-hide_banner", "-nostats", "-loglevel", "error")

# sRGB to BT.709 limited range. A chroma sample is the mean of its pixels where H.264 players take it to be (level with
# the left one of each pair). With `bitexact` swscale's sums are rounded to nearest, alike on every processor, at half
# the cost of `accurate_rnd`.
TO_YUV420P = (
    "scale=in_range=full:out_range=limited:out_color_matrix=bt709:out_chroma_loc=left"
    ":flags=area+full_chroma_inp+bitexact,format=yuv420p"
)
_TAGS = "setparams=range=limited:color_primaries=bt709:color_trc=bt709:colorspace=bt709"


def segment_arguments(video: VideoFormat, settings: X264Settings, output: Path) -> list[str]:
    """Encode the pictures on stdin (`rawstream`) as one closed group of pictures; report the count on stdout."""
    return [
        *_QUIET,
        *("-stats_period", "3600", "-progress", "pipe:1"),
        *("-filter_threads", "1"),
        *("-threads", "1", "-c:v", "rawvideo", "-bsf:v", f"setts=duration={TICKS_PER_FRAME}"),
        *("-f", "ivf", "-i", "pipe:0"),
        *("-map", "0:v:0", "-map_metadata", "-1"),
        # fps after the conversion: it repeats a picture that stays by reference.
        *("-vf", f"{TO_YUV420P},{_TAGS},fps={rate_text(video.rate)}", "-fps_mode", "passthrough"),
        *_x264(settings),
        *("-bsf:v", "filter_units=remove_types=6"),
        *("-fflags", "+bitexact", "-f", "nut", "-y", _file(output)),
    ]


def join_arguments(video: VideoFormat, listing: Path, output: Path) -> list[str]:
    """Copy the packets of all segments in `listing` (`concat_listing`) into one MP4 file with its index in front."""
    scale = str(timescale(video))
    return [
        *_QUIET,
        *("-f", "concat", "-i", _file(listing)),
        *("-map", "0:v:0", "-map_metadata", "-1", "-c", "copy"),
        # concat counts in microseconds; in whole frames the times are exact again, at any rate.
        *("-bsf:v", f"setts=pts=PTS:dts=DTS:duration=1:time_base={_frame_seconds(video)}:prescale=1"),
        *("-fflags", "+bitexact", "-movflags", "+faststart"),
        *("-video_track_timescale", scale, "-movie_timescale", scale),
        *("-f", "mp4", "-y", _file(output)),
    ]


def concat_listing(names: list[str], frames: list[int], video: VideoFormat) -> str:
    """The segments in order, as ffmpeg's concat demuxer reads them.

    Args:
        names: file names in the listing's own folder, letters, digits, `.`, `-` and `_` only.
        frames: how many each has. ffmpeg rounds durations to microseconds; each one here is the difference of two
            rounded ends, so that the error does not grow.
    """
    lines, end = ["ffconcat version 1.0"], 0
    for name, count in zip(names, frames, strict=True):
        microseconds = round((end + count) / video.rate * 1_000_000) - round(end / video.rate * 1_000_000)
        lines += [f"file {name}", f"duration {microseconds}us"]
        end += count
    return "\n".join(lines) + "\n"


def packet_list_arguments(path: Path) -> list[str]:
    """Write one line a packet to stdout: stream, decode time, presentation time, duration, size, checksum."""
    return [*_QUIET, "-i", _file(path), "-map", "0", "-c", "copy", "-f", "framecrc", "pipe:1"]


def timescale(video: VideoFormat) -> int:
    """Ticks per second of the MP4's clock, a multiple of the rate's numerator so that every frame is whole ticks."""
    ticks = video.rate.numerator
    while ticks < 10_000:  # some players read very coarse clocks badly
        ticks *= 2
    return ticks


def _frame_seconds(video: VideoFormat) -> str:
    return f"{video.rate.denominator}/{video.rate.numerator}"


def _x264(settings: X264Settings) -> list[str]:
    tune = ["-tune", settings.tune] if settings.tune else []
    parameters = (
        # Headers that do not depend on the pictures, so that segments fit together, and one key frame: the first.
        ("stitchable", "1"),
        ("keyint", "infinite"),
        ("open-gop", "0"),
        ("threads", str(settings.threads)),
        ("lookahead-threads", "1"),
        *settings.parameters,
    )
    return [
        *("-c:v", "libx264", "-preset", settings.preset, *tune, "-crf", f"{settings.crf:g}"),
        *("-profile:v", "high", "-threads", str(settings.threads), "-flags:v", "+bitexact+cgop"),
        *("-x264-params", ":".join(f"{name}={value}" for name, value in parameters)),
    ]


def _file(path: Path) -> str:
    """A name that ffmpeg can't take for an option, a protocol or a device."""
    return f"file:{path}"
