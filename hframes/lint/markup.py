"""The elements of a page or an SVG picture."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hframes.lint.project import Document, Element, Place, SourceFile
from hframes.parsing import parse

if TYPE_CHECKING:
    from tree_sitter import Node


def read_document(file: SourceFile, *, is_entry: bool) -> Document:
    """A document as it is written; what is in comments and templates of text is no element."""
    return Document(file, tuple(_elements(file, parse(file.data, "html"))), is_entry)


# What is in them is text, or is not there where scripts run.
_TEXT_ONLY = frozenset({"textarea", "title", "noscript", "xmp", "noembed", "noframes", "iframe"})


def _elements(file: SourceFile, root: Node) -> Iterator[Element]:
    todo = [root]
    while todo:
        node = todo.pop()
        if node.type in ("start_tag", "self_closing_tag"):
            yield _element(file, node, None)
        elif node.type == "element" and node.children and _name(node.children[0]) in _TEXT_ONLY:
            yield _element(file, node.children[0], None)
        elif node.type in ("script_element", "style_element") and node.children:
            text = next((child for child in node.children if child.type == "raw_text"), None)
            yield _element(file, node.children[0], text)
        else:
            todo.extend(reversed(node.children))


def _element(file: SourceFile, tag: Node, text: Node | None) -> Element:
    attributes: dict[str, tuple[str, Place]] = {}
    name = ""
    for child in tag.children:
        if child.type == "tag_name":
            name = _text(child).lower()
        elif child.type == "attribute":
            key, value, place = _attribute(file, child)
            attributes.setdefault(key, (value, place))
    place = Place(file, tag.start_byte, tag.end_byte)
    return Element(name, attributes, place, None if text is None else Place(file, text.start_byte, text.end_byte))


def _name(tag: Node) -> str:
    return next((_text(child).lower() for child in tag.children if child.type == "tag_name"), "")


def _attribute(file: SourceFile, node: Node) -> tuple[str, str, Place]:
    name = node.children[0]
    value = name
    for child in node.children[1:]:
        if child.type == "attribute_value":
            value = child
        elif child.type == "quoted_attribute_value":
            value = next((inner for inner in child.children if inner.type == "attribute_value"), child)
    told = "" if value is name or value.type != "attribute_value" else html.unescape(_text(value))
    return _text(name).lower(), told, Place(file, value.start_byte, value.end_byte)


def _text(node: Node) -> str:
    return (node.text or b"").decode(errors="replace")
