"""Chromium's flags: one list for both ways of capturing, so that both paint the same pixels (docs/capture.md)."""

from __future__ import annotations

# What decides how a frame looks, and that it is painted when it is due.
PAINTING = (
    "--disable-gpu",  # software compositing; a GPU-less machine's software GL composites 8 times slower
    "--disable-lcd-text",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--disable-threaded-animation",
    "--disable-threaded-scrolling",
    "--disable-smooth-scrolling",  # runs on real time; see runtime_js/scrolling/scrolling.js
    # A tile that changed is painted anew in whole. In part would be into the tile before the last, if that one had come
    # back from the screen in time: 15 pixels of a logo differed by a level in 2 of 14 renders on a busy machine.
    "--disable-partial-raster",
    # A tile is as large as what it holds. A larger one, left over by an earlier frame, would do as well if one had
    # come back from the screen in time; pixels at its right and lower edge then came out otherwise: 75 pixels of a
    # title sequence by up to 29 levels, in 11 of 21 renders on a machine with ten busy processes.
    "--disallow-non-exact-resource-reuse",
    "--disable-checker-imaging",  # a picture is decoded before the frame that shows it is painted
    "--disable-image-animation-resync",
    "--disable-gpu-vsync",
    "--max-untiled-layer-width=4096",  # one raster tile for a layer: blurs are not computed again at tile borders
    "--max-untiled-layer-height=4096",
)

# A frame is painted as soon as it is asked for. But then the compositor may drop one that another follows at once, and
# with it the picture of the old state that a view transition has just ordered: it came out blank in 8 of 40 transitions
# that began 50 ms after the frame before, and in none at 60 frames a second.
AT_ONCE = ("--disable-frame-rate-limit",)

# What keeps the browser from doing anything of its own.
QUIET = (
    "--disable-background-networking",
    "--disable-sync",
    "--disable-component-update",
    "--disable-quic",
    "--test-type",
    "--no-first-run",
    "--no-default-browser-check",
    "--noerrdialogs",
    "--mute-audio",
    "--deny-permission-prompts",  # a prompt is a window above the page: it would hide the page
    "--autoplay-policy=no-user-gesture-required",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",  # host rules do not hold UDP
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # its name in older Chromium
)

# Features of the browser's that are switched off. Of several such lists on a command line the last one counts, so what
# Playwright switches off and matters here stands here as well.
FEATURES_OFF = (
    "IsolateSandboxedIframes",  # a frame in a process of its own is painted by itself: see runtime_js/page/ownframes.js
    "PaintHolding",  # a frame is shown when it is painted
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "DestroyProfileOnBrowserClose",
    "ThirdPartyStoragePartitioning",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "MediaRouter",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "PreconnectToSearch",
    "AimEnabled",
    "LensOverlay",
    "Translate",
    # Pages of the browser's own, loaded for an address bar that nobody sees, and a renderer held in reserve:
    # without them a start costs 1.85 s of CPU instead of 2.43 (measured, busy machine).
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "SpareRendererForSitePerProcess",
)

# Features of pages that are switched off.
BLINK_FEATURES_OFF = ("CSSRandomFunction",)  # it draws anew in every run, and nothing can seed it


def browser_flags(*, resolver_rules: str, scale: int, paced: bool) -> list[str]:
    """All flags that do not depend on the way of capturing.

    Args:
        resolver_rules: see `hframes.serve.resolver_rules`.
        scale: device pixels per CSS pixel.
        paced: at most 60 frames a second, for view transitions.
    """
    features = f"--disable-features={','.join(FEATURES_OFF)}"
    return [
        *PAINTING,
        *(() if paced else AT_ONCE),
        *QUIET,
        features,
        f"--disable-blink-features={','.join(BLINK_FEATURES_OFF)}",
        f"--host-resolver-rules={resolver_rules}",
        f"--force-device-scale-factor={scale}",
    ]
