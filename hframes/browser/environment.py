"""What the browser itself tells pages of the machine, the same everywhere: the part that no script can replace.

Media queries hold for style sheets, too, and the user agent is sent with every request, so these are fixed with the
browser's own means. Everything else has its table in `runtime_js/environment/environment.js`; docs/environment.md lists
it all.
"""

from __future__ import annotations

import contextlib
from typing import Any

from playwright.async_api import CDPSession
from playwright.async_api import Error as BrowserError

from hframes.capture import Layout

MEDIA = {
    "prefers-color-scheme": "light",
    "prefers-reduced-motion": "no-preference",
    "prefers-contrast": "no-preference",
    "prefers-reduced-data": "no-preference",
    "prefers-reduced-transparency": "no-preference",
    "forced-colors": "none",
    "color-gamut": "srgb",
}


def user_agent(version: str) -> str:
    """What the browser calls itself: its own major version, on a fixed platform, shown or not.

    Args:
        version: such as "156.0.8078.79".
    """
    # The rest of it is frozen: https://www.chromium.org/updates/ua-reduction/
    return (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"Chrome/{version.partition('.')[0]}.0.0.0 Safari/537.36"
    )


def client_hints(version: str) -> dict[str, Any]:
    """`navigator.userAgentData`, as `Emulation.UserAgentMetadata` takes it."""
    major = version.partition(".")[0]
    return {
        "brands": [{"brand": "Chromium", "version": major}, {"brand": "Not:A-Brand", "version": "8"}],
        "fullVersionList": [
            {"brand": "Chromium", "version": f"{major}.0.0.0"},
            {"brand": "Not:A-Brand", "version": "8.0.0.0"},
        ],
        "fullVersion": f"{major}.0.0.0",
        "platform": "Linux",
        "platformVersion": "",
        "architecture": "x86",
        "bitness": "64",
        "model": "",
        "mobile": False,
        "wow64": False,
        "formFactors": ["Desktop"],
    }


async def fix_environment(session: CDPSession, version: str, layout: Layout, *, on_display: bool) -> None:
    """Fixes it for every document that the page's window will show, as long as the session lasts."""
    await session.send(
        "Emulation.setUserAgentOverride",
        {"userAgent": user_agent(version), "platform": "Linux x86_64", "userAgentMetadata": client_hints(version)},
    )
    features = [{"name": name, "value": value} for name, value in MEDIA.items()]
    await session.send("Emulation.setEmulatedMedia", {"features": features})
    if on_display:
        # 0: the window's own size and scale. The screen is as large as the composition, for `device-width`.
        metrics = {"width": 0, "height": 0, "deviceScaleFactor": 0, "mobile": False}
        metrics |= {"screenWidth": layout.width, "screenHeight": layout.height}
        await session.send("Emulation.setDeviceMetricsOverride", metrics)
        return
    # Whole screen, as on a display, for `display-mode`. A headless shell may know no such state.
    with contextlib.suppress(BrowserError):
        window = (await session.send("Browser.getWindowForTarget"))["windowId"]
        await session.send("Browser.setWindowBounds", {"windowId": window, "bounds": {"windowState": "fullscreen"}})
