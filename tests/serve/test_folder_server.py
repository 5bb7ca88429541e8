"""The loopback server: one folder, nothing beside it, to nobody but our browser."""

import asyncio
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from hframes.errors import SetupError
from hframes.house import held_port
from hframes.serve import HOST, FolderServer, page_address, resolver_rules


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Exchange:
    """What was answered, and what the server wrote down."""

    replies: list[Reply]
    refused: list[str]
    missing: list[str]

    @property
    def status(self) -> int:
        return self.replies[0].status


async def talk(port: int, request: bytes) -> Reply:
    """One request as it goes over the wire: no client library tidies the path up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Reply(int(first.split()[1]), headers, body)


def request_for(path: str, method: str = "GET", host: str = HOST, headers: str = "") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n".encode("latin-1")


@pytest.fixture
def exchange(tmp_path: Path) -> Callable[..., Exchange]:
    """Serves tmp_path/root, with tmp_path/secret.txt beside it, and sends raw requests."""
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "index.html").write_text("<p>home")
    (root / "sub/index.html").write_text("<p>sub")
    (root / "data.bin").write_bytes(bytes(range(100)))
    (tmp_path / "secret.txt").write_text("secret")

    def send(*requests: bytes) -> Exchange:
        async def run() -> Exchange:
            async with FolderServer(root) as server:
                replies = [await talk(server.port, request) for request in requests]
                return Exchange(replies, server.refused, server.missing)

        return asyncio.run(run())

    return send


def test_a_file_is_served_as_it_is(exchange):
    reply = exchange(request_for("/data.bin")).replies[0]
    assert (reply.status, reply.body) == (200, bytes(range(100)))
    assert reply.headers["content-type"] == "application/octet-stream"


def test_a_query_does_not_belong_to_the_name(exchange):
    assert exchange(request_for("/data.bin?v=2")).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/sub/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2E%2fsecret.txt",
        "/..%2fsecret.txt",
        "/.%2e/secret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/sub/%2e%2e/%2e%2e/secret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/a%00.txt",
        "/data.bin%00.txt",
    ],
)
def test_a_path_that_leaves_the_folder_is_refused_and_written_down(exchange, path):
    got = exchange(request_for(path))
    assert got.status == 403
    assert b"secret" not in got.replies[0].body.replace(b"secret.txt", b"")
    assert len(got.refused) == 1
    assert got.missing == []


@pytest.mark.parametrize("path", ["/%252e%252e/secret.txt", "/%252e%252e%252fsecret.txt", "/%c0%ae%c0%ae/secret.txt"])
def test_what_is_encoded_twice_is_a_name_that_nobody_has(exchange, path):
    got = exchange(request_for(path))
    assert got.status == 404
    assert len(got.missing) == 1


@pytest.mark.parametrize("place", ["file", "folder", "chain", "relative"])
def test_a_link_that_leaves_the_folder_is_refused(exchange, tmp_path, place):
    root = tmp_path / "root"
    if place == "file":
        (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    elif place == "folder":
        (root / "out").symlink_to(tmp_path)
    elif place == "chain":
        (root / "one").symlink_to(tmp_path / "secret.txt")
        (root / "link.txt").symlink_to("one")
    else:
        (root / "link.txt").symlink_to("../secret.txt")
    path = "/out/secret.txt" if place == "folder" else "/link.txt"
    got = exchange(request_for(path))
    assert got.status == 403
    assert got.refused == [path]
    assert b"secret\n" not in got.replies[0].body


def test_an_index_page_that_is_a_link_out_of_the_folder_is_refused(exchange, tmp_path):
    (tmp_path / "root/sub/index.html").unlink()
    (tmp_path / "root/sub/index.html").symlink_to(tmp_path / "secret.txt")
    got = exchange(request_for("/sub/"))
    assert got.status == 403
    assert b"secret" not in got.replies[0].body


def test_a_link_inside_the_folder_is_followed(exchange, tmp_path):
    (tmp_path / "root/link.bin").symlink_to("data.bin")
    assert exchange(request_for("/link.bin")).status == 200


def test_links_in_a_circle_are_missing(exchange, tmp_path):
    (tmp_path / "root/a").symlink_to("b")
    (tmp_path / "root/b").symlink_to("a")
    assert exchange(request_for("/a")).status == 404


def test_a_pipe_is_not_waited_for(exchange, tmp_path):
    os.mkfifo(tmp_path / "root/pipe")
    assert exchange(request_for("/pipe")).status == 404


def test_a_folder_shows_its_index_page_and_never_a_list(exchange, tmp_path):
    (tmp_path / "root/bare").mkdir()
    got = exchange(request_for("/sub/"), request_for("/bare/"))
    assert [reply.status for reply in got.replies] == [200, 404]
    assert got.replies[0].body == b"<p>sub"


def test_a_missing_file_is_written_down(exchange):
    got = exchange(request_for("/none.png"), request_for("/none.png"))
    assert [reply.status for reply in got.replies] == [404, 404]
    assert set(got.missing) == {"/none.png"}


@pytest.mark.parametrize("length", [300, 5000])
def test_a_path_longer_than_any_name_is_missing(exchange, length):
    got = exchange(request_for("/" + "a" * length))
    assert got.status == 404


def test_a_path_without_end_is_turned_down(exchange):
    assert exchange(request_for("/" + "a" * 100_000)).status == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", f"{HOST}:80", f"{HOST}.example.com", "example.com", ""])
def test_who_does_not_know_the_name_gets_nothing(exchange, host):
    got = exchange(request_for("/index.html", host=host))
    assert got.status in (400, 403)
    assert b"home" not in got.replies[0].body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_can_be_sent(exchange, method):
    assert exchange(request_for("/index.html", method)).status == 405


def test_head_tells_the_size_and_sends_nothing(exchange):
    reply = exchange(request_for("/data.bin", "HEAD")).replies[0]
    assert (reply.status, reply.headers["content-length"], reply.body) == (200, "100", b"")


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [("bytes=10-19", 10, 20), ("bytes=90-", 90, 100), ("bytes=-5", 95, 100), ("bytes=0-10000", 0, 100)],
)
def test_parts_of_a_file_can_be_asked_for(exchange, asked, first, end):
    reply = exchange(request_for("/data.bin", headers=f"Range: {asked}\r\n")).replies[0]
    assert (reply.status, reply.body) == (206, bytes(range(first, end)))


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=20-10"])
def test_a_part_that_is_not_there_is_not_made_up(exchange, asked):
    assert exchange(request_for("/data.bin", headers=f"Range: {asked}\r\n")).status == 416


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.html", "text/html"),
        ("a.HTML", "text/html"),
        ("a.js", "text/javascript"),
        ("a.mjs", "text/javascript"),
        ("a.css", "text/css"),
        ("a.json", "application/json"),
        ("a.svg", "image/svg+xml"),
        ("a.png", "image/png"),
        ("a.jpg", "image/jpeg"),
        ("a.webp", "image/webp"),
        ("a.wasm", "application/wasm"),
        ("a.woff2", "font/woff2"),
        ("a.mp4", "video/mp4"),
        ("a.webm", "video/webm"),
        ("a.unheard-of", "application/octet-stream"),
    ],
)
def test_the_type_follows_from_the_name_alone(exchange, tmp_path, name, kind):
    (tmp_path / "root" / name).write_bytes(b"x")
    assert exchange(request_for(f"/{name}")).replies[0].headers["content-type"] == kind


def test_names_with_spaces_and_other_scripts_are_found(exchange, tmp_path):
    name = "zwei Wörter & 漢字 #1?.png"
    (tmp_path / "root" / name).write_bytes(b"x")
    address = page_address(name)
    assert address.startswith(f"http://{HOST}/")
    assert exchange(request_for(address.removeprefix(f"http://{HOST}"))).status == 200


def listeners(port: int) -> list[str]:
    """The local addresses, in the kernel's hexadecimal, at which somebody listens on a TCP port."""
    tables = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
    lines = [line.split() for table in tables if table.exists() for line in table.read_text().splitlines()[1:]]
    return [line[1].rpartition(":")[0] for line in lines if line[1].endswith(f":{port:04X}") and line[3] == "0A"]


def test_only_this_machine_can_connect(tmp_path):
    async def listening() -> list[str]:
        async with FolderServer(tmp_path) as server:
            return listeners(server.port)

    assert asyncio.run(listening()) == ["0100007F"]


def test_after_the_block_nobody_listens(tmp_path):
    async def run() -> int:
        async with FolderServer(tmp_path) as server:
            return server.port

    port = asyncio.run(run())
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), 5):
        pass


def test_a_port_that_is_taken_is_an_error_with_its_reason(tmp_path):
    async def run(port: int) -> None:
        async with FolderServer(tmp_path, port):
            pass

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SetupError, match="loopback port"):
            asyncio.run(run(taken.getsockname()[1]))


def test_a_port_that_is_held_serves_one_folder_after_the_other_and_is_nobody_elses_between_them(tmp_path):
    async def serve(port: int) -> None:
        async with FolderServer(tmp_path, port) as server:
            assert server.port == port

    with held_port() as port:
        for _ in range(2):
            asyncio.run(serve(port))
            with socket.socket() as other, pytest.raises(OSError, match="in use"):
                other.bind(("127.0.0.1", port))


def test_the_browser_finds_one_name_and_no_other():
    assert resolver_rules(81, ()) == f"MAP {HOST}:80 127.0.0.1:81, MAP * ~NOTFOUND"
    assert resolver_rules(81, ("cdn.example.com",)).endswith(", EXCLUDE cdn.example.com")


def test_nothing_in_an_answer_tells_the_day_or_the_servers_version(exchange):
    for reply in exchange(request_for("/"), request_for("/none"), request_for("/%2e%2e/x")).replies:
        assert reply.headers["date"] == "Wed, 01 Jan 2025 00:00:00 GMT"
        assert reply.headers["server"] == "hframes"


def test_it_knows_which_files_it_served(tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("sub/index.html", "a b.txt", "unused.txt"):
        (tmp_path / name).write_text("x")

    async def run() -> set[str]:
        async with FolderServer(tmp_path) as server:
            for path in ("/sub/", "/a%20b.txt", "/none.txt"):
                await talk(server.port, request_for(path))
            return server.served

    assert asyncio.run(run()) == {"sub/index.html", "a b.txt"}


def test_an_answer_waits_for_the_pace(tmp_path):
    (tmp_path / "a.txt").write_text("x")

    async def run() -> tuple[bool, int]:
        gate = asyncio.Event()

        async def pace() -> None:
            await gate.wait()

        async with FolderServer(tmp_path, pace=pace) as server:
            asking = asyncio.ensure_future(talk(server.port, request_for("/a.txt")))
            await asyncio.wait({asking}, timeout=0.2)
            was_early = asking.done()
            gate.set()
            return was_early, (await asking).status

    assert asyncio.run(run()) == (False, 200)


@pytest.mark.parametrize(
    ("use", "told"), [("image", True), ("iframe", True), ("object", True), ("empty", False), (None, False)]
)
def test_a_moving_picture_is_noted_where_it_is_shown(tmp_path: Path, use: str | None, told: bool) -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "a b.gif", save_all=True, append_images=frames[1:])
    frames[0].save(tmp_path / "c.gif")

    async def ask() -> list[tuple[str, str]]:
        async with FolderServer(tmp_path) as server:
            headers = f"Sec-Fetch-Dest: {use}\r\n" if use else ""
            for path in ("/a%20b.gif?1", "/c.gif"):
                assert (await talk(server.port, request_for(path, headers=headers))).status == 200
            return server.moving

    assert asyncio.run(ask()) == ([("http://hframes.localhost/a%20b.gif?1", "image/gif")] if told else [])
