"""Workers come and go under load: how long an article waits because of it.

The load covers eight editions, so that it lies on several partitions; the wait of an article is
the time from its acceptance until the live stream shows it. Bounded: each turn lasts 20 seconds.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from storywire_lab.bench.articles import bench_articles
from storywire_lab.bench.traffic import Arrivals, Site, client_of, follow, send_at_rate
from storywire_lab.distributed import DistributedWire, WorkerProcess, distributed_wire
from storywire_lab.stopwatch import percentile

RATE = 20.0
TURN_SECONDS = 20.0
_SETTLED_SECONDS, _LOOK_SECONDS = 3.0, 0.1
EDITIONS = ("en", "de", "fr", "es", "it", "nl", "pt", "vi")
ROLES = ("attach", "timeline", "notify")
# A first turn that counts in nothing, a quiet one, and three of each role.
ARTICLES = int(RATE * TURN_SECONDS) * (2 + 3 * len(ROLES))
# Seconds that a bare Faust worker, with a counter for a state and a session of 10 s, stood still.
KNOWN = {"join": 1.0, "kill": 10.6, "rolling restart": 1.2}
Turn = Callable[[DistributedWire, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Pause:
    """How long articles waited during a turn, in seconds: the median one and the longest.

    `known` is how long a bare Faust worker stood still, 0 where there is no such figure.
    """

    role: str
    turn: str
    median: float
    longest: float
    known: float


async def bench_scaling(*, done: Callable[[int], None]) -> Sequence[Pause]:
    """Return the pauses of each turn of each role; `done` is told how many articles came through.

    Raises:
        UsageError: the wire did not start, or lost an article.
    """
    turns: Mapping[str, Turn] = {"join": _join, "kill": _kill, "rolling restart": _roll}
    plan: list[tuple[str, str, Turn]] = [("none", "quiet", _quiet)]
    plan += [(role, name, turn) for role in ROLES for name, turn in turns.items()]
    size = int(RATE * TURN_SECONDS)
    texts = [
        {**text, "edition": EDITIONS[number % len(EDITIONS)]}
        for number, text in enumerate(bench_articles(ARTICLES, seed=17))
    ]
    arrivals, pauses = Arrivals(done), []
    with TemporaryDirectory(prefix="storywire-bench-") as folder:
        async with distributed_wire(Path(folder)) as wire, _running(_supervise(wire)):
            site = Site(wire.address("ingest"), wire.address("notify"), wire.token)
            async with (
                client_of(site.articles, site) as client,
                client_of(site.updates, site) as other,
                _running(follow(other, arrivals)),
            ):
                await _waits(client, texts[:size], arrivals, asyncio.sleep(0))
                for number, (role, name, turn) in enumerate(plan, start=1):
                    some = texts[number * size : (number + 1) * size]
                    waits = await _waits(client, some, arrivals, turn(wire, role))
                    pauses.append(_pause(role, name, waits))
    return pauses


def _pause(role: str, turn: str, waits: Sequence[float]) -> Pause:
    return Pause(role, turn, percentile(waits, 50), max(waits), KNOWN.get(turn, 0.0))


@asynccontextmanager
async def _running(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _waits(
    client: aiohttp.ClientSession, texts: Sequence[Mapping[str, str]], arrivals: Arrivals,
    turn: Awaitable[None],
) -> Sequence[float]:  # fmt: skip
    before = arrivals.count
    sending = asyncio.create_task(send_at_rate(client, texts, RATE))
    await turn
    sent = await sending
    await arrivals.until("stream", before + len(texts))
    return [arrivals.at["stream"][url] - moment for url, moment in sent.items()]


async def _quiet(_wire: DistributedWire, _role: str) -> None:
    """Change nothing."""


async def _join(wire: DistributedWire, role: str) -> None:
    """Start a second worker; it stays for the turns that follow."""
    await asyncio.sleep(_SETTLED_SECONDS)
    await (await wire.add(role)).ready()


async def _kill(wire: DistributedWire, role: str) -> None:
    """Kill the second worker."""
    await asyncio.sleep(_SETTLED_SECONDS)
    worker = wire.of(role)[1]
    await worker.end(signal.SIGKILL)
    await _back(worker)


async def _roll(wire: DistributedWire, role: str) -> None:
    """End each worker in good order, once the one before is back."""
    await asyncio.sleep(_SETTLED_SECONDS)
    # The first notify has the stream that is measured.
    for worker in wire.of(role)[role == "notify" :]:
        await worker.end()
        await _back(worker)


async def _back(worker: WorkerProcess) -> None:
    while not worker.running:  # noqa: ASYNC110  # a process tells nobody that it was started
        await asyncio.sleep(_LOOK_SECONDS)
    await worker.ready()


async def _supervise(wire: DistributedWire) -> None:
    """Start again what ended, as `docker-compose.yml` has it done."""
    while True:
        for worker in wire.workers:
            if not worker.running:
                await worker.start()
        await asyncio.sleep(_LOOK_SECONDS)
