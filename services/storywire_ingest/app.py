"""The wiring of ingest, top to bottom."""

from storywire.metrics import Metrics
from storywire.ports.log import EventLog, GroupOffsets
from storywire.ports.processing import Atomic, Clock
from storywire.ports.sources import SourceStore
from storywire.service import Service
from storywire_ingest.admin import SourceRoutes
from storywire_ingest.backlog import LogBacklog
from storywire_ingest.intake import Intake, Writing
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

    return Service(
        "ingest",
        routes=(*articles.routes(), *SourceRoutes(sources).routes()),
        checks=(keeps_up,),
    )
