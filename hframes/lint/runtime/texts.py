"""The text that a page shows, and the fonts that the browser really drew it with."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from playwright.async_api import CDPSession
from playwright.async_api import Error as BrowserError

from hframes.lint.runtime.places import Places
from hframes.lint.runtime.seen import At
from hframes.serve import HOST_PAGE

# Of one look: more different texts than this are a picture made of letters.
MOST_TEXTS = 400
LONGEST_TEXT = 10_000
_TEXT = 3  # https://dom.spec.whatwg.org/#dom-node-nodetype
_STYLES = ("font-family", "font-weight", "font-style", "font-stretch", "font-size", "visibility")


@dataclass(frozen=True, order=True)
class DrawnFont:
    """A font that text was drawn with.

    Attributes:
        family, postscript: as the browser names it; for a font that the page brought, as the file itself does.
        custom: whether the page brought it.
    """

    family: str
    postscript: str
    custom: bool


@dataclass(frozen=True)
class Text:
    """Text that was shown, and what it was drawn with.

    Attributes:
        families: the value of `font-family`.
        characters: the text.
        fonts: all that something of it was drawn with.
        at: where its `font-family` is said; None where nothing in the folder says it.
    """

    families: str
    characters: str
    fonts: tuple[DrawnFont, ...]
    at: At | None


class TextWatch:
    """Looks at the texts of one page now and then: at each character in each style once, at where a style is said, too.

    Args:
        session: a DevTools session with the page.
        places: of its composition.
    """

    def __init__(self, session: CDPSession, places: Places) -> None:
        self._session = session
        self._places = places
        self._known: dict[tuple[str, ...], set[str]] = {}
        self._said: dict[tuple[str, ...], At | None] = {}
        self._sheets: dict[str, dict[str, Any]] = {}
        self.found: list[Text] = []

    async def look(self) -> None:
        """Takes in the texts that the page shows now."""
        taken = await self._session.send("DOMSnapshot.captureSnapshot", {"computedStyles": list(_STYLES)})
        fresh = list(self._fresh(taken))[:MOST_TEXTS]
        if not fresh:
            return
        self._session.on("CSS.styleSheetAdded", self._on_sheet)
        try:
            await self._session.send("DOM.enable")
            await self._session.send("CSS.enable")
            await self._session.send("DOM.getDocument", {"depth": 0})
            ids = [node for text in fresh for node in text.nodes]
            told = await self._session.send("DOM.pushNodesByBackendIdsToFrontend", {"backendNodeIds": ids})
            nodes = told["nodeIds"]
            for text, parent in zip(fresh, nodes[1::2], strict=True):
                if text.style not in self._said:
                    self._said[text.style] = await self._said_at(parent)
            # The browser answers a hundred of these in the time that one way there and back takes.
            self.found += await asyncio.gather(*map(self._looked_at, fresh, nodes[::2]))
            await self._session.send("CSS.disable")
            await self._session.send("DOM.disable")
        finally:
            self._session.remove_listener("CSS.styleSheetAdded", self._on_sheet)

    def _on_sheet(self, event: dict[str, Any]) -> None:
        self._sheets[event["header"]["styleSheetId"]] = event["header"]

    def _fresh(self, taken: dict[str, Any]) -> Iterator[_Fresh]:
        """Texts with characters that were not seen in their style before."""
        strings: list[str] = taken["strings"]
        for document in taken["documents"]:
            if strings[document["documentURL"]] == HOST_PAGE:
                continue
            nodes, layout = document["nodes"], document["layout"]
            for node, text, styles in zip(layout["nodeIndex"], layout["text"], layout["styles"], strict=True):
                if text < 0 or not styles:
                    continue
                characters = strings[text][:LONGEST_TEXT]
                families, *style, size, visibility = (strings[style] for style in styles)
                if visibility != "visible" or size == "0px":
                    continue
                known = self._known.setdefault((families, *style), set())
                if known.issuperset(characters) or not characters.strip():
                    continue
                known.update(characters)
                # What a style puts there is told as its pseudo-element itself.
                parent = nodes["parentIndex"][node] if nodes["nodeType"][node] == _TEXT else node
                ids = nodes["backendNodeId"]
                yield _Fresh((families, *style), characters, (ids[node], ids[max(parent, 0)]))

    async def _looked_at(self, text: _Fresh, node: int) -> Text:
        fonts: set[DrawnFont] = set()
        with suppress(BrowserError):  # the page has taken the text away meanwhile
            answer = await self._session.send("CSS.getPlatformFontsForNode", {"nodeId": node})
            fonts = {DrawnFont(f["familyName"], f["postScriptName"], f["isCustomFont"]) for f in answer["fonts"]}
        return Text(text.style[0], text.characters, tuple(sorted(fonts)), self._said[text.style])

    async def _said_at(self, node: int) -> At | None:
        """Where the `font-family` of an element is said."""
        styles: dict[str, Any] = {}
        with suppress(BrowserError):
            styles = await self._session.send("CSS.getMatchedStylesForNode", {"nodeId": node})
        levels = [styles, *styles.get("inherited", [])]
        for level in levels:
            rules: list[dict[str, Any]] = [
                match["rule"]["style"] for match in reversed(level.get("matchedCSSRules", []))
            ]
            inline = level.get("inlineStyle")
            for style in [inline, *rules] if inline else rules:  # what is said last weighs most
                said = [one for one in style["cssProperties"] if one["name"] in ("font", "font-family")]
                if any(not one.get("disabled") for one in said):
                    return self._place(style, said)
        return None

    def _place(self, style: dict[str, Any], said: list[dict[str, Any]]) -> At | None:
        span = next((one["range"] for one in said if "range" in one), style.get("range"))
        sheet = self._sheets.get(style.get("styleSheetId", ""))
        if span is None or sheet is None:
            return self._places.of_text(str(style.get("cssText", "")))
        line, column = int(span["startLine"]), int(span["startColumn"])
        column += int(sheet["startColumn"]) if line == 0 else 0
        return self._places.of_address(str(sheet["sourceURL"]), line + int(sheet["startLine"]) + 1, column + 1)


@dataclass(frozen=True)
class _Fresh:
    style: tuple[str, ...]  # the families first
    characters: str
    nodes: tuple[int, int]  # the text and its element, as the browser numbers them
