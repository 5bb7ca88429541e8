"""Encoded segments kept by what they show, so that the same frames are encoded once.

    store = open_store(store_settings(os.environ))
    key = segment_key(frame_hashes, encoding)
    found = store.find(key, workshop / "segment.nut")

It knows frames by their hashes and segments as files; nothing of browsers, pages, films or ffmpeg.
"""

from hframes.store.contents import StoredPlan, StoredSegment
from hframes.store.index import Entry
from hframes.store.keys import segment_key
from hframes.store.layout import Layout
from hframes.store.opening import NoStore, Store, open_store
from hframes.store.settings import StoreSettings, parse_age, parse_size, store_settings
from hframes.store.store import Freed, SegmentStore

__all__ = [
    "Entry",
    "Freed",
    "Layout",
    "NoStore",
    "SegmentStore",
    "Store",
    "StoreSettings",
    "StoredPlan",
    "StoredSegment",
    "open_store",
    "parse_age",
    "parse_size",
    "segment_key",
    "store_settings",
]
