"""Loads a page and all that it loads from its folder, each file once."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from hframes.lint.analysis import Analysis
from hframes.lint.folder import Folder
from hframes.lint.following import Keys, Modules
from hframes.lint.loads import (
    Load,
    import_map,
    loads_of_document,
    loads_of_import_map,
    loads_of_script,
    loads_of_style,
    script_type,
)
from hframes.lint.markup import read_document
from hframes.lint.project import Document, Element, Place, Project, Reference, ScriptKind, SourceFile, Style, Trouble
from hframes.lint.scopes import Tree
from hframes.lint.script import Script
from hframes.parsing import MOST_BYTES, LanguageName, first_error, parse

if TYPE_CHECKING:
    pass

MOST_FILES = 1000
_OWN_HOST = "hframes.localhost"
_LANGUAGES: dict[str, LanguageName] = {".ts": "typescript", ".mts": "typescript", ".tsx": "tsx"}
_PAGES = (".html", ".htm", ".xhtml", ".svg")


class Loader:
    """One composition.

    Args:
        root: its folder; nothing outside is read.
        shown: what stands before the paths of its files where people read them.
    """

    def __init__(self, root: Path, shown: str) -> None:
        self._root = root.resolve()
        self._shown = shown
        self._files: dict[str, SourceFile | None] = {}
        self._documents: list[Document] = []
        self._styles: list[Style] = []
        self._references: list[Reference] = []
        self._troubles: list[Trouble] = []
        self._scripts: list[tuple[Script, Analysis, str]] = []
        self._modules: dict[str, Analysis] = {}
        self._seen: set[tuple[str, str]] = set()
        self._imports: dict[str, str] = {}
        self._entry = ""
        self._is_alone = False  # whether nobody knows which files are beside it

    def load(self, entry: str) -> Project:
        """The composition whose page has this POSIX path in the folder."""
        self._entry = entry
        file = self._file(entry)
        empty = Document(SourceFile(self._shown + entry, b""), (), is_entry=True)
        if file is None:
            return Project(empty, has_duration=True, troubles=tuple(self._troubles))
        self._document(file, entry, is_entry=True)
        return self._project(self._documents[0])

    def load_page(self, file: SourceFile) -> Project:
        """A page that has no files beside it."""
        self._entry = file.path
        self._is_alone = True
        self._document(file, file.path, is_entry=True)
        return self._project(self._documents[0])

    def load_text(self, file: SourceFile, kind: ScriptKind) -> Project:
        """A script without a page."""
        self._is_alone = True
        self._script(file, file.path, kind, file.data, 0)
        return self._project(Document(file, (), is_entry=True))

    def _project(self, entry: Document) -> Project:
        scripts: list[Script] = []
        done = 0
        # What a script is found to load may be scripts.
        while done < len(self._scripts):
            script, analysis, name = self._scripts[done]
            done += 1
            used = replace(script, uses=analysis.uses())
            scripts.append(used)
            for load in loads_of_script(used):
                self._take(load, name if load[1] == "module" else self._entry)
        return Project(
            entry,
            _has_duration(entry),
            tuple(self._documents),
            tuple(scripts),
            tuple(self._styles),
            tuple(self._references),
            tuple(self._troubles),
            Folder() if self._is_alone else Folder(self._root),
        )

    def _document(self, file: SourceFile, name: str, *, is_entry: bool) -> None:
        document = read_document(file, is_entry=is_entry)
        self._documents.append(document)
        if is_entry:
            self._imports = import_map(document)
        for element in document.elements:
            self._inside(element, file, name)
        self._take_all(_from_base(document, loads_of_document(document)), name)
        self._take_all(loads_of_import_map(document), name)

    def _inside(self, element: Element, file: SourceFile, name: str) -> None:
        """Scripts and styles that stand in an element."""
        text = element.text
        if element.name == "script" and text is not None and "src" not in element.attributes:
            kind = script_type(element)
            if kind in ("classic", "module"):
                self._script(file, name, ScriptKind(str(kind)), file.data[text.start : text.end], text.start)
        elif element.name == "style" and text is not None:
            self._style(file, name, file.data[text.start : text.end], text.start, is_inline=False)
        for attribute, (value, place) in element.attributes.items():
            if attribute == "style":
                self._style(file, name, b"a{" + value.encode() + b"}", place.start - 2, is_inline=True)
            elif attribute.startswith("on") and len(attribute) > 2:
                self._script(file, name, ScriptKind.HANDLER, value.encode(), place.start)
            elif attribute in ("href", "src", "action") and value.strip().lower().startswith("javascript:"):
                begin = value.lower().index("javascript:") + len("javascript:")
                self._script(file, name, ScriptKind.HANDLER, value[begin:].encode(), place.start + begin)

    def _script(self, file: SourceFile, name: str, kind: ScriptKind, text: bytes, offset: int) -> None:
        language = _LANGUAGES.get(posixpath.splitext(file.path)[1].lower(), "javascript")
        root = parse(text, language)
        error = first_error(root)
        if error is not None and kind is not ScriptKind.HANDLER:
            place = Place(file, offset + error.start_byte, offset + max(error.end_byte, error.start_byte))
            self._troubles.append(Trouble(place, "does not parse"))
        tree = Tree(root)
        analysis = Analysis(tree, self._exported(name), is_module=kind is not ScriptKind.CLASSIC)
        self._modules.setdefault(name, analysis)
        self._scripts.append((Script(file, kind, root, tree, offset), analysis, name))

    def _style(self, file: SourceFile, name: str, text: bytes, offset: int, *, is_inline: bool) -> None:
        style = Style(file, parse(text, "css"), offset, is_inline)
        self._styles.append(style)
        self._take_all(loads_of_style(style), name)

    def _take_all(self, loads: Iterable[Load], base: str) -> None:
        for load in loads:
            self._take(load, base)

    def _take(self, load: Load, base: str) -> None:
        """Notes an address, and follows it where it leads to a file of the folder."""
        address, use, place, element = load
        if not address or address.startswith("#") or _scheme(address) in ("data", "blob", "about", "javascript"):
            return
        # Only a script's `import` takes bare names; an element's attribute is an address.
        found = self._resolved(address, base, is_module=use == "module" and element is None)
        there = found is not None and self._is_there(found)
        if found is not None and there and (self._root / found).is_dir():
            found = posixpath.join(found, "index.html")
            there = self._is_there(found)
        missing = found is not None and not there and not self._is_alone
        self._references.append(Reference(address, use, place, element, None if missing else found, missing))
        if found is not None and there:
            self._follow(found, use)

    def _follow(self, name: str, use: str) -> None:
        kinds = {"script": ScriptKind.CLASSIC, "module": ScriptKind.MODULE, "worker": ScriptKind.WORKER}
        suffix = posixpath.splitext(name)[1].lower()
        is_page = (use == "frame" and suffix in _PAGES) or (use == "image" and suffix == ".svg")
        if (name, use) in self._seen or not (use in kinds or use == "style" or is_page) or suffix in (".json", ".wasm"):
            return
        self._seen.add((name, use))
        file = self._file(name)
        if file is None:
            return
        if use in kinds:
            if name not in self._modules:
                self._script(file, name, kinds[use], file.data, 0)
        elif use == "style":
            self._style(file, name, file.data, 0, is_inline=False)
        elif all(document.file is not file for document in self._documents):
            self._document(file, name, is_entry=False)

    def _resolved(self, address: str, base: str, *, is_module: bool) -> str | None:
        """The path in the folder that an address leads to; None where it leads out of it."""
        if is_module and not address.startswith(("/", "./", "../")) and not _scheme(address):
            mapped = _mapped(self._imports, address)
            if mapped is None:
                return None
            address, base = mapped, self._entry
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            return None
        if parts.netloc.lower() not in ("", _OWN_HOST) or (parts.scheme and not parts.netloc):
            return None
        path = unquote(parts.path)
        if not path:
            return base
        whole = path if path.startswith("/") or parts.netloc else posixpath.join(posixpath.dirname(base), path)
        clean = posixpath.normpath(whole.lstrip("/"))
        return None if clean == ".." or clean.startswith("../") or "\0" in clean else clean

    def _is_there(self, name: str) -> bool:
        try:
            real = (self._root / name).resolve()
            return real.is_relative_to(self._root) and real.exists()
        except (OSError, RuntimeError, ValueError):
            return False

    def _file(self, name: str) -> SourceFile | None:
        """A text file of the folder; None where it can't be looked at, which is noted."""
        if name not in self._files:
            self._files[name] = self._read(name)
        return self._files[name]

    def _read(self, name: str) -> SourceFile | None:
        path = self._root / name
        empty = SourceFile(self._shown + name, b"")
        what = None
        data = b""
        try:
            if len(self._files) >= MOST_FILES:
                what = f"is not looked at: the page has more than {MOST_FILES} files"
            elif path.stat().st_size > MOST_BYTES:
                what = f"is not looked at: it is larger than {MOST_BYTES // 1_000_000} MB"
            else:
                data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
                if b"\0" in data[:100_000]:
                    what = "is not looked at: it is no text in UTF-8"
        except OSError as error:
            what = f"can't be read: {error.strerror}"
        if what is None:
            return SourceFile(self._shown + name, data)
        self._troubles.append(Trouble(Place(empty, 0, 0), what))
        return None

    def _exported(self, base: str) -> Modules:
        """What other modules export, as a module at `base` asks for them."""

        def exported(module: str, name: str, keys: Keys) -> Keys | None:
            found = self._resolved(module, base, is_module=True)
            if found is None or not self._is_there(found):
                return None
            self._follow(found, "module")
            analysis = self._modules.get(found)
            return None if analysis is None else analysis.exported(name, keys)

        return exported


def _from_base(document: Document, loads: Iterable[Load]) -> Iterable[Load]:
    """Addresses as `<base href>` makes them, where that leads elsewhere."""
    base = next((e.get("href") for e in document.elements if e.name == "base" and e.get("href")), None)
    for address, use, place, element in loads:
        yield urljoin(base, address) if base else address, use, place, element


def _scheme(address: str) -> str:
    """The scheme of an address in lower case, "" where it has none."""
    head, colon, _ = address.strip().partition(":")
    return head.lower() if colon and head.replace("+", "").replace("-", "").replace(".", "").isalnum() else ""


def _mapped(imports: dict[str, str], address: str) -> str | None:
    if address in imports:
        return imports[address]
    for name in sorted(imports, key=len, reverse=True):
        if name.endswith("/") and address.startswith(name):
            return imports[name] + address[len(name) :]
    return None


def _has_duration(document: Document) -> bool:
    for element in document.elements:
        if element.name == "script" and element.get("id") == "hframes" and element.text is not None:
            try:
                header = json.loads(element.text.text)
            except ValueError:
                return True  # the render says what is wrong with it
            return isinstance(header, dict) and header.get("duration") is not None
    return False
