"""What the tests of hostile pages share."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.conftest import Browser


@dataclass
class Outside:
    """An address on this machine that a page must not reach, over TCP and UDP.

    Attributes:
        port: of both.
        callers: what reached it.
    """

    port: int
    callers: list[str] = field(default_factory=list)


class _Ear(asyncio.DatagramProtocol):
    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._outside.callers.append(f"UDP, {len(data)} bytes from {addr}")


def _one_port_for_both() -> tuple[socket.socket, socket.socket]:
    """A TCP and a UDP socket, bound to the same port; one that is free for the first need not be for the other."""
    while True:
        tcp, udp = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        tcp.bind(("127.0.0.1", 0))
        try:
            udp.bind(tcp.getsockname())
        except OSError:
            tcp.close()
            udp.close()
        else:
            return tcp, udp


@pytest.fixture
def outside(browser: Browser) -> Iterator[Outside]:
    """Listens while the test runs the browser's loop."""
    tcp, udp = _one_port_for_both()
    found = Outside(tcp.getsockname()[1])

    async def called(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found.callers.append(f"TCP, {(await reader.read(200))!r}")
        writer.close()

    async def start() -> tuple[asyncio.Server, asyncio.DatagramTransport]:
        server = await asyncio.start_server(called, sock=tcp)
        loop = asyncio.get_running_loop()
        ear, _ = await loop.create_datagram_endpoint(lambda: _Ear(found), sock=udp)
        return server, ear

    async def end(server: asyncio.Server, ear: asyncio.DatagramTransport) -> None:
        ear.close()
        server.close()
        await server.wait_closed()

    server, ear = browser.run(start())
    yield found
    browser.run(end(server, ear))
