"""What a composition is: the page, the header in it, its params and its files. Nothing about how it is rendered."""

from hframes.composition.assets import file_hashes
from hframes.composition.css import css_properties
from hframes.composition.header import MAX_SEED, MAX_SIZE, Header
from hframes.composition.params import SetValue, load_params_file, merge_params, parse_set, resolve_params
from hframes.composition.source import Composition, open_composition

__all__ = [
    "MAX_SEED",
    "MAX_SIZE",
    "Composition",
    "Header",
    "SetValue",
    "css_properties",
    "file_hashes",
    "load_params_file",
    "merge_params",
    "open_composition",
    "parse_set",
    "resolve_params",
]
