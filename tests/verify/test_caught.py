"""Pages that are not the same every time, each for another reason that the clock does not hold, are caught and told."""

from __future__ import annotations

import random
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from hframes import Verification, Way
from hframes.encode import ffmpeg_path
from hframes.lint.finding import Severity
from hframes.lint.options import LintOptions
from hframes.lint.run import lint_path
from hframes.verification.disturb import Disturbance
from tests.verify.conftest import Verify

# Paints the lowest 24 bits of a number over the whole page; in every frame, or once a promise has it.
PRELUDE = """<!doctype html><body><script>
const paint = (number) => {
  const bits = Math.floor(Math.abs(number)) % 0x1000000;
  document.body.style.background = `#${bits.toString(16).padStart(6, '0')}`;
};
const inEveryFrame = (read) => { paint(read()); requestAnimationFrame(() => inEveryFrame(read)); };
const once = (promise) => hframes.wait(promise.then(paint), 'the number');
const hash = (text) => [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 0);
"""


def page(script: str) -> str:
    return f"{PRELUDE}{script}</script>"


@pytest.fixture(autouse=True)
def linted(tmp_path: Path) -> Iterator[None]:
    """What a render finds out, the linter tells without one."""
    yield
    findings = lint_path(tmp_path / "page", LintOptions())
    heavy = [finding for finding in findings if finding.severity in (Severity.ERROR, Severity.WARNING)]
    assert heavy, findings


def assert_caught(found: Verification, *reasons: str, way: Way = Way.AGAIN) -> None:
    """A frame differs in this way, its pixels are measured, and what the clock does not hold is named first."""
    assert not found.identical
    difference = found.difference
    assert difference is not None
    assert difference.way is way
    assert difference.distance is not None
    assert difference.distance.pixels > 0
    first = [source.name for source in found.sources if not source.held]
    assert [source.name for source in found.sources][: len(first)] == first
    for reason in reasons:
        assert any(reason in name for name in first), found.sources


def test_the_time_of_an_audio_device(verify: Verify) -> None:
    script = "const audio = new AudioContext(); inEveryFrame(() => audio.getOutputTimestamp().performanceTime * 1000)"
    found = verify(page(script), ways=["again"])
    assert_caught(found, "AudioContext.getOutputTimestamp")


@pytest.fixture
def clip(tmp_path: Path) -> bytes:
    """Two seconds of a test picture that changes."""
    path = tmp_path / "clip.webm"
    command = [ffmpeg_path(), "-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=30:duration=2"]
    subprocess.run([*command, "-c:v", "libvpx", "-b:v", "1M", str(path)], check=True)
    return path.read_bytes()


def test_when_a_video_shows_its_frames(verify: Verify, clip: bytes) -> None:
    script = """
    const video = document.body.appendChild(document.createElement('video'));
    Object.assign(video, { src: 'clip.webm', muted: true });
    hframes.wait(new Promise((resolve) => {
      video.requestVideoFrameCallback((_, { presentationTime }) => resolve(paint(presentationTime * 1000)));
    }), 'the first frame');
    video.play();"""
    found = verify(page(script), files={"clip.webm": clip}, ways=["again"])
    assert_caught(found, "HTMLVideoElement.requestVideoFrameCallback", "HTMLMediaElement.play")


def test_a_certificate(verify: Verify) -> None:
    script = """
    once(RTCPeerConnection.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' })
      .then((certificate) => parseInt(certificate.getFingerprints()[0].value.replaceAll(':', '').slice(0, 12), 16)))"""
    assert_caught(verify(page(script), ways=["again"]), "RTCPeerConnection.generateCertificate")


def test_the_statistics_of_a_connection(verify: Verify) -> None:
    script = """
    once(new RTCPeerConnection().getStats().then((stats) => [...stats.values()][0].timestamp * 1000))"""
    assert_caught(verify(page(script), ways=["again"]), "RTCPeerConnection.getStats")


def test_a_signature_with_a_random_part(verify: Verify) -> None:
    script = """
    const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const jwk = { kty: 'EC', crv: 'P-256', d: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE',
      x: 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY',
      y: 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU' };
    once(crypto.subtle.importKey('jwk', jwk, ecdsa, false, ['sign'])
      .then((key) => crypto.subtle.sign(ecdsa, key, new Uint8Array(4)))
      .then((signature) => new DataView(signature).getUint32(0)))"""
    assert_caught(verify(page(script), ways=["again"]), "SubtleCrypto.sign")


def test_the_name_of_an_object(verify: Verify) -> None:
    script = "paint(hash(URL.createObjectURL(new Blob(['x']))))"
    assert_caught(verify(page(script), ways=["again"]), "URL.createObjectURL")


def test_chance_in_a_worklet(verify: Verify) -> None:
    script = """
    CSS.paintWorklet.addModule('chance.js');
    document.body.style.cssText = 'height: 80px; background: paint(chance)'"""
    chance = """registerPaint('chance', class { paint(brush, { width, height }) {
      for (let x = 0; x < width; x += 10) {
        brush.fillStyle = `rgb(${Math.random() * 255}, ${Math.random() * 255}, 0)`;
        brush.fillRect(x, 0, 10, height);
      }
    } })"""
    assert_caught(verify(page(script), files={"chance.js": chance}, ways=["again"]), "Worklet.addModule")


@pytest.fixture
def service() -> Iterator[str]:
    """A host that answers differently every time: its address."""

    visits: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = ANSWERS[self.path]
            visits.append(self.path)
            colour = f"#{random.randrange(0x1000000):06x}"
            if self.path == "/patient":
                colour = "red" if len(visits) <= 2 else "blue"
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(body.replace("COLOUR", colour).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


SHAPE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><rect width="90" height="90" fill="COLOUR"/></svg>'
)
CLOCK = """<body><script>
(function draw() {
  const bits = Math.floor(performance.now() * 1000) % 0x1000000;
  document.body.style.background = `#${bits.toString(16).padStart(6, '0')}`;
  requestAnimationFrame(draw);
})()</script>"""
ANSWERS = {
    "/colour": ("text/plain", "COLOUR"),
    "/patient": ("text/plain", "COLOUR"),
    "/shape.svg": ("image/svg+xml", SHAPE),
    "/clock": ("text/html", CLOCK),
}
OUTSIDE = {"allow_network": ("127.0.0.1",), "ways": ["again"]}


def test_a_service_that_answers_otherwise(verify: Verify, service: str) -> None:
    script = f"""hframes.wait(fetch('{service}/colour').then((answer) => answer.text())
      .then((colour) => {{ document.body.style.background = colour }}), 'the colour')"""
    assert_caught(verify(page(script), **OUTSIDE), "an answer of 127.0.0.1")


def test_a_service_that_answers_otherwise_the_third_time(verify: Verify, service: str) -> None:
    """Rendering twice is not enough: the segments on pages of their own tell."""
    script = f"""hframes.wait(fetch('{service}/patient').then((answer) => answer.text())
      .then((colour) => {{ document.body.style.background = colour }}), 'the colour')"""
    long = {"fps": 2, "duration": "4", "ways": ["again", "shuffled"], "allow_network": ("127.0.0.1",)}
    found = verify(page(script), **long)
    assert [result.outcome for result in found.ways] == ["identical", "differs"]
    assert_caught(found, "an answer of 127.0.0.1", way=Way.SHUFFLED)


def test_a_picture_that_is_another_one(verify: Verify, service: str) -> None:
    found = verify(f"<!doctype html><img src={service}/shape.svg>", **OUTSIDE)
    assert_caught(found, "an answer of 127.0.0.1")


def test_a_frame_of_another_origin_with_its_own_clock(verify: Verify, service: str) -> None:
    found = verify(f"<!doctype html><iframe src={service}/clock></iframe>", **OUTSIDE)
    assert_caught(found, "a frame of another origin")


def test_what_the_collector_has_taken(verify: Verify) -> None:
    """As long as nobody forces it, that may be the same: a disturbed render tells."""
    script = """
    let last = new WeakRef({ size: 1 });
    inEveryFrame(() => {
      const alive = last.deref();
      last = new WeakRef({ size: 1 });
      return alive ? 0x00ff00 : 0xff0000;
    });"""
    bad = Disturbance(busy=0, delay=0, throttle=1, collect=1)
    found = verify(page(script), ways=["disturbed"], disturbance=bad)
    assert_caught(found, "WeakRef.deref", way=Way.DISTURBED)
