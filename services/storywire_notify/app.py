"""The wiring of the notify service, top to bottom."""

from aiohttp.abc import AbstractResolver
from aiohttp.resolver import DefaultResolver

from storywire.metrics import Metrics
from storywire.ports.delivery import Deliveries, SubscriptionStore
from storywire.ports.log import EventLog
from storywire.ports.processing import Clock
from storywire.service import Mount, Service
from storywire_notify.channels import CHANNELS
from storywire_notify.dispatcher import Dispatcher
from storywire_notify.endpoints import CachedSubscriptions
from storywire_notify.hub import Hub
from storywire_notify.processor import NotifyProcessor
from storywire_notify.repairs import RepairRoutes
from storywire_notify.settings import NotifySettings
from storywire_notify.ssrf import LazyResolver
from storywire_notify.stream import StreamRoutes
from storywire_notify.subscriptions import SubscriptionRoutes
from storywire_notify.updates import UpdatesRoutes


def build(  # noqa: PLR0913  # every port by its name
    settings: NotifySettings,
    *,
    subscriptions: SubscriptionStore,
    deliveries: Deliveries,
    log: EventLog,
    epoch: str,
    clock: Clock,
    metrics: Metrics,
    resolver: AbstractResolver | None = None,
) -> Service:
    """Return the service. `epoch` is the wire's id in cursors; `resolver` finds webhook hosts."""
    endpoints = CachedSubscriptions(subscriptions)
    names = resolver or LazyResolver(DefaultResolver)
    channels = {name: make(settings, names) for name, make in CHANNELS.items()}
    dispatcher = Dispatcher(
        endpoints,
        deliveries,
        channels,
        clock=clock,
        metrics=metrics,
        max_in_flight=settings.max_in_flight,
    )
    hub = Hub(log, epoch, clock=clock, metrics=metrics)
    desk = SubscriptionRoutes(
        endpoints,
        deliveries,
        channels,
        log,
        clock=clock,
        max_subscriptions=settings.max_subscriptions,
    )

    repairs = RepairRoutes(endpoints, deliveries, channels, log, clock=clock)

    async def follows() -> str:
        return "" if hub.started.is_set() else "the live stream has not started"

    return Service(
        "notify",
        routes=(
            *desk.routes(),
            *repairs.routes(),
            *StreamRoutes(hub, settings, metrics).routes(),
            *UpdatesRoutes(log, epoch).routes(),
        ),
        mounts=(Mount("notify", "story-updated", NotifyProcessor(endpoints, deliveries)),),
        tasks=(dispatcher.run, hub.run),
        checks=(follows,),
    )
