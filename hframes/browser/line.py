"""A short way to the page: on the pipe between Playwright's driver and the browser, but not through the driver.

An order and its answer by way of the driver cost 1.7 ms of CPU, in four processes; straight on the pipe, 0.7 (a page
that does nothing; docs/speed.md). So hframes stands between the two. It hands on whatever either says to the other, and
puts in orders of its own, in a session that the driver has opened, under numbers that the driver never comes to.

All that the browser tells comes on this one pipe, in order. What it told the driver before it answered an order of ours
is known here (`Line.passed`), so that nobody takes the answer for the first to arrive.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hframes.browser import handover

# Orders of ours are numbered from here; the driver counts its own from 1.
FIRST_ORDER = 1_000_000_000
_OURS = b'{"id":1'
_END = b"\0"


class LineClosedError(Exception):
    """The browser or the driver is gone; which one, and why, the driver or its loss tells."""


class _Writer(asyncio.BaseProtocol):
    """The end of a pipe that is written to; holds up who fills it."""

    def __init__(self) -> None:
        self.source: asyncio.ReadTransport | None = None

    def pause_writing(self) -> None:
        if self.source is not None:
            self.source.pause_reading()

    def resume_writing(self) -> None:
        if self.source is not None:
            self.source.resume_reading()


class _Reader(asyncio.Protocol):
    """The end of a pipe that is read: what comes is cut into messages, each with the zero byte at its end."""

    def __init__(self, take: Callable[[bytes], None], end: Callable[[], None]) -> None:
        self._take = take
        self._end = end
        self._pieces: list[bytes] = []

    def data_received(self, data: bytes) -> None:
        *whole, rest = data.split(_END)
        for message in whole:
            self._take(b"".join([*self._pieces, message, _END]))
            self._pieces = []
        if rest:
            self._pieces.append(rest)

    def eof_received(self) -> None:
        self._end()

    def connection_lost(self, _error: Exception | None) -> None:
        self._end()


class Line:
    """Stands on the pipe, from before the browser starts until one of its two ends is gone.

    Args:
        folder: for the socket by which the pipe is handed over; others than the caller's user can't write there.

    Attributes:
        passed: how many messages of the browser's were handed on to the driver so far.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "line"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._path))
        self._path.chmod(0o600)
        self._listener.listen(1)
        self._listener.setblocking(False)
        self._meeting = asyncio.ensure_future(self._meet())
        # A browser that ends before it comes to this has words of its own.
        self._meeting.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._transports: list[asyncio.BaseTransport] = []
        self._to_browser: asyncio.WriteTransport | None = None
        self._to_driver: asyncio.WriteTransport | None = None
        self._mark = b""
        self._session = ""
        self._number = FIRST_ORDER
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._closed = False
        self.passed = 0

    @property
    def command(self) -> list[str]:
        """What the browser's command line is to be put behind."""
        return [sys.executable, "-I", "-S", str(handover.__file__), str(self._path)]

    def close(self) -> None:
        """Ends it; a browser or a driver that still runs sees the end of its pipe."""
        self._meeting.cancel()
        self._listener.close()
        self._lose()

    async def adopt(self, send: Callable[[str, dict[str, Any]], Any]) -> None:
        """Takes a session of the driver's as the one for orders.

        Args:
            send: the driver's way to send an order in that session: method and parameters.
        """
        self._mark = os.urandom(16).hex().encode()
        await send("Runtime.evaluate", {"expression": f"'{self._mark.decode()}'"})

    @property
    def ready(self) -> bool:
        """Whether orders can be given."""
        return bool(self._session) and not self._closed

    def order(self, method: str, parameters: dict[str, Any]) -> asyncio.Future[dict[str, Any]]:
        """Gives the browser an order in the adopted session.

        Returns:
            The answer: an object with `result` or `error`, as the DevTools protocol has it. LineClosedError is raised
            of it when none can come any more.
        """
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        if self._closed or self._to_browser is None:
            answer.set_exception(LineClosedError())
            return answer
        self._number += 1
        self._waiting[self._number] = answer
        order = {"id": self._number, "method": method, "params": parameters, "sessionId": self._session}
        self._to_browser.write(json.dumps(order).encode() + _END)
        return answer

    async def _meet(self) -> None:
        loop = asyncio.get_running_loop()
        peer, _ = await loop.sock_accept(self._listener)
        with peer:
            readable = asyncio.Event()
            loop.add_reader(peer, readable.set)
            try:
                await readable.wait()
            finally:
                loop.remove_reader(peer)
            orders_from_driver, answers_to_driver = socket.recv_fds(peer, 1, 2)[1]
            os.set_inheritable(orders_from_driver, False)
            os.set_inheritable(answers_to_driver, False)
            orders_out, orders_in = os.pipe()
            answers_out, answers_in = os.pipe()
            peer.setblocking(True)
            socket.send_fds(peer, [b"."], [orders_out, answers_in])
            os.close(orders_out)
            os.close(answers_in)
        self._listener.close()
        self._path.unlink()
        to_browser, to_driver = _Writer(), _Writer()
        self._to_browser = await self._writes(orders_in, to_browser)
        self._to_driver = await self._writes(answers_to_driver, to_driver)
        to_browser.source = await self._reads(orders_from_driver, self._from_driver)
        to_driver.source = await self._reads(answers_out, self._from_browser)

    async def _writes(self, end: int, writer: _Writer) -> asyncio.WriteTransport:
        transport, _ = await asyncio.get_running_loop().connect_write_pipe(lambda: writer, os.fdopen(end, "wb", 0))
        self._transports.append(transport)
        return transport

    async def _reads(self, end: int, take: Callable[[bytes], None]) -> asyncio.ReadTransport:
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: _Reader(take, self._lose), os.fdopen(end, "rb", 0)
        )
        self._transports.append(transport)
        return transport

    def _from_driver(self, message: bytes) -> None:
        assert self._to_browser is not None
        if self._mark and self._mark in message:
            self._mark = b""
            self._session = str(json.loads(message[:-1])["sessionId"])
        self._to_browser.write(message)

    def _from_browser(self, message: bytes) -> None:
        assert self._to_driver is not None
        if message.startswith(_OURS):
            answer = json.loads(message[:-1])
            if answer["id"] > FIRST_ORDER:
                waiting = self._waiting.pop(answer["id"], None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(answer)
                return
        self.passed += 1
        self._to_driver.write(message)

    def _lose(self) -> None:
        self._closed = True
        for transport in self._transports:
            transport.close()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(LineClosedError())
        self._waiting.clear()
