"""Rows from an HTTP address: a real server on a loopback port."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from hframes.batch import DataSource, Limits
from tests.batch.conftest import error, values

ROWS = b'{"items": [{"a": 1}, {"a": 2}]}'


class _Answers(BaseHTTPRequestHandler):
    stop = threading.Event()
    seen: ClassVar[list[str | None]] = []

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        port = self.server.server_address[1]
        if path == "/rows":
            self._send(200, ROWS)
        elif path == "/lines":
            self._send(200, b'{"a": 1}\n{"a": 2}\n')
        elif path == "/auth":
            _Answers.seen.append(self.headers.get("Authorization"))
            self._send(200, b"[]")
        elif path == "/moved":
            self._send(302, b"", Location="/rows")
        elif path == "/loop":
            self._send(302, b"", Location="/loop")
        elif path == "/other":
            self._send(307, b"", Location=f"http://localhost:{port}/rows")
        elif path == "/file":
            self._send(302, b"", Location="file:///etc/passwd")
        elif path == "/slow":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"[")
            self.wfile.flush()
            self.stop.wait(20)
        elif path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(ROWS)
        else:
            self._send(500, b"no")

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        _Answers.stop.set()
        server.shutdown()
        thread.join()


def at(address: str, **options: object) -> DataSource:
    return DataSource(f"http://{address}", **options)  # type: ignore[arg-type]


def test_rows_of_an_address(host: str) -> None:
    assert values(at(f"{host}/rows", data_path="items")) == [{"a": 1}, {"a": 2}]
    assert values(at(f"{host}/moved", data_path="items")) == [{"a": 1}, {"a": 2}]
    assert values(at(f"{host}/lines", format="jsonl")) == [{"a": 1}, {"a": 2}]


def test_another_host_is_not_followed_unless_allowed(host: str) -> None:
    message = error(at(f"{host}/other", data_path="items"))
    assert "redirected to another host, http://localhost" in message
    assert "--other-hosts" in message
    assert values(at(f"{host}/other", data_path="items", other_hosts=True)) == [{"a": 1}, {"a": 2}]


def test_redirects_without_an_end_or_to_a_file_are_errors(host: str) -> None:
    assert "more than 5 times" in error(at(f"{host}/loop"))
    assert "no address" in error(at(f"{host}/file", other_hosts=True))


def test_limits_of_size_and_time(host: str) -> None:
    assert "larger than 10 bytes" in error(at(f"{host}/rows", limits=Limits(download_bytes=10)))
    assert "did not come within 0.3 s" in error(at(f"{host}/slow", limits=Limits(seconds=0.3)))


def test_failures_are_told(host: str) -> None:
    assert "the answer is 500" in error(at(f"{host}/none"))
    assert "can't be fetched" in error(at(f"{host}/cut"))
    assert "can't be fetched" in error(at("127.0.0.1:1/rows"))
    assert "names no host" in error(DataSource("http:///rows"))
    assert "only be read from a file" in error(at(f"{host}/rows", format="parquet"))


def test_secrets_of_an_address_are_sent_and_told_to_nobody(host: str) -> None:
    assert values(at(f"me:hush@{host}/auth?key=secretive")) == []
    assert _Answers.seen[-1] == "Basic bWU6aHVzaA=="
    for path in ("none", "cut", "other", "loop"):
        message = error(at(f"me:hush@{host}/{path}?key=secretive&page=2"))
        assert "hush" not in message
        assert "secretive" not in message
        assert f"http://{host}/{path}" in message
