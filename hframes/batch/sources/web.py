"""What an `http(s)` address sends, fetched whole into a temporary file with a limit on size and time."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

import aiohttp
from yarl import URL

from hframes.batch.rows import DataSource, Limits
from hframes.composition.wording import cut, shown
from hframes.errors import DataError, SourceError

_KEPT_IN_MEMORY = 8_000_000
_CHUNK = 65_536
_MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)


@contextmanager
def downloaded(source: DataSource) -> Iterator[tuple[BinaryIO, dict[str, str]]]:
    """The body, and the note of the source: its address without user, password and the values of its query.

    A user and password in the address are sent as basic authentication. Proxies and `.netrc` are not looked at.

    Raises:
        DataError: the address is none.
        SourceError: not reached, a status other than 200, too large, too slow, a redirect to another host that is not
            allowed.
    """
    try:
        url = URL(source.data)
    except ValueError:
        raise DataError("the address of the data is not understood") from None
    if url.host is None:
        raise DataError("the address of the data names no host")
    name = safe_address(url)
    with tempfile.SpooledTemporaryFile(_KEPT_IN_MEMORY) as file:
        body = cast(BinaryIO, file)
        try:
            asyncio.run(_fetch(url, body, source.limits, source.other_hosts))
        except TimeoutError:
            what = f"the whole answer did not come within {source.limits.seconds:g} s"
            raise SourceError(what, where=name) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            reason = _without_address(str(error) or type(error).__name__, url)
            raise SourceError(f"the data can't be fetched: {reason}", where=name) from None
        body.seek(0)
        yield body, {"kind": source.format or "json", "name": name}


def safe_address(url: URL) -> str:
    """An address as it may be shown: `https://host/rows?token=***`."""
    bare = url.with_user(None).with_fragment(None).with_query(None)
    names = "&".join(dict.fromkeys(f"{name}=***" for name in url.query))
    return str(bare) + (f"?{names}" if names else "")


async def _fetch(url: URL, file: BinaryIO, limits: Limits, other_hosts: bool) -> None:
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=30, sock_read=60)
    async with asyncio.timeout(limits.seconds), aiohttp.ClientSession(timeout=timeout) as session:
        for _ in range(_MOST_REDIRECTS + 1):
            headers = {"Accept": "application/json, */*;q=0.5"}
            async with session.get(url, allow_redirects=False, headers=headers) as answer:
                if answer.status in _REDIRECTS:
                    url = _next(url, answer.headers.get("Location", ""), other_hosts)
                    continue
                if answer.status != 200:
                    reason = cut(answer.reason or "", 80)
                    raise SourceError(f"the answer is {answer.status} {reason}".rstrip(), where=safe_address(url))
                await _save(answer, file, limits.download_bytes, safe_address(url))
                return
        raise SourceError(f"it was redirected more than {_MOST_REDIRECTS} times", where=safe_address(url))


async def _save(answer: aiohttp.ClientResponse, file: BinaryIO, most: int, name: str) -> None:
    saved = 0
    async for chunk in answer.content.iter_chunked(_CHUNK):
        saved += len(chunk)
        if saved > most:
            raise SourceError(f"the answer is larger than {most:,} bytes", where=name)
        file.write(chunk)


def _next(url: URL, location: str, other_hosts: bool) -> URL:
    """Where a redirect leads: the same host as before, not from https to http, unless other hosts are allowed."""
    there = url.join(URL(location)) if location else url
    if there.scheme not in ("http", "https") or there.host is None:
        raise SourceError(f"it is redirected to {shown(there.scheme)}, which is no address", where=safe_address(url))
    is_upgrade = (url.scheme, there.scheme) == ("http", "https") and url.is_default_port() and there.is_default_port()
    if (there.host, there.port, there.scheme) != (url.host, url.port, url.scheme) and not (
        there.host == url.host and is_upgrade
    ):
        if not other_hosts:
            raise SourceError(
                f"it is redirected to another host, {cut(str(there.origin()), 100)}",
                where=safe_address(url),
                hint="Give that address, or allow it with --other-hosts",
            )
        return there.with_user(None)
    return there.with_user(url.user).with_password(url.password)


def _without_address(text: str, url: URL) -> str:
    """An error's words without the secrets of the address."""
    for secret in (url.password, url.raw_query_string, url.query_string, *url.query.values()):
        if secret:
            text = text.replace(secret, "***")
    return cut(" ".join(text.split()), 300)
