"""What the two things are that somebody wants compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from hframes.composition import Composition, open_composition
from hframes.composition.source import PAGE_SUFFIXES
from hframes.differing.composed import ComposedSource, compose
from hframes.differing.findings import Kind, Side
from hframes.differing.listed import ListedSource, listed
from hframes.differing.measure import Rules
from hframes.differing.video import VideoSource, open_video
from hframes.errors import UsageError
from hframes.settings import RenderSettings
from hframes.verification.against import changes, is_comparable, load_manifest
from hframes.verification.findings import Change

Opened: TypeAlias = VideoSource | ComposedSource | ListedSource


def kind_of(path: Path) -> Kind:
    """By its name alone; a folder is a composition.

    Raises:
        UsageError: there is no such file.
    """
    if path.is_dir():
        return "composition"
    if not path.exists():
        raise UsageError(f"{path} does not exist", hint="Give two videos, two compositions or two manifests")
    if path.suffix.lower() in PAGE_SUFFIXES:
        return "composition"
    return "manifest" if path.suffix.lower() == ".json" else "video"


async def open_source(source: Composition | Path | str, settings: RenderSettings) -> Opened:
    """A film that is ready to be shown.

    Args:
        settings: of a composition; others have none.

    Raises:
        HframesError: it can't be read, or is something else.
    """
    if isinstance(source, Composition):
        return compose(source, source.entry, settings)
    path = Path(source)
    kind = kind_of(path)
    name = str(path).encode(errors="replace").decode()  # not every name on a disk is text
    if kind == "composition":
        return compose(open_composition(path), name, settings)
    if kind == "manifest":
        return listed(load_manifest(path, where="hframes diff"), name)
    return await open_video(path, name)


def check_pair(a: Opened, b: Opened, rules: Rules) -> None:
    """Refuses what can't be compared in any way.

    Raises:
        UsageError: only one of them is a manifest; rules for pixels where there are none; a box that lies outside.
    """
    kinds = (a.side.kind, b.side.kind)
    if kinds.count("manifest") == 1:
        other = b.side.name if kinds[0] == "manifest" else a.side.name
        raise UsageError(
            f"{other} is no manifest, and a manifest holds no pictures",
            hint="Give two manifests; a composition is compared by `hframes verify COMP --against FILE.json`",
        )
    if kinds.count("manifest") == 2 and rules != Rules():
        raise UsageError(
            "Manifests hold no pixels",
            where="--tolerance" if rules.tolerance else "--ignore-box",
            hint="Leave that out, or give the videos",
        )
    for box in rules.ignored:
        if all(box.left >= side.width or box.top >= side.height for side in (a.side, b.side)):
            raise UsageError(
                f"The box {box.left},{box.top},{box.width},{box.height} lies outside "
                f"the {a.side.width}×{a.side.height} pixels of a frame",
                where="--ignore-box",
            )


def are_comparable(a: Opened, b: Opened) -> bool:
    """Whether equal frames would be found equal."""
    if isinstance(a, ListedSource) and isinstance(b, ListedSource):
        return is_comparable(a.manifest, b.manifest)
    return _size(a.side) == _size(b.side)


def changes_of(a: Opened, b: Opened) -> tuple[Change, ...]:
    """What is not the same besides the frames."""
    if isinstance(a, ListedSource) and isinstance(b, ListedSource):
        return changes(a.manifest, b.manifest, a.manifest.files.keys() | b.manifest.files.keys())
    pairs: Sequence[tuple[str, str, str]] = (
        ("size", _size(a.side), _size(b.side)),
        ("fps", a.side.fps, b.side.fps),
    )
    return tuple(Change(what="settings", name=name, then=then, now=now) for name, then, now in pairs if then != now)


def is_same_shape(a: Side, b: Side) -> bool:
    """Whether size and rate are the same."""
    return (_size(a), a.fps) == (_size(b), b.fps)


def _size(side: Side) -> str:
    return f"{side.width}×{side.height}"
