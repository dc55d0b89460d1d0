"""The wiring of the distributed wire, top to bottom: one process has one role."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from aiohttp.web import Application

import storywire_attach.app as attach
import storywire_ingest.app as ingest
import storywire_notify.app as notify
import storywire_timeline.app as timeline
import storywire_web.app as web
from storywire import __version__
from storywire.adapters.kafka.records import partition_of
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteGroupOffsets, SqliteTries
from storywire.http.auth import Guard
from storywire.http.health import Check, health_routes
from storywire.http.openapi import openapi
from storywire.http.problem import problems
from storywire.http.routes import Route, add_routes
from storywire.http.serving import MAX_REQUEST
from storywire.metrics import Metrics
from storywire.ports.processing import Clock
from storywire.runtimes.batches import Context
from storywire.runtimes.faust import FaustRuntime
from storywire.runtimes.follower import Follower
from storywire.runtimes.kafka import KafkaRuntime
from storywire.service import Service, Task
from storywire.stores import Stores
from storywire.topics import TOPICS
from storywire_attach.settings import AttachSettings
from storywire_distributed.catch_up import CatchUp
from storywire_distributed.stores import Backends
from storywire_ingest.settings import IngestSettings
from storywire_notify.settings import NotifySettings
from storywire_operator.admin import admin_routes
from storywire_operator.trace import Trace
from storywire_operator.view import StoresView
from storywire_timeline.settings import TimelineSettings
from storywire_web.settings import WebSettings

HOSTED_BY_FAUST = ("attach", "timeline")
Measure = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Worker:
    """What one process runs: its HTTP, and its tasks by name."""

    http: Application
    tasks: Sequence[tuple[str, Task]]


@dataclass(frozen=True, slots=True)
class _Moving:
    """What moves events to the service, how its lag is measured, and what it must have reached."""

    tasks: Sequence[tuple[str, Task]]
    measure: Measure
    checks: Sequence[Check] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """What every role is made of; `epoch` is the wire's id."""

    backends: Backends
    stores: Stores
    database: Database
    epoch: str
    clock: Clock
    metrics: Metrics


def _ingest(parts: Parts) -> Service:
    return ingest.build(
        IngestSettings(),
        sources=parts.stores.sources,
        log=parts.stores.log,
        offsets=parts.stores.offsets,
        clock=parts.clock,
        metrics=parts.metrics,
        atomic=parts.stores.atomic,
    )


def _attach(parts: Parts) -> Service:
    return attach.build(AttachSettings(), memberships=parts.stores.memberships)


def _timeline(parts: Parts) -> Service:
    return timeline.build(TimelineSettings(), stories=parts.stores.stories)


def _notify(parts: Parts) -> Service:
    return notify.build(
        NotifySettings(),
        subscriptions=parts.stores.subscriptions,
        deliveries=parts.stores.deliveries,
        log=parts.stores.log,
        epoch=parts.epoch,
        clock=parts.clock,
        metrics=parts.metrics,
    )


def _web(parts: Parts) -> Service:
    view = StoresView(parts.stores, parts.epoch)
    service = web.build(
        WebSettings(),
        read_model=parts.stores.read_model,
        traces=[Trace(parts.stores)],
        wire=view,
        clock=parts.clock,
    )
    # The gateway makes one API of all services, so one document describes them all.
    others = [route for build in (_ingest, _notify) for route in build(parts).routes]
    admin = admin_routes(parts.stores, parts.clock)
    routes = (*others, *admin, *service.routes)
    view.describe(openapi(routes, title="storywire", version=__version__))
    # The last route of web takes every address that no other has.
    return Service(
        service.name, (*admin, *service.routes), service.mounts, service.tasks, service.checks
    )


ROLES: Mapping[str, Callable[[Parts], Service]] = {
    "ingest": _ingest,
    "attach": _attach,
    "timeline": _timeline,
    "notify": _notify,
    "web": _web,
}


def build(role: str, parts: Parts) -> Worker:
    """Return the process that has `role`; its service's settings come from the environment."""
    service = ROLES[role](parts)
    moving = _moving(role, service, parts)

    async def reaches_redis() -> str:
        await parts.backends.redis.ping()
        return ""

    async def reaches_kafka() -> str:
        await parts.backends.log.ends("article-ingested")
        return ""

    checks: Sequence[Check] = (*service.checks, *moving.checks, reaches_redis, reaches_kafka)
    health: Sequence[Route] = health_routes(parts.metrics.registry, checks, measure=moving.measure)
    http = Application(middlewares=[problems], client_max_size=MAX_REQUEST)
    add_routes(http, (*health, *service.routes), Guard(parts.stores.tokens, parts.clock))
    tasks = [(service.name, task) for task in service.tasks]
    return Worker(http, [*moving.tasks, *tasks])


def _moving(role: str, service: Service, parts: Parts) -> _Moving:
    if role == "web":
        follower = _follower(service, parts)

        async def measure() -> None:
            (mount,) = service.mounts
            parts.metrics.lag.labels(mount.group, mount.topic).set(await follower.lag())

        caught_up = CatchUp(parts.stores.read_model, parts.stores.log, follower)
        return _Moving([("follower", follower.run), ("catch up", caught_up.run)], measure)
    if not service.mounts:
        return _Moving([], _nothing_to_measure)
    runtime = _hosted(role, service, parts)
    return _Moving([("runtime", runtime.run)], runtime.measure, [runtime.joined])


async def _nothing_to_measure() -> None:
    """Measure what a service without a consumer group has: no lag."""


def _hosted(role: str, service: Service, parts: Parts) -> FaustRuntime | KafkaRuntime:
    cluster, log = parts.backends.cluster, parts.backends.log
    if role in HOSTED_BY_FAUST:
        (mount,) = service.mounts
        return FaustRuntime(
            cluster,
            mount,
            log=log,
            offsets=parts.stores.offsets,
            tries=parts.stores.tries,
            clock=parts.clock,
            metrics=parts.metrics,
        )
    return KafkaRuntime(
        cluster,
        service.mounts,
        log=log,
        offsets=parts.stores.offsets,
        tries=parts.stores.tries,
        clock=parts.clock,
        metrics=parts.metrics,
    )


def _follower(service: Service, parts: Parts) -> Follower:
    (mount,) = service.mounts
    partitions = next(topic.partitions for topic in TOPICS if topic.name == mount.topic)
    home = partial(partition_of, partitions=partitions)
    tries = SqliteTries(parts.database)
    return Follower(
        parts.database,
        parts.stores.log,
        mount,
        offsets=SqliteGroupOffsets(parts.database),
        context=Context(tries, parts.clock, parts.metrics, home=home),
    )
