"""A PostgreSQL server of the tests' own: in a temporary folder, on a loopback port, as an ordinary user."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.batch.install import BY_HAND, server_programs

USER = "hframes"
PASSWORD = "s3cret/p@ss word"
PASSWORD_IN_URL = "s3cret%2Fp%40ss%20word"
_NOBODY = 65534
_PATIENCE = 30.0


class Postgres:
    """A server that can be stopped and started again."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder = folder
        self._programs = programs
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"postgresql://{USER}:{PASSWORD_IN_URL}@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        password = self._folder / "password"
        password.write_text(PASSWORD)
        _ours(password)
        options = ["--auth=scram-sha-256", f"--pwfile={password}", "--locale=C", "--encoding=UTF8", "--no-sync"]
        command = [self._programs / "initdb", "-D", self._data, "-U", USER, *options]
        done = subprocess.run(command, capture_output=True, check=False, **_ordinary())
        assert done.returncode == 0, done.stderr.decode()

    def start(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "fsync": "off",
            "shared_buffers": "16MB",
            "max_connections": 20,
        }
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log:
            command = [self._programs / "postgres", "-D", self._data, *flags]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, **_ordinary())
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                self.connect().close()
                return
            except psycopg.OperationalError:
                assert self._process.poll() is None, (self._folder / "log").read_text()
                assert time.monotonic() < deadline, "the server does not answer"
                time.sleep(0.02)

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=USER, password=PASSWORD, dbname="postgres", autocommit=True
        )

    def stop(self) -> None:
        """At once, as a crash would; what it holds is there again after a start."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(_PATIENCE)
            self._process = None

    @property
    def _data(self) -> Path:
        return self._folder / "data"


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server with an empty database."""
    programs = server_programs()
    assert programs is not None, f"the tests need a PostgreSQL server: run `make test`, or {BY_HAND}"
    folder = Path(tempfile.mkdtemp(prefix="hframes-postgres-"))
    server = Postgres(folder, programs)
    try:
        _ours(folder)
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _ordinary() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    return {"user": _NOBODY, "group": _NOBODY, "extra_groups": [], "cwd": "/"} if os.geteuid() == 0 else {}


def _ours(path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(path, _NOBODY, _NOBODY)
