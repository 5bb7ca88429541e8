"""Where rows come from: one module for each kind, all of them behind `open_rows`."""

from hframes.batch.sources.opening import kind_of, open_rows

__all__ = ["kind_of", "open_rows"]
