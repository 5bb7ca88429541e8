"""Which rule is for what: the one table from the sources that a page touches, and what it asks for, to codes."""

from __future__ import annotations

from dataclasses import dataclass

from hframes.lint.finding import Severity


@dataclass(frozen=True)
class Meaning:
    """The rule that something falls under; `severity` where it weighs less than the rule says."""

    code: str
    message: str
    severity: Severity | None = None


# Code, message, and the names that runtime_js/page/trace.js has for the sources. What is not here concerns only
# `hframes verify`: it does not change what a page shows by itself.
_SOURCES = (
    (
        "HF101",
        "`{name}` is the machine's time",
        "Date Date.now Document.lastModified AnimationTimeline.currentTime Performance.now Performance.timeOrigin "
        "Performance.timing Temporal.Now.instant Temporal.Now.zonedDateTimeISO Temporal.Now.plainDateTimeISO "
        "Temporal.Now.plainDateISO Temporal.Now.plainTimeISO",
    ),
    (
        "HF102",
        "`{name}` calls when the machine finds time",
        "setTimeout setInterval requestIdleCallback Scheduler.postTask AbortSignal.timeout",
    ),
    ("HF103", "`{name}` calls as often as the screen is drawn", "requestAnimationFrame"),
    ("HF104", "`{name}` is chance", "Math.random"),
    ("HF105", "`{name}` is chance", "Crypto.getRandomValues Crypto.randomUUID SubtleCrypto.generateKey"),
    ("HF208", "A {name}: a render has nobody on the other side", "WebSocket WebTransport"),
    (
        "HF209",
        "A connection to another browser, which runs on real time",
        "RTCPeerConnection RTCPeerConnection.generateCertificate",
    ),
    (
        "HF301",
        "`{name}` asks for a camera, a microphone or a screen",
        "MediaDevices.getUserMedia MediaDevices.getDisplayMedia MediaDevices.enumerateDevices Navigator.getUserMedia "
        "Navigator.webkitGetUserMedia",
    ),
    ("HF302", "`{name}` asks where the machine is", "Geolocation.getCurrentPosition Geolocation.watchPosition"),
    (
        "HF303",
        "`{name}` asks for a device",
        "Navigator.getGamepads Navigator.getBattery Accelerometer Gyroscope LinearAccelerationSensor GravitySensor "
        "AbsoluteOrientationSensor RelativeOrientationSensor",
    ),
    (
        "HF304",
        "`{name}` reads what an earlier visit may have left",
        "Storage.getItem Storage.key Storage.length IDBFactory.open IDBFactory.databases CacheStorage.open "
        "CacheStorage.match CacheStorage.has CacheStorage.keys Document.cookie StorageManager.estimate",
    ),
    (
        "HF305",
        "`{name}` is the machine's",
        "Navigator.language Navigator.languages Navigator.userAgent Navigator.hardwareConcurrency Navigator.platform "
        "Navigator.deviceMemory Navigator.vendor Navigator.appVersion Navigator.maxTouchPoints Navigator.onLine "
        "NetworkInformation.effectiveType NetworkInformation.rtt NetworkInformation.downlink "
        "NetworkInformation.saveData NavigatorUAData.brands NavigatorUAData.platform NavigatorUAData.mobile "
        "NavigatorUAData.getHighEntropyValues Screen.width Screen.height Screen.availWidth Screen.availHeight "
        "devicePixelRatio outerWidth outerHeight screenX screenY",
    ),
    (
        "HF306",
        "`{name}` asks for the name of the graphics processor",
        "WebGLRenderingContext.getParameter WebGL2RenderingContext.getParameter GPU.requestAdapter",
    ),
    (
        "HF308",
        "`{name}` without a locale goes by the machine's",
        "Date.toLocaleString Date.toLocaleDateString Date.toLocaleTimeString Number.toLocaleString "
        "String.localeCompare Intl.NumberFormat Intl.DateTimeFormat Intl.Collator Intl.PluralRules "
        "Intl.RelativeTimeFormat Intl.ListFormat Intl.Segmenter",
    ),
    ("HF309", "`{name}` is the machine's time zone", "Date.getTimezoneOffset"),
    ("HF310", "`{name}` tells how much memory is in use", "Performance.memory"),
    (
        "HF311",
        "`{name}` asks for a device, or for what lies outside of the page",
        "SpeechSynthesis.speak SpeechSynthesis.getVoices Clipboard.read Clipboard.readText Notification "
        "Navigator.requestMIDIAccess USB.getDevices USB.requestDevice HID.getDevices HID.requestDevice "
        "Serial.getPorts Serial.requestPort webkitSpeechRecognition",
    ),
    (
        "HF401",
        "`{name}` plays a media element on the machine's own time",
        "HTMLMediaElement.play HTMLVideoElement.requestVideoFrameCallback",
    ),
    (
        "HF403",
        "`{name}` runs on the machine's own time",
        "AudioContext AudioContext.getOutputTimestamp AudioContext.outputLatency "
        "BaseAudioContext.createScriptProcessor",
    ),
    ("HF404", "A service worker is on no clock of the page", "ServiceWorkerContainer.register"),
    ("HF405", "A worklet is on no clock of the page", "Worklet.addModule"),
    (
        "HF504",
        "`{name}` is not on the clock",
        "HTMLMediaElement.captureStream HTMLVideoElement.getVideoPlaybackQuality HTMLCanvasElement.captureStream "
        "MediaRecorder MediaSource MediaStreamTrackProcessor",
    ),
)
# What these give is the same every time, as far as a page leaves it at that; when they give it is not.
_LIGHT = (
    "HF504",
    "When `{name}` gives something is not on the clock",
    "FinalizationRegistry WeakRef.deref VideoDecoder VideoEncoder AudioDecoder AudioEncoder Atomics.wait "
    "Atomics.waitAsync LockManager.request WebGL2RenderingContext.fenceSync WebGL2RenderingContext.getQueryParameter",
)
# What the clock tells of as "uncontrolled" (runtime_js/page/outside.js and others), by the words it begins with.
_UNCONTROLLED = (
    ("a video element", "HF401"),
    ("an audio element", "HF401"),
    ("a worklet", "HF405"),
    ("a service worker", "HF404"),
    ("an audio context", "HF403"),
    ("a peer connection", "HF209"),
    ("a certificate of RTCPeerConnection", "HF209"),
    ("speech synthesis", "HF311"),
    ("the random() of CSS", "HF313"),
    ("a key of", "HF110"),
    ("crypto.subtle.", "HF110"),
    ("a frame of another origin", "HF210"),
)
# What the browser calls the kinds of its requests. https://chromedevtools.github.io/devtools-protocol/tot/Network
_REQUESTS = {
    "Script": ("HF201", "A script"),
    "Stylesheet": ("HF202", "A style sheet"),
    "Font": ("HF203", "A font"),
    "Image": ("HF204", "A picture"),
    "Media": ("HF205", "Video or sound"),
    "Document": ("HF210", "A page"),
}
# As a page writes it, where it is not the class that it asks.
_OWNERS = {
    "AnimationTimeline": "document.timeline",
    "CacheStorage": "caches",
    "Clipboard": "navigator.clipboard",
    "Crypto": "crypto",
    "Document": "document",
    "Geolocation": "navigator.geolocation",
    "HID": "navigator.hid",
    "IDBFactory": "indexedDB",
    "LockManager": "navigator.locks",
    "MediaDevices": "navigator.mediaDevices",
    "Navigator": "navigator",
    "NavigatorUAData": "navigator.userAgentData",
    "NetworkInformation": "navigator.connection",
    "Performance": "performance",
    "Scheduler": "scheduler",
    "Screen": "screen",
    "Serial": "navigator.serial",
    "SpeechSynthesis": "speechSynthesis",
    "StorageManager": "navigator.storage",
    "SubtleCrypto": "crypto.subtle",
    "USB": "navigator.usb",
}


def _table() -> dict[str, Meaning]:
    table: dict[str, Meaning] = {}
    for code, message, names in (*_SOURCES, _LIGHT):
        severity = Severity.WARNING if (code, message, names) == _LIGHT else None
        for name in names.split():
            owner, dot, rest = name.partition(".")
            shown = f"{_OWNERS.get(owner, owner)}{dot}{rest}"
            table[name] = Meaning(code, message.format(name=shown), severity)
    return table


_BY_NAME = _table()


def source_names() -> frozenset[str]:
    """The names of all sources that some rule is for."""
    return frozenset(_BY_NAME)


def meaning_of_source(name: str) -> Meaning | None:
    """The rule that a source of runtime_js/page/trace.js falls under; None where none is for it."""
    return _BY_NAME.get(name)


def meaning_of_request(kind: str, host: str) -> Meaning:
    """The rule that a request to another host falls under.

    Args:
        kind: what the browser calls it.
    """
    code, noun = _REQUESTS.get(kind, ("HF207", ""))
    return Meaning(
        code,
        f"{noun} from {host}: the render has no network" if noun else f"A request to {host}: the render has no network",
    )


def meaning_of_uncontrolled(what: str) -> Meaning:
    """The rule that a thing falls under of which the clock says that it does not hold it."""
    code = next((code for words, code in _UNCONTROLLED if what.startswith(words)), "HF504")
    return Meaning(code, f"The page uses {what} which the clock does not control")
