"""Whether anything in a page may come to an end, which then is the end of the video."""

from __future__ import annotations

from hframes.lint.families.foreign import foreign_loads
from hframes.lint.families.stylesheets import has_ending
from hframes.lint.project import Project
from hframes.lint.script import Script

_MEDIA = ("video", "audio")
_CODE = ("script", "module", "style", "frame")
_MAKERS = ("hframes.end", "Audio", "Animation", "KeyframeEffect")
# What scripts animate with, as names of members and in strings.
_MEMBERS = frozenset(
    {
        b"animate",
        b"animation",
        b"animationName",
        b"animationDuration",
        b"transition",
        b"transitionDuration",
        b"startViewTransition",
    }
)
_WORDS = (b"animation", b"transition", b"@keyframes", b"video", b"audio")


def may_end(project: Project) -> bool:
    """Also where it does not show: in what comes from elsewhere, and in what scripts write."""
    return (
        any(element.name in _MEDIA for document in project.documents for element in document.elements)
        or any(has_ending(style.root) for style in project.styles)
        or any(map(_may_make_ending, project.scripts))
        or any(True for _ in foreign_loads(project, _CODE))
        or any(reference.is_missing and reference.use in _CODE for reference in project.references)
    )


def _may_make_ending(script: Script) -> bool:
    if script.uses_of(*_MAKERS):
        return True
    for node in script.tree.nodes:
        if node.type == "property_identifier" and node.text in _MEMBERS:
            return True
        if node.type == "string_fragment" and any(word in (node.text or b"") for word in _WORDS):
            return True
    return False
