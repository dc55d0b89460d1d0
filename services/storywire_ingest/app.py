"""The wiring of ingest, top to bottom."""

from storywire.metrics import Metrics
from storywire.ports.log import EventLog, GroupOffsets
from storywire.ports.processing import Atomic, Clock
from storywire.ports.sources import SourceStore
from storywire.service import Service
from storywire_ingest.admin import SourceRoutes
from storywire_ingest.backlog import LogBacklog
from storywire_ingest.edits import EditRoutes
from storywire_ingest.intake import Intake, Writing
from storywire_ingest.newcomers import Newcomers
from storywire_ingest.poller import Poller, PollerParts
from storywire_ingest.routes import ArticleRoutes
from storywire_ingest.settings import IngestSettings


def build(  # noqa: PLR0913  # every port by its name
    settings: IngestSettings,
    *,
    sources: SourceStore,
    log: EventLog,
    offsets: GroupOffsets,
    clock: Clock,
    metrics: Metrics,
    atomic: Atomic,
) -> Service:
    """Return the service: its routes, the poller, and what must be well for it to be ready."""
    intake = Intake(
        Writing(sources, log, atomic),
        clock=clock,
        metrics=metrics,
        default_edition=settings.default_edition,
    )
    backlog = LogBacklog(log, offsets, clock)
    articles = ArticleRoutes(intake, backlog, max_age=settings.max_age_seconds)

    async def keeps_up() -> str:
        age = await backlog.age_seconds()
        behind = age > settings.max_age_seconds
        return f"attach is {age:.0f} s behind ingest" if behind else ""

    parts = PollerParts(sources, Newcomers(intake, sources), backlog, clock, metrics)
    return Service(
        "ingest",
        tasks=(Poller(settings, parts).run,),
        routes=(
            *articles.routes(),
            *EditRoutes(log, clock, atomic).routes(),
            *SourceRoutes(sources).routes(),
        ),
        checks=(keeps_up,),
    )
