"""A wire under load: latency to webhook and stream at a rate, and full speed.

The wire runs in processes of its own, one (embedded) or seven (distributed: five services, Kafka
and Redis); sink and sender are here.
Traffic stays on the loopback address, bounded in count and time.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import orjson
from aiohttp import web

from storywire.errors import UsageError
from storywire_embedded.folder import Folder
from storywire_lab.bench.articles import bench_articles
from storywire_lab.distributed import distributed_wire
from storywire_lab.settings import child_environment
from storywire_lab.stopwatch import percentile

PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class WireFigures:
    """Latencies in ms from the moment a request is sent; rates in articles a second."""

    rate: float
    seconds: float
    articles: int
    latency: Mapping[str, Mapping[str, float]]
    full_load: Mapping[str, float]
    baseline: Mapping[str, float]


class _Arrivals:
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


@dataclass(frozen=True, slots=True)
class _Site:
    """Where articles are offered and updates asked for, and the token for both."""

    articles: str
    updates: str
    token: str


async def bench_wire(
    *,
    rate: float,
    seconds: float,
    burst: int,
    distributed: bool = False,
    done: Callable[[int], None],
) -> WireFigures:
    """Return the figures of one run; `done` is told how many more articles have come through.

    Raises:
        UsageError: the wire did not start, or did not deliver everything.
    """
    count = int(rate * seconds)
    texts = bench_articles(count + burst)
    arrivals = _Arrivals(done)
    with TemporaryDirectory(prefix="storywire-bench-") as folder:
        serving = _distributed if distributed else _embedded
        async with (
            serving(Path(folder)) as site,
            _sink(arrivals) as sink,
            _client(site.articles, site) as client,
            _client(site.updates, site) as other,
        ):
            baseline = await _baseline(client)
            await _subscribe(other, sink)
            following = asyncio.create_task(_follow(other, arrivals))
            sent = await _at_rate(client, texts[:count], rate)
            for channel in arrivals.at:
                await arrivals.until(channel, count)
            latency = {name: _latency(sent, at) for name, at in arrivals.at.items()}
            full_load = await _full_load(client, texts[count:], arrivals, count)
            following.cancel()
    return WireFigures(rate, seconds, count, latency, full_load, baseline)


def _client(address: str, site: _Site) -> aiohttp.ClientSession:
    headers = {"Authorization": f"Bearer {site.token}"}
    return aiohttp.ClientSession(address, headers=headers, trust_env=False)


@asynccontextmanager
async def _distributed(folder: Path) -> AsyncIterator[_Site]:
    """Run broker, Redis and every service in `folder`."""
    async with distributed_wire(folder) as wire:
        yield _Site(wire.address("ingest"), wire.address("notify"), wire.token)


@asynccontextmanager
async def _embedded(folder: Path) -> AsyncIterator[_Site]:
    """Run `storywire serve` in `folder`."""
    command = (sys.executable, "-m", "storywire_cli", "serve", "--data", str(folder), "--port", "0")
    environment = child_environment(
        STORYWIRE_LOG_LEVEL="warning", STORYWIRE_NOTIFY_ALLOW_NETWORKS='["127.0.0.0/8"]'
    )
    process = await asyncio.create_subprocess_exec(*command, env=environment)
    try:
        place = Folder(folder)
        async with asyncio.timeout(30):
            while (address := place.address()) is None:
                if process.returncode is not None:
                    raise UsageError(f"the wire did not start (exit {process.returncode})")
                await asyncio.sleep(0.05)
        token = place.admin_token.read_text(encoding="utf-8").strip()
        yield _Site(address, address, token)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


@asynccontextmanager
async def _sink(arrivals: _Arrivals) -> AsyncIterator[str]:
    """Run a webhook endpoint; give its address."""

    async def receive(request: web.Request) -> web.Response:
        arrivals.note("webhook", await request.read())
        return web.Response(status=204)

    app = web.Application(client_max_size=1 << 20)
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    finally:
        await runner.cleanup()


async def _subscribe(client: aiohttp.ClientSession, sink: str) -> None:
    async with client.post("/v1/subscriptions", json={"url": sink}) as response:
        if response.status >= 400:
            raise UsageError(f"no subscription: {await response.text()}")


async def _follow(client: aiohttp.ClientSession, arrivals: _Arrivals) -> None:
    timeout = aiohttp.ClientTimeout(total=None)
    async with client.get("/v1/stream", timeout=timeout, read_bufsize=1 << 20) as response:
        event = b""
        async for line in response.content:
            if line.startswith(b"event: "):
                event = line[7:].strip()
            elif line.startswith(b"data: ") and event == b"story.updated":
                arrivals.note("stream", line[6:])


async def _at_rate(
    client: aiohttp.ClientSession, texts: Sequence[Mapping[str, str]], rate: float
) -> Mapping[str, float]:
    """Post each article at its moment; return when each was sent, by URL."""
    sent: dict[str, float] = {}
    start = time.perf_counter()
    pending = []
    for number, article in enumerate(texts):
        await asyncio.sleep(max(0.0, start + number / rate - time.perf_counter()))
        pending.append(asyncio.create_task(_post(client, article, sent)))
    await asyncio.gather(*pending)
    return sent


async def _post(
    client: aiohttp.ClientSession, article: Mapping[str, str], sent: dict[str, float]
) -> None:
    sent[article["url"]] = time.perf_counter()
    async with client.post("/v1/articles", json=article) as response:
        if response.status != 202:
            raise UsageError(f"an article was not accepted: {await response.text()}")


async def _full_load(
    client: aiohttp.ClientSession,
    texts: Sequence[Mapping[str, str]],
    arrivals: _Arrivals,
    before: int,
) -> Mapping[str, float]:
    body = b"\n".join(orjson.dumps(article) for article in texts)
    headers = {"Content-Type": "application/x-ndjson"}
    started = time.perf_counter()
    async with client.post("/v1/articles", data=body, headers=headers) as response:
        if response.status != 202:
            raise UsageError(f"the batch was not accepted: {await response.text()}")
    accepted = time.perf_counter() - started
    await arrivals.until("stream", before + len(texts))
    done = time.perf_counter() - started
    return {
        "articles": len(texts),
        "accepted_per_second": round(len(texts) / accepted, 1),
        "articles_per_second": round(len(texts) / done, 1),
    }


async def _baseline(client: aiohttp.ClientSession, count: int = 200) -> Mapping[str, float]:
    """Return what a request costs here that does nothing, to read the figures against."""
    times = []
    for _ in range(count):
        started = time.perf_counter()
        async with client.get("/healthz") as response:
            await response.read()
        times.append(time.perf_counter() - started)
    return {"p50_ms": _ms(percentile(times, 50)), "p99_ms": _ms(percentile(times, 99))}


def _latency(sent: Mapping[str, float], at: Mapping[str, float]) -> Mapping[str, float]:
    times = [at[url] - moment for url, moment in sent.items() if url in at]
    return {
        "received": len(times),
        "p50_ms": _ms(percentile(times, 50)),
        "p99_ms": _ms(percentile(times, 99)),
        "max_ms": _ms(max(times, default=0.0)),
    }


def _ms(seconds: float) -> float:
    return round(seconds * 1e3, 2)
