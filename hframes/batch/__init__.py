"""The data of a batch: rows from anywhere, checked against params, frozen to a file, named. Renders nothing."""

from hframes.batch.delivery import deliver, exists_at
from hframes.batch.keys import row_key
from hframes.batch.mapping import Template
from hframes.batch.names import OutputName, fields_of, is_url, output_names
from hframes.batch.preparation import Prepared, Selection, pick, prepared_rows
from hframes.batch.rows import DataSource, Limits
from hframes.batch.snapshot import FrozenRow, Origin, Snapshot, publish, read_snapshot

__all__ = [
    "DataSource",
    "FrozenRow",
    "Limits",
    "Origin",
    "OutputName",
    "Prepared",
    "Selection",
    "Snapshot",
    "Template",
    "deliver",
    "exists_at",
    "fields_of",
    "is_url",
    "output_names",
    "pick",
    "prepared_rows",
    "publish",
    "read_snapshot",
    "row_key",
]
