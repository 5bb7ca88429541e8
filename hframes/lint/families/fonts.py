"""Families in a canvas' `font`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hframes.lint.families.functions import bare, declared, text

if TYPE_CHECKING:
    from tree_sitter import Node

_SYSTEM = frozenset(
    {
        *("serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "math", "emoji", "fangsong"),
        *("ui-serif", "ui-sans-serif", "ui-monospace", "ui-rounded", "-apple-system", "blinkmacsystemfont"),
        *("arial", "arial black", "helvetica", "helvetica neue", "times", "times new roman", "courier", "courier new"),
        *("georgia", "verdana", "tahoma", "trebuchet ms", "impact", "comic sans ms", "segoe ui", "calibri", "cambria"),
        *("consolas", "menlo", "monaco", "lucida console", "lucida grande", "palatino", "garamond", "avenir", "futura"),
        *("san francisco", "sf pro", "sf pro display", "sf pro text", "sf mono", "gill sans", "optima", "didot"),
    }
)
_SIZE = re.compile(r"(?:^|\s)\.?\d[\d.]*(?:[a-z]+|%)(?:\s*/\s*[\w.%]+)?\s+")
_DEEPEST = 5


def font_families(value: Node, depth: int = 0) -> list[str]:
    """The families in the order in which they are tried; none where that does not show."""
    value = bare(value)
    if value.type == "identifier" and depth < _DEEPEST:
        found = declared(value)
        return [] if found is None or found.value is None else font_families(found.value, depth + 1)
    if value.type not in ("string", "template_string"):
        return []
    # What is put into a template is most often the size.
    parts = ["0" if part.type == "template_substitution" else text(part) for part in value.named_children]
    after_size = _SIZE.split("".join(parts), maxsplit=1)[1:]
    names = [name.strip().strip("'\"").strip() for part in after_size for name in part.split(",")]
    return [name for name in names if name and name != "0"]


def is_system_font(family: str) -> bool:
    """Whether a family is what the machine has under that name."""
    return family.lower() in _SYSTEM
