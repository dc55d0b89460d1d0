"""Articles sent to a wire, and the updates that come of them, each with its moment."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import aiohttp
import orjson

from storywire.errors import UsageError

PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Site:
    """Where articles are offered and updates asked for, and the token for both."""

    articles: str
    updates: str
    token: str


class Arrivals:
    """When the first update that lists an article came in, by channel and article URL."""

    def __init__(self, done: Callable[[int], None]) -> None:
        self._done = done
        self.at: dict[str, dict[str, float]] = {"webhook": {}, "stream": {}}
        self.grown = asyncio.Event()

    def note(self, channel: str, body: bytes) -> None:
        """Note all articles that `body` (an update) lists."""
        now = time.perf_counter()
        seen = self.at[channel]
        before = len(seen)
        for article in orjson.loads(body)["data"]["story"]["articles"]:
            seen.setdefault(article["url"], now)
        if channel == "stream":
            self._done(len(seen) - before)
        self.grown.set()

    @property
    def count(self) -> int:
        """Return how many articles have come to the stream."""
        return len(self.at["stream"])

    async def until(self, channel: str, count: int) -> None:
        """Wait until `count` articles have come in on `channel`, for at most 2 minutes.

        Raises:
            UsageError: they have not.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                while len(self.at[channel]) < count:
                    self.grown.clear()
                    await self.grown.wait()
        except TimeoutError as error:
            got = len(self.at[channel])
            raise UsageError(f"only {got} of {count} articles came to the {channel}") from error


def client_of(address: str, site: Site) -> aiohttp.ClientSession:
    """Return a client of `address` that has the site's token."""
    headers = {"Authorization": f"Bearer {site.token}"}
    return aiohttp.ClientSession(address, headers=headers, trust_env=False)


async def follow(client: aiohttp.ClientSession, arrivals: Arrivals) -> None:
    """Note what comes on the live stream, until cancelled."""
    timeout = aiohttp.ClientTimeout(total=None)
    async with client.get("/v1/stream", timeout=timeout, read_bufsize=1 << 20) as response:
        event = b""
        async for line in response.content:
            if line.startswith(b"event: "):
                event = line[7:].strip()
            elif line.startswith(b"data: ") and event == b"story.updated":
                arrivals.note("stream", line[6:])


async def send_at_rate(
    client: aiohttp.ClientSession, texts: Sequence[Mapping[str, str]], rate: float
) -> Mapping[str, float]:
    """Post each article at its moment; return when each was sent, by URL."""
    sent: dict[str, float] = {}
    start = time.perf_counter()
    pending = []
    for number, article in enumerate(texts):
        await asyncio.sleep(max(0.0, start + number / rate - time.perf_counter()))
        pending.append(asyncio.create_task(post(client, article, sent)))
    await asyncio.gather(*pending)
    return sent


async def post(
    client: aiohttp.ClientSession, article: Mapping[str, str], sent: dict[str, float]
) -> None:
    """Post `article`, and note in `sent` when.

    Raises:
        UsageError: it was not accepted.
    """
    sent[article["url"]] = time.perf_counter()
    async with client.post("/v1/articles", json=article) as response:
        if response.status != 202:
            raise UsageError(f"an article was not accepted: {await response.text()}")
