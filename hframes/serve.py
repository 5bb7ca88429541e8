"""One folder, served to the browser on this machine at one address that is the same in every run.

The page's origin is `http://hframes.localhost` whatever port the server got: the browser is told to find that name
there (`resolver_rules`). A `.localhost` name is a secure context (W3C Secure Contexts, 3.1), so modules, WebCodecs and
untainted canvases work.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from aiohttp import web

from hframes.errors import SetupError
from hframes.held_scripts import has_hashes, held_document, held_script
from hframes.moving import SVG, moving_type

HOST = "hframes.localhost"
ORIGIN = f"http://{HOST}"
HOST_PAGE = f"{ORIGIN}/.hframes/stage"

_STAGE = '<!doctype html><meta charset="utf-8"><title>hframes</title><link rel="icon" href="data:,"><body></body>'

# A page can read these; without them it would read today's date and the server's version.
_SAME_EVERY_TIME = {"Date": "Wed, 01 Jan 2025 00:00:00 GMT", "Server": "hframes"}

# What Python's table leaves to the operating system's, which differs from machine to machine.
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
_FRESH = {"Cache-Control": "no-cache"}
_VIEW_TRANSITION = b"startViewTransition"
# What Fetch Metadata calls the use of a page.
_DOCUMENTS = ("document", "iframe", "frame", "object", "embed")
# A script in strict mode: nothing but comments before the directive.
_STRICT = re.compile(rb"""(?:\s|//[^\n]*\n|/\*.*?\*/)*(["'])use strict\1""", re.DOTALL)
# Without the tables of the operating system.
_KNOWN_TYPES = mimetypes.MimeTypes()


def page_address(entry: str) -> str:
    """The address of a file of the composition, given its POSIX path in the folder."""
    return f"{ORIGIN}/{quote(entry)}"


def resolver_rules(port: int, allowed: Sequence[str]) -> str:
    """The value of Chromium's `--host-resolver-rules`: our name at our port, allowed hosts, nothing else."""
    exclusions = "".join(f", EXCLUDE {host}" for host in allowed)
    return f"MAP {HOST}:80 127.0.0.1:{port}, MAP * ~NOTFOUND{exclusions}"


class FolderServer:
    """Serves the files below one folder on a free loopback port, while it is entered as an async context.

    Args:
        root: nothing outside it is served.
        port: 0 for any that is free.
        pace: waited for before each file is answered, where a slow disk or network is played.

    Attributes:
        port: set once entered.
        refused: paths that were asked for and lie outside the folder (403), in order.
        missing: paths that were asked for and do not exist (404), in order.
        served: the files that were served, as POSIX paths in the folder.
        held: those of them that were served with their `import()` held.
        workers: those that were served as scripts of workers: what was put before them, in UTF-16 code units.
        moving: pictures that move, as they were asked for: address and MIME type, in order.
        has_view_transitions: whether a script that was served speaks of view transitions.
    """

    def __init__(self, root: Path, port: int = 0, pace: Callable[[], Awaitable[None]] | None = None) -> None:
        self._root = root.resolve()
        self._asked_port = port
        self._pace = pace
        self._runner: web.ServerRunner | None = None
        self.port = 0
        self.refused: list[str] = []
        self.missing: list[str] = []
        self.worker_script = ""
        self.served: set[str] = set()
        self.held: set[str] = set()
        self.workers: dict[str, int] = {}
        self.moving: list[tuple[str, str]] = []
        self.has_view_transitions = False
        self._has_hashes = False

    async def __aenter__(self) -> FolderServer:
        runner = web.ServerRunner(web.Server(self._handle), access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self._asked_port)
        try:
            await site.start()
        except OSError as error:
            await runner.cleanup()
            raise SetupError(f"No loopback port could be opened: {error.strerror}") from error
        self._runner = runner
        self.port = int(runner.addresses[0][1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        response = await self._answer(request)
        response.headers.update(_SAME_EVERY_TIME)
        return response

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        # Another page in the person's own browser could reach this port; it can't fake this name.
        if request.host != HOST:
            return web.Response(status=403, text="hframes serves its own browser only")
        if request.method not in ("GET", "HEAD"):
            return web.Response(status=405)
        if request.path == "/.hframes/stage":
            return web.Response(text=_STAGE, content_type="text/html")
        if self._pace is not None:
            await self._pace()
        return self._file(request)

    def _file(self, request: web.BaseRequest) -> web.StreamResponse:
        asked = request.path  # decoded once: %2e%2e is `..` by now
        parts = asked.split("/")
        if ".." in parts or "\\" in asked or "\0" in asked or asked.startswith("//"):
            self.refused.append(asked)
            return web.Response(status=403, text=f"{asked} leaves the composition's folder")
        path = self._root.joinpath(*(part for part in parts if part))
        try:
            real = path.resolve(strict=True)
            if real.is_dir():
                path = path / "index.html"
                real = path.resolve(strict=True)
        except (OSError, RuntimeError):
            self.missing.append(asked)
            return web.Response(status=404, text=f"{asked} is not in the composition's folder")
        if not real.is_relative_to(self._root):
            self.refused.append(asked)
            return web.Response(status=403, text=f"{asked} is a link that leaves the composition's folder")
        if not real.is_file():
            self.missing.append(asked)
            return web.Response(status=404, text=f"{asked} is not a file")
        name = path.relative_to(self._root).as_posix()
        self.served.add(name)
        # A worker's script, says the browser (W3C Fetch Metadata). What a module imports is asked for likewise,
        # and runs first; so the clock stands in front of every part, and only its first run counts.
        if request.headers.get("Sec-Fetch-Dest") in ("worker", "sharedworker"):
            return self._worker(real, name)
        kind = _TYPES.get(real.suffix.lower()) or _KNOWN_TYPES.guess_type(real.name)[0] or "application/octet-stream"
        self._look(request, real, kind)
        changed = self._held(request, real, kind)
        if changed is not None:
            self.held.add(name)
        response = web.FileResponse(real, headers=_FRESH) if changed is None else web.Response(body=changed)
        response.headers.update(_FRESH)
        response.content_type = kind
        if kind.startswith("text/"):
            response.charset = None
        return response

    def _held(self, request: web.BaseRequest, file: Path, kind: str) -> bytes | None:
        """What a script or a document is served as, where that is not as it lies there."""
        use = request.headers.get("Sec-Fetch-Dest")
        if use in _DOCUMENTS and kind == "text/html":
            document = file.read_bytes()
            self.has_view_transitions = self.has_view_transitions or _VIEW_TRANSITION in document
            self._has_hashes = self._has_hashes or has_hashes(document)
            held = held_document(document)
            return None if held is document else held
        if use == "script" and kind == "text/javascript":
            script = file.read_bytes()
            self.has_view_transitions = self.has_view_transitions or _VIEW_TRANSITION in script
            if self._has_hashes:
                return None
            held = held_script(script)
            return None if held is script else held
        return None

    def _look(self, request: web.BaseRequest, file: Path, told: str) -> None:
        use = request.headers.get("Sec-Fetch-Dest")
        if use not in ("image", "iframe", "object", "embed") or (use != "image" and told == SVG):
            return  # an SVG in a frame is a document, and on the clock as any other
        with file.open("rb") as opened:
            kind = moving_type(opened, told)
        if kind:
            self.moving.append((ORIGIN + request.path_qs, kind))

    def _worker(self, path: Path, name: str) -> web.StreamResponse:
        script = held_script(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
        strict = b'"use strict"; ' if _STRICT.match(script) else b""
        before = strict + self.worker_script.encode() + b" "
        body = before + script
        self.workers[name] = len(before)  # it is ASCII
        return web.Response(body=body, content_type="text/javascript", charset="utf-8", headers=_FRESH)
