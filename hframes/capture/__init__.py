"""Pixels: two ways to have a frame, behind one small protocol."""

from hframes.capture.protocol import Frame, FrameSource, Layout

__all__ = ["Frame", "FrameSource", "Layout"]
