"""What the page loads from other hosts: by its references, and by what its scripts put into elements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from hframes.lint.families.addresses import foreign_host
from hframes.lint.families.putting import given_addresses, written_addresses
from hframes.lint.families.values import beginning, imports
from hframes.lint.project import Place, Project, Reference

USES = frozenset({"script", "module", "style", "image", "font", "media", "frame", "worker", "fetch", "other"})
# Other links only tell of something, or are for a browser's window.
_LINKS_THAT_LOAD = frozenset({"stylesheet", "preload", "modulepreload", "prefetch", "manifest"})
_NO_LOADS = frozenset({"a", "area", "base", "form"})


@dataclass(frozen=True)
class Load:
    """Something that is loaded from another host.

    Attributes:
        address: as far as it stands there.
        host: "" where only a part of its name does.
        is_whole: whether all of the address stands there.
        reference: where the page itself says so, not a script.
    """

    address: str
    host: str
    place: Place
    is_whole: bool = True
    reference: Reference | None = None


def is_load(reference: Reference) -> bool:
    """Whether the page really loads what an address leads to: a link that one may follow is no load."""
    element = reference.element
    if element is None or element.name not in {"link", *_NO_LOADS}:
        return True
    kinds = (element.get("rel") or "").lower().split()
    return element.name == "link" and not _LINKS_THAT_LOAD.isdisjoint(kinds)


def foreign_loads(project: Project, uses: Collection[str]) -> Iterator[Load]:
    """What the page loads from other hosts for these uses, and what its scripts put into such elements."""
    imported = [script.place(node) for script in project.scripts for node in imports(script)]
    seen: list[Place] = []
    for reference in project.references:
        host = foreign_host(reference.address)
        if (
            reference.use in uses
            and host is not None
            and is_load(reference)
            and not is_among(reference.place, imported)
        ):
            seen.append(reference.place)
            yield Load(reference.address, host, reference.place, reference=reference)
    for script in project.scripts:
        for use, value in given_addresses(project, script):
            begin = beginning(script, value)
            place = script.place(value)
            if use in uses and begin is not None and begin.host is not None and not is_among(place, seen):
                yield Load(begin.text, begin.host, place, begin.is_whole)
        for use, address, node in written_addresses(script):
            host = foreign_host(address)
            if use in uses and host is not None:
                yield Load(address, "" if "$" in host else host, script.place(node), "$" not in address)


def is_among(place: Place, others: Iterable[Place]) -> bool:
    """Whether one of the others has a part of it."""
    return any(o.file == place.file and o.start < place.end and place.start < o.end for o in others)


def host_name(host: str) -> str:
    """As it is told to people."""
    return host or "another host"
