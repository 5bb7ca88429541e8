"""Text that was drawn into canvases: the browser tells no font there, so the text is put into the page at its end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from playwright.async_api import CDPSession

from hframes.lint.runtime.places import Places
from hframes.lint.runtime.texts import DrawnFont, Text
from hframes.serve import HOST_PAGE

# In a world of its own, where the page has changed no function of the browser's.
_PUT = """(texts) => {
  if (!(document.documentElement instanceof HTMLElement)) return [];
  const box = document.documentElement.appendChild(document.createElement("div"));
  box.style.cssText = "all: initial; position: fixed; left: -9999px; white-space: pre";
  return texts.map(({ font, characters }) => {
    const line = box.appendChild(document.createElement("p"));
    line.style.cssText = "all: initial; display: block";
    line.style.font = font;
    return line.appendChild(document.createTextNode(characters));
  });
}"""
_FAMILIES = "(nodes) => nodes.map((node) => getComputedStyle(node.parentNode).fontFamily)"


async def look_at_drawn(session: CDPSession, drawn: Sequence[dict[str, Any]], places: Places) -> list[Text]:
    """The fonts of texts in canvases. Changes the page, which is to be at its end.

    Args:
        session: a DevTools session with the page.
        drawn: `DrawnText` of runtime_js/page/trace.js.
    """
    tree = (await session.send("Page.getFrameTree"))["frameTree"]
    frame = next((one["frame"]["id"] for one in tree.get("childFrames", [])), None)
    if not drawn or frame is None or tree["frame"]["url"] != HOST_PAGE:
        return []
    world = (await session.send("Page.createIsolatedWorld", {"frameId": frame}))["executionContextId"]
    given = json.dumps([{"font": one["font"], "characters": one["characters"]} for one in drawn])
    put = await session.send("Runtime.evaluate", {"expression": f"({_PUT})({given})", "contextId": world})
    nodes = put["result"]["objectId"]
    call = {"functionDeclaration": f"function () {{ return ({_FAMILIES})(this) }}", "objectId": nodes}
    families = (await session.send("Runtime.callFunctionOn", {**call, "returnByValue": True}))["result"]["value"]
    listed = (await session.send("Runtime.getProperties", {"objectId": nodes, "ownProperties": True}))["result"]
    ids = [one["value"]["objectId"] for one in listed if one["name"].isdecimal()]
    await session.send("DOM.enable")
    await session.send("CSS.enable")
    await session.send("DOM.getDocument", {"depth": 0})
    fonts = await asyncio.gather(*(_fonts(session, node) for node in ids))
    await session.send("CSS.disable")
    await session.send("DOM.disable")
    return [
        Text(family, str(one["characters"]), found, places.of_stack(str(one["stack"])))
        for one, family, found in zip(drawn, families, fonts, strict=False)
    ]


async def _fonts(session: CDPSession, node: str) -> tuple[DrawnFont, ...]:
    asked = await session.send("DOM.requestNode", {"objectId": node})
    answer = await session.send("CSS.getPlatformFontsForNode", {"nodeId": asked["nodeId"]})
    return tuple(sorted({DrawnFont(f["familyName"], f["postScriptName"], f["isCustomFont"]) for f in answer["fonts"]}))
