"""What the elements, style sheets and scripts of a page load: addresses and what they are for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hframes.lint.project import Document, Element, Place, Style
from hframes.lint.script import Role, Script

if TYPE_CHECKING:
    from tree_sitter import Node

# Address, use, where it stands, whose attribute it is.
Load = tuple[str, str, Place, Element | None]

_SCRIPT_TYPES = frozenset(
    {"", "text/javascript", "application/javascript", "text/ecmascript", "text/babel", "text/jsx"}
)
_ADDRESSES: dict[tuple[str, str], str] = {
    ("img", "src"): "image",
    ("input", "src"): "image",
    ("image", "href"): "image",
    ("image", "xlink:href"): "image",
    ("feimage", "href"): "image",
    ("use", "href"): "image",
    ("use", "xlink:href"): "image",
    ("video", "poster"): "image",
    ("body", "background"): "image",
    ("video", "src"): "media",
    ("audio", "src"): "media",
    ("source", "src"): "media",
    ("track", "src"): "media",
    ("iframe", "src"): "frame",
    ("frame", "src"): "frame",
    ("embed", "src"): "frame",
    ("object", "data"): "frame",
}
_PRELOADS = {"script": "script", "style": "style", "font": "font", "image": "image", "fetch": "fetch"}
_CALLS = {"fetch": "fetch", "Worker": "worker", "SharedWorker": "worker", "importScripts": "worker", "Audio": "media"}


def script_type(element: Element) -> str | None:
    """ "classic", "module" or "importmap"; None for what is no script."""
    kind = (element.get("type") or "").split(";")[0].strip().lower()
    if kind in ("module", "importmap"):
        return kind
    return "classic" if kind in _SCRIPT_TYPES else None


def loads_of_document(document: Document) -> Iterator[Load]:
    """What the elements of a page load."""
    for element in document.elements:
        if element.name == "script":
            kind = script_type(element)
            for name in ("src", "href", "xlink:href"):
                if kind in ("classic", "module") and name in element.attributes:
                    yield _load(element, name, "module" if kind == "module" else "script")
        elif element.name == "link":
            use = _use_of_link(element)
            if use is not None and "href" in element.attributes:
                yield _load(element, "href", use)
        for name, (value, place) in element.attributes.items():
            use = _ADDRESSES.get((element.name, name))
            if use is not None:
                yield value.strip(), use, place, element
            elif name in ("srcset", "imagesrcset"):
                for address in _of_source_set(value):
                    yield address, "image", place, element


def _load(element: Element, name: str, use: str) -> Load:
    value, place = element.attributes[name]
    return value.strip(), use, place, element


def _use_of_link(element: Element) -> str | None:
    relations = (element.get("rel") or "").lower().split()
    if "stylesheet" in relations:
        return "style"
    if "modulepreload" in relations:
        return "module"
    if "preload" in relations:
        return _PRELOADS.get((element.get("as") or "").lower(), "other")
    return "image" if "icon" in relations else None


def _of_source_set(value: str) -> Iterator[str]:
    # https://html.spec.whatwg.org/#parsing-a-srcset-attribute: a comma ends a candidate only after white space, or at
    # the end of its address.
    for candidate in re.finditer(r"[\s,]*([^\s,]\S*[^\s,]|[^\s,])([^,]*)", value):
        if not candidate[1].startswith("data:"):
            yield candidate[1]


def loads_of_style(style: Style) -> Iterator[Load]:
    """What a style sheet loads."""
    todo: list[tuple[Node, str]] = [(style.root, "image")]
    while todo:
        node, use = todo.pop()
        kind = node.type
        if kind == "import_statement":
            use = "style"
        elif kind == "at_rule" and (node.text or b"").lower().startswith(b"@font-face"):
            use = "font"
        elif kind == "namespace_statement":
            continue
        elif kind == "call_expression" and _function(node) == "url":
            given = next((child for child in node.named_children if child.type == "arguments"), None)
            if given is not None:
                yield _unquoted(_text(given)[1:-1].strip()), use.replace("set", "image"), style.place(given), None
            continue
        elif kind == "call_expression" and _function(node) in ("image-set", "-webkit-image-set"):
            use = "set"
        elif kind == "string_value" and use == "set":
            yield _unquoted(_text(node)), "image", style.place(node), None
            continue
        elif kind == "string_value" and use == "style":
            yield _unquoted(_text(node)), use, style.place(node), None
            continue
        todo.extend((child, use) for child in reversed(node.named_children))


def _function(call: Node) -> str:
    name = next((child for child in call.named_children if child.type == "function_name"), None)
    return "" if name is None else _text(name).lower()


def loads_of_script(script: Script) -> Iterator[Load]:
    """What a script loads by addresses that stand in it as they are."""
    for node in script.tree.modules:
        source = node.child_by_field_name("source")
        address = None if source is None else script.string(source)
        if source is not None and address is not None:
            yield address, "module", script.place(source), None
    for node in script.tree.calls:
        callee, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if callee is not None and callee.type == "import" and given is not None and given.named_children:
            address = script.string(given.named_children[0])
            if address is not None:
                yield address, "module", script.place(given.named_children[0]), None
    for use in script.uses:
        kind = _CALLS.get(use.path[-1]) if len(use.path) == 1 and use.role in (Role.CALL, Role.NEW) else None
        for argument in use.arguments[: None if use.path == ("importScripts",) else 1] if kind else ():
            target = _of_new_address(script, argument)
            address = None if target is None else script.string(target)
            if target is not None and address is not None:
                yield address, str(kind), script.place(target), None


def _of_new_address(script: Script, node: Node) -> Node | None:
    """`new URL("work.js", import.meta.url)`: the string in it."""
    if node.type != "new_expression":
        return node
    name, given = node.child_by_field_name("constructor"), node.child_by_field_name("arguments")
    is_address = (
        name is not None and script.text(name) == "URL" and given is not None and len(given.named_children) == 2
    )
    return given.named_children[0] if is_address and given is not None else None


def import_map(document: Document) -> dict[str, str]:
    """What the page's import maps say: names and addresses."""
    found: dict[str, str] = {}
    for element in document.elements:
        if element.name == "script" and script_type(element) == "importmap" and element.text is not None:
            try:
                told = json.loads(element.text.text)
            except ValueError:
                continue
            imports = told.get("imports") if isinstance(told, dict) else None
            if isinstance(imports, dict):
                found.update({name: to for name, to in imports.items() if isinstance(to, str)})
    return found


def loads_of_import_map(document: Document) -> Iterator[Load]:
    """The addresses in import maps, where they stand."""
    addresses = import_map(document)
    for element in document.elements:
        if element.name != "script" or script_type(element) != "importmap" or element.text is None:
            continue
        text = element.text
        for address in addresses.values():
            at = text.file.data.find(json.dumps(address)[1:-1].encode(), text.start, text.end)
            if at >= 0:
                yield address, "module", Place(text.file, at, at + len(address.encode())), element


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) >= 2 and text[0] in "\"'" and text[-1] == text[0] else text


def _text(node: Node) -> str:
    return (node.text or b"").decode(errors="replace")
