"""Segments filmed and encoded by workers, each with a browser of its own. Their number does not change the bytes."""

from hframes.workers.count import Choice
from hframes.workers.crew import Filmed, film_video
from hframes.workers.identity import render_key
from hframes.workers.worker import MISHAPS, Opener, own_browser

__all__ = ["MISHAPS", "Choice", "Filmed", "Opener", "film_video", "own_browser", "render_key"]
