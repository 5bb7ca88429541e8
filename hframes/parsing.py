"""Parses with tree-sitter, in bounded time, whatever it is given."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tree_sitter import Language, Node

LanguageName = Literal["html", "javascript", "css", "typescript", "tsx"]
MOST_BYTES = 20_000_000


def parse(text: bytes, language: LanguageName) -> Node:
    """The tree of a text; a text with errors has a tree, too, with `ERROR` nodes in it."""
    from tree_sitter import Parser

    return Parser(grammar(language)).parse(text).root_node


def first_error(root: Node) -> Node | None:
    """The first place that does not parse."""
    if not root.has_error:
        return None
    node = root
    while True:
        for child in node.children:
            if child.is_error or child.is_missing:
                return child
            if child.has_error:
                node = child
                break
        else:
            return node


@cache
def grammar(name: LanguageName) -> Language:
    """A language, for queries."""
    from tree_sitter import Language

    if name == "html":
        import tree_sitter_html

        return Language(tree_sitter_html.language())
    if name == "css":
        import tree_sitter_css

        return Language(tree_sitter_css.language())
    if name == "javascript":
        import tree_sitter_javascript

        return Language(tree_sitter_javascript.language())
    import tree_sitter_typescript

    typescript = tree_sitter_typescript
    return Language(typescript.language_tsx() if name == "tsx" else typescript.language_typescript())
