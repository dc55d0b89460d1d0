"""The wiring of the whole wire in one process, top to bottom."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp.web import Application

import storywire_attach.app as attach
import storywire_ingest.app as ingest
import storywire_notify.app as notify
import storywire_timeline.app as timeline
import storywire_web.app as web
from storywire import __version__
from storywire.adapters.sqlite.database import Database
from storywire.http.auth import Guard
from storywire.http.health import health_routes
from storywire.http.openapi import openapi
from storywire.http.problem import problems
from storywire.http.routes import add_routes
from storywire.http.serving import MAX_REQUEST
from storywire.metrics import Metrics
from storywire.ports.processing import Clock
from storywire.runtimes.embedded import EmbeddedRuntime
from storywire.service import Service
from storywire.stores import Stores
from storywire_attach.settings import AttachSettings
from storywire_embedded.folder import wire_epoch
from storywire_embedded.stores import sqlite_stores
from storywire_ingest.settings import IngestSettings
from storywire_notify.settings import NotifySettings
from storywire_operator.admin import admin_routes
from storywire_operator.trace import Trace
from storywire_operator.view import StoresView
from storywire_timeline.settings import TimelineSettings
from storywire_web.settings import WebSettings


@dataclass(frozen=True, slots=True)
class Wire:
    """Everything that runs: services over their stores, and the runtime that moves events."""

    stores: Stores
    services: Sequence[Service]
    runtime: EmbeddedRuntime
    metrics: Metrics
    http: Application


def build(database: Database, *, clock: Clock) -> Wire:
    """Return the wire in `database`; each service's settings come from the environment."""
    stores = sqlite_stores(database)
    metrics = Metrics()
    epoch = wire_epoch(database)
    view = StoresView(stores, epoch)
    services = (
        ingest.build(
            IngestSettings(),
            sources=stores.sources,
            log=stores.log,
            offsets=stores.offsets,
            clock=clock,
            metrics=metrics,
            atomic=stores.atomic,
        ),
        attach.build(AttachSettings(), memberships=stores.memberships),
        timeline.build(TimelineSettings(), stories=stores.stories),
        notify.build(
            NotifySettings(),
            subscriptions=stores.subscriptions,
            deliveries=stores.deliveries,
            log=stores.log,
            epoch=epoch,
            clock=clock,
            metrics=metrics,
        ),
        web.build(
            WebSettings(),
            read_model=stores.read_model,
            traces=[Trace(stores)],
            wire=view,
            clock=clock,
        ),
    )
    mounts = [mount for service in services for mount in service.mounts]
    checks = [check for service in services for check in service.checks]
    runtime = EmbeddedRuntime(database, stores.log, mounts, clock=clock, metrics=metrics)
    routes = (
        *health_routes(metrics.registry, checks, measure=runtime.measure),
        *admin_routes(stores, clock),
        # The last route of web takes every address that no other has.
        *(route for service in services for route in service.routes),
    )
    view.describe(openapi(routes, title="storywire", version=__version__))
    http = Application(middlewares=[problems], client_max_size=MAX_REQUEST)
    add_routes(http, routes, Guard(stores.tokens, clock))
    return Wire(stores, services, runtime, metrics, http)
