"""Fetching feeds and pages: public addresses only, bounded in size, time, pace and redirects."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import aiohttp

from storywire_ingest.canonical import checked_url, host_of
from storywire_ingest.guard import Gate
from storywire_ingest.settings import IngestSettings

MAX_REDIRECTS = 5
MAX_FEED = 10 * 1024 * 1024
MAX_PAGE = 5 * 1024 * 1024
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.9, */*;q=0.8"
)


class FetchError(Exception):
    """The address gave nothing that can be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: `url` is where it was found in the end."""

    url: str
    status: int
    body: bytes
    charset: str | None
    headers: Mapping[str, str]


class Fetcher:
    """A client that waits between two requests to one host, and keeps no cookies."""

    def __init__(self, settings: IngestSettings) -> None:
        self._settings = settings
        self._turns: dict[str, float] = {}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        gate = Gate(self._settings.allow_private)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(socket_factory=gate.open, limit_per_host=2),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._settings.user_agent, "Accept": _ACCEPT},
            trust_env=False,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def get(
        self, url: str, *, limit: int, headers: Mapping[str, str] | None = None
    ) -> Fetched:
        """Return the answer of `url` with status 200 or 304 and a body of at most `limit` bytes.

        Follows up to 5 redirects, each checked like the first address.

        Raises:
            FetchError: another status, too large, too slow, too many redirects, not reachable.
        """
        try:
            return await self._follow(url, limit, headers or {})
        except TimeoutError as error:
            raise FetchError(f"no answer in {self._settings.timeout_seconds:g} s") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError(f"{type(error).__name__}: {error}"[:300]) from error

    async def _follow(self, url: str, limit: int, headers: Mapping[str, str]) -> Fetched:
        for _ in range(MAX_REDIRECTS + 1):
            found = await self._once(checked_url(url), limit, headers)
            if found.status not in _REDIRECTS:
                return found
            url = urljoin(url, found.headers.get("Location", ""))
        raise FetchError(f"more than {MAX_REDIRECTS} redirects")

    async def _once(self, url: str, limit: int, headers: Mapping[str, str]) -> Fetched:
        if self._session is None:
            raise RuntimeError("use `async with` around a Fetcher")
        await self._take_turn(host_of(url))
        async with (
            asyncio.timeout(self._settings.timeout_seconds),
            self._session.get(url, headers=headers, allow_redirects=False) as response,
        ):
            if response.status not in (200, 304, *_REDIRECTS):
                raise FetchError(f"status {response.status}")
            body = b"" if response.status in _REDIRECTS else await _read(response, limit)
            return Fetched(url, response.status, body, response.charset, response.headers)

    async def _take_turn(self, host: str) -> None:
        """Wait until the host may be asked again: each caller books the moment after the last."""
        now = time.monotonic()
        turn = max(now, self._turns.get(host, 0.0))
        self._turns = {name: at for name, at in self._turns.items() if at > now}
        self._turns[host] = turn + self._settings.host_pause_seconds
        await asyncio.sleep(turn - now)


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    body = bytearray()
    async for part in response.content.iter_chunked(65_536):
        body += part
        if len(body) > limit:
            raise FetchError(f"larger than {limit} bytes")
    return bytes(body)
