"""Addresses: which host one leads to, and whether what a CDN has there can change."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

# The composition's own origin.
OWN_HOST = "hframes.localhost"
_NETWORK_SCHEMES = frozenset({"http", "https", "ws", "wss"})
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_DROPPED = str.maketrans("", "", "\t\n\r")
_EXACT = re.compile(r"v?\d+\.\d+\.\d+([-+][\w.+\-]*)?")
_COMMIT = re.compile(r"[0-9a-f]{7,40}")
_BUILD_OF_ESM_SH = re.compile(r"v\d+|stable")
_REPOSITORY_KINDS = frozenset({"gh", "gl", "bb", "github"})
_REGISTRY_KINDS = frozenset({"npm", "jsr"})


@dataclass(frozen=True)
class Package:
    """What an address takes from a CDN.

    Attributes:
        name: "three", "@scope/name", "owner/repository".
        version: as it stands there; "" where there is none.
        is_exact: whether the CDN will always answer with the same version.
    """

    name: str
    version: str
    is_exact: bool


def scheme_of(address: str) -> str:
    """The scheme in lower case; "" for an address that is relative to the page, or has only a host."""
    found = _SCHEME.match(_cleaned(address))
    return found[1].lower() if found else ""


def foreign_host(address: str) -> str | None:
    """The host that an address leads to, in lower case; None where it stays in the composition or needs no network."""
    split = _split(address)
    return None if split is None or split[0] in ("", OWN_HOST) else split[0]


def path_of(address: str) -> str:
    """The path of an address, without its query and fragment."""
    cleaned = _cleaned(address)
    split = _split(cleaned)
    scheme = _SCHEME.match(cleaned)
    rest = split[1] if split is not None else cleaned[scheme.end() :] if scheme else cleaned
    return re.split(r"[?#]", rest, maxsplit=1)[0]


def is_in_reach(address: str) -> bool:
    """Whether it is an address that the composition's own server is asked for."""
    if not path_of(address):
        return False
    split = _split(address)
    return split[0] == OWN_HOST if split is not None else not scheme_of(address)


def is_bare(address: str) -> bool:
    """Whether it is a name that an import map gives a meaning ("three"), not an address."""
    return not scheme_of(address) and not address.startswith(("/", "./", "../"))


def packages_of(address: str) -> list[Package]:
    """What an address takes from a CDN that is known: one package, more for a combined file, none for other hosts."""
    split = _split(address)
    if split is None:
        return []
    host, path = split
    # What is after `?` or `#` says how to build the package, not which.
    steps = [unquote(step) for step in re.split(r"[?#]", path, maxsplit=1)[0].split("/") if step]
    if host.endswith(".jsdelivr.net"):
        return _of_jsdelivr(steps)
    reader = _READERS.get(host)
    found = None if reader is None else reader(steps)
    return [] if found is None else [found]


def floating_package(address: str) -> Package | None:
    """The first package of an address that is another one when its author publishes a new version."""
    return next((package for package in packages_of(address) if not package.is_exact), None)


def _cleaned(address: str) -> str:
    return address.strip().translate(_DROPPED)


def _split(address: str) -> tuple[str, str] | None:
    """Host and everything after it; None where the address names no host."""
    cleaned = _cleaned(address)
    scheme = _SCHEME.match(cleaned)
    if scheme and scheme[1].lower() not in _NETWORK_SCHEMES:
        return None
    rest = (cleaned[scheme.end() :] if scheme else cleaned).replace("\\", "/")
    if not rest.startswith("//"):
        return None
    authority, end, after = _partition(rest.lstrip("/"))
    host = authority.rpartition("@")[2].lower()
    end_of_host = host.find("]") + 1 if host.startswith("[") else host.find(":")
    return (host if end_of_host < 1 else host[:end_of_host]).rstrip("."), end + after


def _partition(rest: str) -> tuple[str, str, str]:
    found = re.search(r"[/?#]", rest)
    return (rest, "", "") if found is None else (rest[: found.start()], found[0], rest[found.end() :])


def _of_jsdelivr(steps: list[str]) -> list[Package]:
    kind, *rest = steps or [""]
    if kind == "combine":
        parts = "/".join(rest).split(",")
        return [package for part in parts for package in _of_jsdelivr(part.split("/"))]
    found = _of_kind(steps)
    return [] if found is None else [found]


def _of_kind(steps: list[str]) -> Package | None:
    """`npm/name@version/...`, `gh/owner/name@version/...`."""
    kind, *rest = steps or [""]
    if kind in _REPOSITORY_KINDS:
        return _of_repository(rest)
    return _of_registry(rest) if kind in _REGISTRY_KINDS else None


def _of_registry(steps: list[str]) -> Package | None:
    """`name@version/...`, `@scope/name@version/...`."""
    if not steps or (steps[0].startswith("@") and len(steps) == 1):
        return None
    scoped = steps[0].startswith("@")
    scope, last = (steps[0] + "/", steps[1]) if scoped else ("", steps[0])
    name, _, version = last.partition("@")
    return Package(scope + name, version, _EXACT.fullmatch(version) is not None)


def _of_repository(steps: list[str]) -> Package | None:
    """`owner/name@version/...`, where the version may be a commit, or a branch."""
    if len(steps) < 2:
        return None
    name, _, version = steps[1].partition("@")
    is_exact = _EXACT.fullmatch(version) is not None or _COMMIT.fullmatch(version) is not None
    return Package(f"{steps[0]}/{name}", version, is_exact)


def _of_esm_sh(steps: list[str]) -> Package | None:
    rest = steps[1:] if steps and _BUILD_OF_ESM_SH.fullmatch(steps[0]) else steps
    if rest and rest[0] in _REPOSITORY_KINDS | _REGISTRY_KINDS:
        return _of_kind(rest)
    # A star before the name: with nothing of what it imports.
    return _of_registry([rest[0].removeprefix("*"), *rest[1:]]) if rest else None


def _of_skypack(steps: list[str]) -> Package | None:
    """`pin/name@v1.2.3-hash/...` never changes."""
    if steps and steps[0] in ("pin", "-"):
        found = _of_registry(steps[1:])
        return None if found is None else Package(found.name, found.version, True)
    return _of_registry(steps)


def _of_jspm(steps: list[str]) -> Package | None:
    """`npm:name@version/...`."""
    kind, _, name = (steps[0] if steps else "").partition(":")
    return _of_kind([kind, name, *steps[1:]]) if name else _of_registry(steps)


def _of_tailwind(steps: list[str]) -> Package:
    version = steps[0] if steps else ""
    return Package("tailwindcss", version, _EXACT.fullmatch(version) is not None)


def _of_libraries(steps: list[str]) -> Package | None:
    """`ajax/libs/name/version/...`."""
    if len(steps) < 4 or steps[:2] != ["ajax", "libs"]:
        return None
    return Package(steps[2], steps[3], re.fullmatch(r"\d+(\.\d+)?", steps[3]) is None)


def _of_cdnjs(steps: list[str]) -> Package | None:
    found = _of_libraries(steps)
    return None if found is None else Package(found.name, found.version, True)


_READERS: dict[str, Callable[[list[str]], Package | None]] = {
    "unpkg.com": _of_registry,
    "esm.run": _of_registry,
    "esm.sh": _of_esm_sh,
    "cdn.esm.sh": _of_esm_sh,
    "cdn.skypack.dev": _of_skypack,
    "ga.jspm.io": _of_jspm,
    "jspm.dev": _of_jspm,
    "cdn.tailwindcss.com": _of_tailwind,
    "ajax.googleapis.com": _of_libraries,
    "cdnjs.cloudflare.com": _of_cdnjs,
}
