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
from storywire_lab.bench.traffic import Arrivals, Site, client_of, follow, send_at_rate
from storywire_lab.distributed import distributed_wire
from storywire_lab.settings import child_environment
from storywire_lab.stopwatch import percentile

WARM_UP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class WireFigures:
    """Latencies in ms from the moment a request is sent; rates in articles a second.

    `cold` is the longest latency of the first 5 seconds after the start, which count in nothing
    else: models are loaded, groups are joined, and a JVM runs its code for the first time.
    """

    rate: float
    seconds: float
    articles: int
    cold: Mapping[str, float]
    latency: Mapping[str, Mapping[str, float]]
    full_load: Mapping[str, float]
    baseline: Mapping[str, float]


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
    cold, count = int(rate * WARM_UP_SECONDS), int(rate * seconds)
    texts = bench_articles(cold + count + burst)
    arrivals = Arrivals(done)
    with TemporaryDirectory(prefix="storywire-bench-") as folder:
        serving = _distributed if distributed else _embedded
        async with (
            serving(Path(folder)) as site,
            _sink(arrivals) as sink,
            client_of(site.articles, site) as client,
            client_of(site.updates, site) as other,
        ):
            baseline = await _baseline(client)
            await _subscribe(other, sink)
            following = asyncio.create_task(follow(other, arrivals))
            first = await _timed(client, texts[:cold], rate, arrivals)
            latency = await _timed(client, texts[cold : cold + count], rate, arrivals)
            full_load = await _full_load(client, texts[cold + count :], arrivals)
            following.cancel()
    slowest = {name: line["max_ms"] for name, line in first.items()}
    return WireFigures(rate, seconds, count, slowest, latency, full_load, baseline)


async def _timed(
    client: aiohttp.ClientSession, texts: Sequence[Mapping[str, str]], rate: float,
    arrivals: Arrivals,
) -> Mapping[str, Mapping[str, float]]:  # fmt: skip
    before = arrivals.count
    sent = await send_at_rate(client, texts, rate)
    for channel in arrivals.at:
        await arrivals.until(channel, before + len(texts))
    return {name: _latency(sent, at) for name, at in arrivals.at.items()}


@asynccontextmanager
async def _distributed(folder: Path) -> AsyncIterator[Site]:
    """Run broker, Redis and every service in `folder`."""
    async with distributed_wire(folder) as wire:
        yield Site(wire.address("ingest"), wire.address("notify"), wire.token)


@asynccontextmanager
async def _embedded(folder: Path) -> AsyncIterator[Site]:
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
        yield Site(address, address, token)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


@asynccontextmanager
async def _sink(arrivals: Arrivals) -> AsyncIterator[str]:
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


async def _full_load(
    client: aiohttp.ClientSession,
    texts: Sequence[Mapping[str, str]],
    arrivals: Arrivals,
) -> Mapping[str, float]:
    body = b"\n".join(orjson.dumps(article) for article in texts)
    headers = {"Content-Type": "application/x-ndjson"}
    before, started = arrivals.count, time.perf_counter()
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
