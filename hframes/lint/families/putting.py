"""What scripts put into the page that loads something: addresses, pieces of markup, styles, JSX."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from hframes.lint.families.elements import element_name, jsx_elements
from hframes.lint.families.functions import within
from hframes.lint.families.values import beginning, value_of
from hframes.lint.loads import loads_of_document
from hframes.lint.markup import read_document
from hframes.lint.project import Document, Element, Project, SourceFile
from hframes.lint.script import Role, Script, Use

if TYPE_CHECKING:
    from tree_sitter import Node

_USES = {
    "img": "image",
    "image": "image",
    "script": "script",
    "video": "media",
    "audio": "media",
    "source": "media",
    "track": "media",
    "iframe": "frame",
    "embed": "frame",
    "object": "frame",
    "link": "style",
}
_GIVEN = {"Audio": "media", "Worker": "worker", "SharedWorker": "worker", "importScripts": "script"}
_ENDINGS = {
    "image": ("png", "jpg", "jpeg", "gif", "webp", "avif", "svg"),
    "media": ("mp4", "webm", "mp3", "wav", "ogg", "m4a", "mov"),
}
_ADDRESS_ATTRIBUTES = frozenset({"src", "href", "data", "srcset"})
_HELD_BY_OTHERS = {("video", "poster"): "image", ("image", "xlinkhref"): "image"}
_SETTERS = frozenset({"setAttribute", "attr", "prop"})
_MARKUP_FIELDS = frozenset({"innerHTML", "outerHTML", "srcdoc"})
_WRITERS = frozenset({"write", "writeln"})
_MARKUP_METHODS = frozenset(
    {"insertAdjacentHTML", "setHTMLUnsafe", "createContextualFragment", "parseFromString", "html"}
)
# They take markup only where they are jQuery's.
_JQUERY_METHODS = frozenset({"append", "prepend", "before", "after", "appendTo", "replaceWith"})
_JQUERY = frozenset({"$", "jQuery"})
_STYLE_FIELDS = re.compile(
    r"background(Image)?|(webkit)?[mM]ask(Image)?|listStyle(Image)?|borderImage(Source)?|cssText"
)
_URL = re.compile(r"""url\(\s*["']?\s*([^"')\s]+)""", re.IGNORECASE)
_STRINGS = frozenset({"string", "template_string"})
_MOST_MARKUP = 100_000  # characters


def given_addresses(project: Project, script: Script) -> Iterator[tuple[str, Node]]:
    """What elements are given to load, and for which use: `image.src = ...`, `setAttribute("src", ...)`, JSX."""
    for held, value in _assigned(script):
        element = element_name(project, script, held)
        use = _USES.get(element) if element is not None else _use_by_ending(script, value)
        if use is not None:
            yield use, value
    for name, kind in _GIVEN.items():
        for made in script.uses_of(name):
            if made.role in (Role.NEW, Role.CALL) and made.path == (name,):
                yield from ((kind, value) for value in made.arguments[: None if name == "importScripts" else 1])
    for element, attributes, _ in jsx_elements(script):
        for name, given in attributes.items():
            use = _use_of_jsx(script, element, name.lower(), attributes)
            if use is not None and given is not None:
                yield use, given


def written_addresses(script: Script) -> Iterator[tuple[str, str, Node]]:
    """Use, address and string of what stands in markup and styles that a script puts into the page."""
    for element, node, runs_scripts in _written(script):
        for address, use, _, _ in loads_of_document(Document(element.place.file, (element,), is_entry=False)):
            if runs_scripts or use not in ("script", "module"):
                yield use, address, node
    seen: set[int] = set()
    for value in _style_values(script):
        for text, node in _texts(script, value, seen):
            yield from (("image", found[1], node) for found in _URL.finditer(text))


def written_elements(script: Script) -> Iterator[tuple[Element, Node]]:
    """The elements of markup that a script puts into the page, and the string that each is in."""
    for element, node, _ in _written(script):
        yield element, node


def _assigned(script: Script) -> Iterator[tuple[Node, Node]]:
    """What `src` and the like are set of, and to what."""
    for node in script.tree.assignments:
        left, value = node.child_by_field_name("left"), node.child_by_field_name("right")
        name = None if left is None else left.child_by_field_name("property")
        held = None if left is None else left.child_by_field_name("object")
        if held is not None and value is not None and name is not None and script.text(name) in _ADDRESS_ATTRIBUTES:
            yield held, value
    for use in script.uses:
        if use.role is Role.CALL and use.path[-1] in _SETTERS and len(use.arguments) == 2:
            held = use.node.child_by_field_name("object")
            if held is not None and script.string(use.arguments[0]) in _ADDRESS_ATTRIBUTES:
                yield held, use.arguments[1]


def _use_of_jsx(script: Script, element: str, name: str, attributes: dict[str, Node | None]) -> str | None:
    if element == "link":
        kind = attributes.get("rel")
        return "style" if name == "href" and kind is not None and script.string(kind) == "stylesheet" else None
    return _USES.get(element) if name in _ADDRESS_ATTRIBUTES else _HELD_BY_OTHERS.get((element, name))


def _use_by_ending(script: Script, value: Node) -> str | None:
    begin = beginning(script, value)
    ending = re.split(r"[?#]", begin.text)[0].rpartition(".")[2].lower() if begin is not None else ""
    return next((use for use, endings in _ENDINGS.items() if ending in endings), None)


def _written(script: Script) -> Iterator[tuple[Element, Node, bool]]:
    """The elements of markup in strings; and whether scripts among them run."""
    seen: set[int] = set()
    for value, runs_scripts in _markup_values(script):
        for text, node in _texts(script, value, seen):
            if "<" in text and len(text) <= _MOST_MARKUP:
                yield from ((element, node, runs_scripts) for element in _elements(text))


def _markup_values(script: Script) -> Iterator[tuple[Node, bool]]:
    for node in script.tree.assignments:
        left, value = node.child_by_field_name("left"), node.child_by_field_name("right")
        name = None if left is None else left.child_by_field_name("property")
        if value is not None and name is not None and script.text(name) in _MARKUP_FIELDS:
            yield value, False
    for _, attributes, _ in jsx_elements(script):
        given = attributes.get("dangerouslySetInnerHTML")
        if given is not None:
            yield given, False
    for use in script.uses:
        if use.role is Role.CALL and _takes_markup(use):
            yield from ((argument, use.path[0] == "document" or _is_jquery(use)) for argument in use.arguments)


def _takes_markup(use: Use) -> bool:
    if use.path[0] == "document":
        return use.path[-1] in _WRITERS
    if len(use.path) == 1:
        return use.path[0] in _JQUERY
    return use.path[-1] in _MARKUP_METHODS or (use.path[-1] in _JQUERY_METHODS and _is_jquery(use))


def _is_jquery(use: Use) -> bool:
    return (use.node.text or b"").startswith((b"$", b"jQuery"))


def _texts(script: Script, value: Node, seen: set[int]) -> Iterator[tuple[str, Node]]:
    """The strings and templates of an expression, sums as one text, each with a node that it stands in; each once."""
    named = value_of(script, value)
    todo = [value if named is None else named]
    while todo:
        node = todo.pop()
        if node.id in seen:
            continue
        seen.add(node.id)
        if node.type in _STRINGS:
            yield _text_of(script, node), node
        elif node.type == "binary_expression":
            inside = list(within(node, into_functions=False))
            seen.update(part.id for part in inside if part.type in ("binary_expression", *_STRINGS))
            parts = [part for part in inside if part.type in _STRINGS]
            if parts:
                yield "".join(_text_of(script, part) for part in parts), parts[0]
        todo.extend(reversed(node.named_children))


def _text_of(script: Script, node: Node) -> str:
    """A string's value, or a template's text with `${}` in its holes."""
    whole = script.string(node)
    if whole is not None:
        return whole
    return "".join("${}" if part.type == "template_substitution" else script.text(part) for part in node.named_children)


@lru_cache(maxsize=256)
def _elements(text: str) -> tuple[Element, ...]:
    return read_document(SourceFile("", text.encode(errors="replace")), is_entry=False).elements


def _style_values(script: Script) -> Iterator[Node]:
    """What styles with pictures are set to."""
    for node in script.tree.assignments:
        left, value = node.child_by_field_name("left"), node.child_by_field_name("right")
        name = None if left is None else left.child_by_field_name("property")
        held = None if left is None else left.child_by_field_name("object")
        is_style = held is not None and script.text(held).rpartition(".")[2] == "style"
        if value is not None and name is not None and is_style and _STYLE_FIELDS.fullmatch(script.text(name)):
            yield value
    for use in script.uses:
        if use.role is Role.CALL and use.path[-1] in ("setProperty", "css") and use.arguments:
            yield use.arguments[-1]
