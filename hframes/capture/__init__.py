"""Pixels: two ways to have a frame, behind one small protocol."""

from hframes.capture.protocol import Frame, FrameSource, Grabbed, Layout

__all__ = ["Frame", "FrameSource", "Grabbed", "Layout"]
