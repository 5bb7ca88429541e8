"""Copies of a CDN's files in the composition's folder, and which version of a package is there.

A copy is one where name and version say so: in the `package.json` that is beside it, or in its own first comment. A
mistake shows: the browser refuses a file whose hash is another one.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hframes.lint.families.addresses import Package, foreign_host, packages_of, path_of
from hframes.lint.folder import Folder

_NAME = re.compile(r"(@[a-z0-9~][\w.~\-]*/)?[a-z0-9~][\w.~\-]*")
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_RANGE = re.compile(r"([\^~]?)v?(\d+)(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?")
_BANNER = re.compile(rb"\s*(/\*.*?\*/|(?://[^\n]*\n\s*)+)", re.DOTALL)
_LONGEST_BANNER = 4000  # bytes
_COLLECTIONS = ("cdnjs.cloudflare.com", "ajax.googleapis.com")
_FOLDERS = ("vendor", "vendors", "lib", "libs", "third_party", "third-party", "assets/vendor", "js", "css", ".")


@dataclass(frozen=True)
class Copy:
    """A file of the folder that is what an address leads to.

    Attributes:
        path: POSIX path in the folder.
    """

    path: str
    data: bytes


def copy_of(folder: Folder, address: str) -> Copy | None:
    """The copy of what an address of a CDN leads to; None where there is none, or more than one."""
    found = packages_of(address)
    package = found[0] if len(found) == 1 else None
    if package is None or not package.is_exact or not _is_as_published(address) or not _NAME.fullmatch(package.name):
        return None
    inside = _inside(address, package)
    if not inside or ".." in inside.split("/"):
        return None
    version = package.version.removeprefix("v")
    if _is_of_npm(address) and installed_version(folder, package.name) == version:
        path = f"node_modules/{package.name}/{inside}"
        data = folder.read(path)
        if data is not None:
            return Copy(path, data)
    copies = list(_vendored(folder, package.name, version, inside))
    return copies[0] if copies and all(copy.data == copies[0].data for copy in copies) else None


def pinned(folder: Folder, address: str) -> str | None:
    """An address with the version that is in the folder; None where there is none, or not one that was asked for."""
    found = packages_of(address)
    package = found[0] if len(found) == 1 else None
    if package is None or package.is_exact or not _NAME.fullmatch(package.name) or not _is_of_npm(address):
        return None
    version = known_version(folder, package.name)
    if version is None or not _satisfies(version, package.version):
        return None
    asked = f"{package.name}@{package.version}" if package.version else package.name
    step = re.compile(rf"(?<=[/*]){re.escape(asked)}(?=[/?#]|$)")
    return step.sub(f"{package.name}@{version}", address) if len(step.findall(address)) == 1 else None


def known_version(folder: Folder, name: str) -> str | None:
    """The version of an npm package that is there, or that a lock file names; None where these do not agree."""
    versions = {installed_version(folder, name), *_locked_versions(folder, name)} - {None}
    version = versions.pop() if len(versions) == 1 else None
    return version if version is not None and _VERSION.fullmatch(version) else None


def installed_version(folder: Folder, name: str) -> str | None:
    """The version of a package in `node_modules`."""
    told = _json(folder, f"node_modules/{name}/package.json")
    version = told.get("version")
    return version if told.get("name") == name and isinstance(version, str) else None


def _is_as_published(address: str) -> bool:
    """Whether the host gives the files of packages as they are, not built anew."""
    host = foreign_host(address) or ""
    is_plain = host in ("unpkg.com", *_COLLECTIONS) or (host.endswith(".jsdelivr.net") and _is_of_npm(address))
    return is_plain and not re.search("[?#]", address)


def _is_of_npm(address: str) -> bool:
    """Whether the versions that the host goes by are npm's."""
    host = foreign_host(address) or ""
    if host.endswith(".jsdelivr.net"):
        return path_of(address).startswith("/npm/")
    return host in ("unpkg.com", "esm.sh", "esm.run", "cdn.skypack.dev")


def _inside(address: str, package: Package) -> str:
    """The path of a file in its package."""
    _, at, after = path_of(address).partition(f"{package.name}@{package.version}/")
    return after if at else path_of(address).partition(f"/{package.name}/{package.version}/")[2]


def _vendored(folder: Folder, name: str, version: str, inside: str) -> Iterator[Copy]:
    """Files of the same name that say themselves that they are of this package and version."""
    base = posixpath.basename(inside)
    stem, dot, ending = base.partition(".")
    short = name.rpartition("/")[2]
    names = (base, f"{stem}-{version}{dot}{ending}", f"{stem}.{version}{dot}{ending}", f"{short}/{base}")
    for path in sorted({posixpath.normpath(f"{place}/{one}") for place in _FOLDERS for one in names}):
        data = folder.read(path)
        if data is not None and _says(data, short, version):
            yield Copy(path, data)


def _says(data: bytes, name: str, version: str) -> bool:
    """Whether the comment at the beginning of a file names a package and its version."""
    found = _BANNER.match(data.removeprefix(b"\xef\xbb\xbf")[:_LONGEST_BANNER])
    banner = found[1].decode(errors="replace").lower() if found else ""
    is_version = re.search(rf"(?<![\w.])v?{re.escape(version)}(?![\w\-+]|\.\d)", banner)
    return is_version is not None and _letters(name) in _letters(banner)


def _letters(text: str) -> str:
    return re.sub(r"\.js\b|[^a-z0-9]", "", text.lower())


def _locked_versions(folder: Folder, name: str) -> Iterator[str]:
    """What lock files of npm and yarn say of a package."""
    lock = _json(folder, "package-lock.json")
    for key, entry in (("packages", f"node_modules/{name}"), ("dependencies", name)):
        held = lock.get(key)
        told = held.get(entry) if isinstance(held, dict) else None
        version = told.get("version") if isinstance(told, dict) else None
        if isinstance(version, str):
            yield version
    yarn = (folder.read("yarn.lock") or b"").decode(errors="replace")
    block = re.compile(rf'^"?{re.escape(name)}@[^\n]*:\n(?:  [^\n]*\n)*?  version:? "?([^"\s]+)"?$', re.MULTILINE)
    yield from block.findall(yarn)


def _satisfies(version: str, asked: str) -> bool:
    """Whether a version is among those that were asked for: "", "latest", "3", "3.1", "^3.1.2", "~3.1"."""
    if asked in ("", "latest", "*"):
        return True
    found = _RANGE.fullmatch(asked)
    have = _VERSION.fullmatch(version)
    if found is None or have is None:
        return False
    numbers = tuple(int(number) for number in have.groups())
    given = tuple(int(part) for part in found.groups()[1:] if part is not None and part.isdigit())
    if not found[1]:
        return numbers[: len(given)] == given
    if numbers < given:
        return False
    kept = 2 if found[1] == "~" else next((place + 1 for place, number in enumerate(given) if number), len(given))
    return numbers[: min(kept, len(given))] == given[:kept]


def _json(folder: Folder, path: str) -> dict[str, object]:
    data = folder.read(path)
    try:
        told = None if data is None else json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
