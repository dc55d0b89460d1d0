"""Attach and timeline over stores that may cut a step short, and what they publish all the same."""

from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from storywire.adapters.clock import FixedClock
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog
from storywire.adapters.sqlite.sources import SqliteSourceStore
from storywire.events import Event, decode
from storywire.metrics import Metrics
from storywire.ports.processing import Processor
from storywire.testing import NOON
from storywire_ingest.draft import Draft
from storywire_ingest.files import read_drafts
from storywire_ingest.intake import Intake, Writing


class CutError(Exception):
    """The process ends here."""


class Cutting:
    """A store that ends the process at the `at`-th call (from 0), before or after it is done."""

    def __init__(self, store: Any, at: int, *, after: bool) -> None:
        self._store = store
        self._left = at
        self._after = after

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        async def call(*args: Any, **options: Any) -> Any:
            self._left -= 1
            if self._left == -1 and not self._after:
                raise CutError
            result = await getattr(self._store, name)(*args, **options)
            if self._left == -1:
                raise CutError
            return result

        return call


async def published(
    start: Callable[[], Processor], events: Sequence[Event], size: int
) -> list[Event]:
    """Return what is published when every cut is followed by a new start and a redelivery."""
    processor = start()
    outputs: list[Event] = []
    rest = iter(events)
    while batch := list(islice(rest, size)):
        try:
            outputs += await processor.handle(batch)
        except CutError:
            processor = start()
            outputs += await processor.handle(batch)
    return outputs


async def ingested(articles: Path) -> list[Event]:
    """Return the events that ingest makes of a file of articles."""
    with Database(":memory:") as database:
        log = SqliteEventLog(database)
        writing = Writing(SqliteSourceStore(database), log, database.transaction)
        intake = Intake(writing, clock=FixedClock(NOON), metrics=Metrics())
        drafts = [draft for _, draft in read_drafts(articles) if isinstance(draft, Draft)]
        await intake.take(drafts, as_of_publication=True)
        records = await log.read("article-ingested", limit=10_000)
        return [decode(it.topic, it.value, key=it.key, headers=it.headers) for it in records]
