"""Scripts and styles whose content a page pins by a hash, and those that it could."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from hframes.lint.families.addresses import floating_package
from hframes.lint.families.copies import copy_of
from hframes.lint.families.foreign import Load, foreign_loads, host_name
from hframes.lint.families.integrity import fits, integrity_of
from hframes.lint.finding import Severity
from hframes.lint.project import Place, Project, Reference
from hframes.lint.rule import Match

_PAGES = (".html", ".htm", ".xhtml")
_PINNED = frozenset({"script", "module", "style"})
_LINKS = frozenset({"stylesheet", "modulepreload", "preload"})


def loads_without_hash(project: Project, uses: Collection[str], noun: str) -> Iterator[Match]:
    """What comes from other hosts for these uses: a warning where hash and version are pinned, else an error."""
    hashes = _import_map_hashes(project)
    for load in foreign_loads(project, uses):
        element = load.reference.element if load.reference is not None else None
        has_hash = load.address in hashes or (element is not None and bool(element.get("integrity")))
        if not has_hash:
            yield _without(project, load, noun)
        elif floating_package(load.address) is None:
            yield Match(
                load.place,
                f"A {noun} from {host_name(load.host)}, pinned by its hash, but still not in the folder",
                severity=Severity.WARNING,
            )


def refused_files(project: Project) -> Iterator[tuple[Place, str]]:
    """Files of the folder that a browser refuses, since their hash is not the one that the page gives."""
    hashes = _import_map_hashes(project)
    for reference in project.references:
        if reference.file is None or reference.use not in _PINNED:
            continue
        given = _integrity(reference) if reference.element is not None else None
        told, place = given if given is not None else (hashes.get(reference.address, ""), reference.place)
        data = project.folder.read(reference.file) if told else None
        if data is not None and not fits(told, data):
            yield place, reference.file


def _integrity(reference: Reference) -> tuple[str, Place] | None:
    element = reference.element
    if element is None or not _takes_integrity(reference):
        return None
    return element.attributes.get("integrity")


def _without(project: Project, load: Load, noun: str) -> Match:
    """The finding for something without a hash, with a mend where a copy of it is in the folder."""
    message = f"A {noun} from {host_name(load.host)}: the render has no network"
    copy = copy_of(project.folder, load.address) if load.is_whole else None
    if copy is None:
        return Match(load.place, message)
    hint = f"Load {copy.path}, which is a copy of it, instead"
    place = None if load.reference is None else _after_address(load.reference)
    if place is None or load.reference is None or load.reference.element is None:
        return Match(load.place, message, hint)
    sharing = "" if "crossorigin" in load.reference.element.attributes else ' crossorigin="anonymous"'
    return Match(load.place, message, hint, None, f' integrity="{integrity_of(copy.data)}"{sharing}', place)


def _after_address(reference: Reference) -> Place | None:
    """The place behind the attribute that has the address, where `integrity` may be written there."""
    element, place = reference.element, reference.place
    if element is None or not _takes_integrity(reference) or "integrity" in element.attributes:
        return None
    if not place.file.path.lower().endswith(_PAGES) or place.text.strip() != reference.address:
        return None
    before, after = place.file.data[place.start - 1 : place.start], place.file.data[place.end : place.end + 1]
    is_quoted = before in (b'"', b"'") and before == after
    end = place.end + is_quoted
    return Place(place.file, end, end) if is_quoted or after in (b" ", b">", b"\n", b"\t", b"\r") else None


def _takes_integrity(reference: Reference) -> bool:
    """Whether it is an element whose `integrity` browsers look at."""
    element = reference.element
    if element is None or reference.use not in _PINNED:
        return False
    kinds = (element.get("rel") or "").lower().split()
    is_link = element.name == "link" and not _LINKS.isdisjoint(kinds)
    return is_link or (element.name == "script" and "src" in element.attributes)


def _import_map_hashes(project: Project) -> dict[str, str]:
    """The addresses to which an import map gives a hash, and that."""
    found: dict[str, str] = {}
    for document in project.documents:
        for element in document.elements:
            if element.name == "script" and (element.get("type") or "").lower() == "importmap" and element.text:
                try:
                    hashes = json.loads(element.text.text).get("integrity")
                except (ValueError, AttributeError, RecursionError):
                    continue
                given = hashes.items() if isinstance(hashes, dict) else ()
                found.update((address, told) for address, told in given if isinstance(told, str))
    return found
