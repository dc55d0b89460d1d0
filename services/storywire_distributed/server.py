"""Runs one role of the distributed wire until told to stop; waits for what is not there yet."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
import uvloop

from storywire.adapters.clock import SystemClock
from storywire.adapters.kafka.topics import verify_topics, wire_id
from storywire.adapters.sqlite.database import Database
from storywire.errors import TransientError, UsageError
from storywire.http.serving import listening
from storywire.logging import configure
from storywire.metrics import Metrics
from storywire.running import run, stopped_by_signals
from storywire.runtimes.batches import Pause
from storywire.runtimes.memory import collect_seldom
from storywire_distributed.app import Parts, build
from storywire_distributed.settings import DistributedSettings
from storywire_distributed.stores import Backends, connected

log = structlog.get_logger()
CRASHED = 70
Found = TypeVar("Found")


async def work(role: str, settings: DistributedSettings) -> None:
    """Do the work of `role` until SIGTERM or SIGINT.

    Raises:
        UsageError: a topic is missing or kept otherwise than it must be; or the port is taken.
        CrashedError: a bug; nothing is lost, the process should start again.
    """
    stop = stopped_by_signals()
    async with connected(settings, name=role) as backends:
        epoch = await _once_there(lambda: _wire(backends), stop)
        if epoch is None:
            return
        with Database(_database(role, settings)) as database:
            stores = backends.stores(database)
            parts = Parts(backends, stores, database, epoch, SystemClock(), Metrics())
            worker = build(role, parts)
            async with listening(worker.http, settings.host, settings.port) as address:
                log.info("serving", role=role, address=address)
                await run(
                    [*worker.tasks, ("until told", _until_told)],
                    stop,
                    patience=settings.stop_seconds,
                )
    log.info("stopped", role=role)


async def _until_told(stop: asyncio.Event) -> None:
    """Keep a process without a runtime (ingest) from ending by itself."""
    await stop.wait()


async def _wire(backends: Backends) -> str:
    """Return the wire's id, once Redis answers and the topics are as they must be."""
    await backends.redis.ping()
    faults = await verify_topics(backends.cluster)
    if faults:
        raise UsageError("; ".join(faults))
    return await wire_id(backends.cluster)


async def _once_there(ask: Callable[[], Awaitable[Found]], stop: asyncio.Event) -> Found | None:
    """Return what `ask` returns as soon as it can be asked; None if told to stop before."""
    pause = Pause()
    while not stop.is_set():
        try:
            return await ask()
        except TransientError as error:
            log.warning("waiting", error=str(error))
            await pause.wait()
    return None


def _database(role: str, settings: DistributedSettings) -> str:
    if role != "web":
        return ":memory:"
    settings.data.mkdir(parents=True, exist_ok=True)
    return str(settings.data / "read-model.db")


def start(role: str) -> None:
    """Set up logging and the loop, and work.

    Raises:
        UsageError: STORYWIRE_KAFKA is not set; or as `work`.
    """
    settings = DistributedSettings()
    if not settings.kafka:
        raise UsageError("STORYWIRE_KAFKA is not set: it names the brokers, as in kafka:9092")
    configure(settings.log_level)
    collect_seldom()
    uvloop.run(work(role, settings))
