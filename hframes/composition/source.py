"""Opening a composition: a page on disk becomes one frozen value that the other rooms pass on."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path

from hframes.composition.header import Header, Kind, read_html_header, read_svg_header
from hframes.composition.wording import did_you_mean, shown
from hframes.errors import CompositionError

MAX_PAGE_BYTES = 50_000_000
HTML_SUFFIXES = (".html", ".htm")
PAGE_SUFFIXES = (*HTML_SUFFIXES, ".svg")
INDEX = "index.html"

# https://mimesniff.spec.whatwg.org/#binary-data-byte: what never occurs in text, looked for in a file's first bytes.
_BINARY_BYTE = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_SNIFFED_BYTES = 1445
_META_CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w-]{1,20})""", re.IGNORECASE)
_PAGE_ENCODINGS = re.compile(
    r"iso-8859-\d{1,2}|windows-125\d|shift_jis|euc-jp|euc-kr|gbk|gb2312|gb18030|big5|koi8-[ru]"
)
_TAG = re.compile(r"<[!A-Za-z]")
_KINDS = "A composition is an .html or .svg file, or a folder with " + INDEX


@dataclass(frozen=True, slots=True)
class Composition:
    """A page that can be rendered.

    Attributes:
        root: the resolved folder whose files the page may load; nothing outside it is part of the composition.
        entry: the page, as a POSIX path relative to `root`.
        kind: "html" or "svg".
        header: what the page says about itself; all None where it has no header.
    """

    root: Path
    entry: str
    kind: Kind
    header: Header

    @property
    def page(self) -> Path:
        """The page's file."""
        return self.root / self.entry


def open_composition(path: Path | str) -> Composition:
    """Reads what `path` is: an `.html` or `.htm` file, an `.svg` file, or a folder with `index.html`.

    Args:
        path: the file or the folder. A file's own folder becomes `root`.

    Raises:
        CompositionError: there is no such page, it is no page, it cannot be read, its header is wrong.
    """
    path = Path(path)
    try:
        given = path.stat()
        page = path / INDEX if stat.S_ISDIR(given.st_mode) else path
        if page is not path and not page.exists():
            raise CompositionError(f"the folder has no {INDEX}", where=str(path), hint=_pages_in(path))
        _check_place(page)
        data = _read(page)
        root = page.parent.resolve(strict=True)
    except (FileNotFoundError, NotADirectoryError):
        raise CompositionError("there is no such composition", where=str(path), hint=_similar_to(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CompositionError(f"the composition cannot be read: {reason}", where=shown_path(path)) from None
    if page.suffix.lower() == ".svg":
        _check_is_text(data, page)
        return Composition(root, page.name, "svg", read_svg_header(data, str(page)))
    text = _decoded(data, page)
    return Composition(root, page.name, "html", read_html_header(text, str(page)))


def shown_path(path: Path) -> str:
    """A path for messages; one that cannot be printed as it is comes quoted."""
    return str(path) if str(path).isprintable() else shown(str(path))


def _check_place(page: Path) -> None:
    """Refuses what is not a regular file with a page's name inside its own folder."""
    where = shown_path(page)
    if not shown(page.name).isprintable() or not _is_utf8(page.name):
        raise CompositionError("the page's file name is not readable text", where=where, hint="Rename the file")
    if page.suffix.lower() not in PAGE_SUFFIXES:
        raise CompositionError(f'a file that ends in "{page.suffix}" is not a page', where=where, hint=_KINDS)
    status = page.stat()
    if not stat.S_ISREG(status.st_mode):
        raise CompositionError("the page is not a regular file", where=where, hint=_KINDS)
    target = page.resolve(strict=True)
    if not target.is_relative_to(page.parent.resolve(strict=True)):
        raise CompositionError("the page is a link that leaves its folder", where=where, hint=f"Name {target} itself")
    if status.st_size > MAX_PAGE_BYTES:
        raise _too_large(page)


def _too_large(page: Path) -> CompositionError:
    return CompositionError(
        f"the page is larger than {MAX_PAGE_BYTES // 1_000_000} MB",
        where=str(page),
        hint="Move its data into files beside it and load them",
    )


def _read(page: Path) -> bytes:
    with page.open("rb") as file:
        data = file.read(MAX_PAGE_BYTES + 1)
    if len(data) > MAX_PAGE_BYTES:
        raise _too_large(page)
    return data


def _check_is_text(data: bytes, page: Path) -> None:
    if not data.strip():
        raise CompositionError("the page is empty", where=str(page), hint=_KINDS)
    has_mark = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if data.startswith(b"%PDF-") or (not has_mark and _BINARY_BYTE.search(data, 0, _SNIFFED_BYTES)):
        raise CompositionError("the file is not a page but binary data", where=str(page), hint=_KINDS)


def _decoded(data: bytes, page: Path) -> str:
    """HTML as text with `\\n` newlines; bytes that its encoding does not have become U+FFFD, as in a browser."""
    _check_is_text(data, page)
    text = data.decode(_encoding(data), errors="replace").removeprefix("\ufeff")
    if not _TAG.search(text):
        raise CompositionError("the file holds no HTML element", where=str(page), hint=_KINDS)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding(data: bytes) -> str:
    """The page's encoding: its byte order mark, else a known `<meta charset>`, else UTF-8."""
    if data.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if data.startswith(b"\xfe\xff"):
        return "utf-16-be"
    declared = _META_CHARSET.search(data, 0, 1024)
    name = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
    if name == "iso-8859-1":
        return "windows-1252"
    if not _PAGE_ENCODINGS.fullmatch(name):
        return "utf-8"
    try:
        "".encode(name)
    except LookupError:
        return "utf-8"
    return name


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _pages_in(folder: Path) -> str:
    try:
        names = sorted(file.name for file in folder.iterdir() if file.suffix.lower() in PAGE_SUFFIXES)
    except OSError:
        names = []
    if not names:
        return _KINDS
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return "Name one of its pages: " + ", ".join(shown(name) for name in names[:5]) + more


def _similar_to(path: Path) -> str:
    try:
        names = [file.name for file in path.parent.iterdir() if file.suffix.lower() in PAGE_SUFFIXES or file.is_dir()]
    except OSError:
        return _KINDS
    close = did_you_mean(path.name, names)
    return f'Perhaps "{shown_path(path.parent / close)}" is meant' if close else _KINDS
