"""The poller: asks each source when it is due, and offers what is new to the intake."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog

from storywire.errors import TransientError
from storywire.metrics import Metrics
from storywire.ports.processing import Clock
from storywire.ports.sources import Poll, PolledSources, Source
from storywire_ingest.backlog import Backlog
from storywire_ingest.fetch import MAX_FEED, Fetched, Fetcher, FetchError
from storywire_ingest.newcomers import Newcomers
from storywire_ingest.settings import IngestSettings
from storywire_ingest.sources.feeds import parse
from storywire_ingest.sources.items import FeedError

log = structlog.get_logger()
LONGEST_PAUSE = timedelta(days=1)
MAX_DOUBLINGS = 8
TICK = 1.0


@dataclass(frozen=True, slots=True)
class PollerParts:
    """What the poller works with."""

    sources: PolledSources
    newcomers: Newcomers
    backlog: Backlog
    clock: Clock
    metrics: Metrics


class Poller:
    """Polls sources side by side, one poll of a source at a time."""

    def __init__(self, settings: IngestSettings, parts: PollerParts) -> None:
        self._settings = settings
        self._parts = parts
        self._running: dict[str, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(settings.concurrent_polls)

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; polls under way are then broken off."""
        async with Fetcher(self._settings) as fetcher, asyncio.TaskGroup() as group:
            while not stop.is_set():
                try:
                    await self._start_due(group, fetcher)
                except TransientError as error:
                    log.warning("polling_waits", error=str(error))
                await _pause(stop)
            for task in self._running.values():
                task.cancel()

    async def poll(self, source: Source, before: Poll, fetcher: Fetcher) -> Poll:
        """Poll `source` once; return, and keep, how it went. What goes wrong is recorded there."""
        now = self._parts.clock.now()
        try:
            fetched = await fetcher.get(source.url, limit=MAX_FEED, headers=_conditions(before))
            after = await self._taken(source, before, fetched, fetcher)
            outcome = "unchanged" if fetched.status == 304 else "ok"
        except (FetchError, FeedError, TransientError) as error:
            after, outcome = _failed(before, error), "failed"
            log.warning("poll_failed", source_id=source.source_id, error=str(error))
        except Exception as error:  # one source must never stop the others
            after, outcome = _failed(before, error), "failed"
            log.exception("poll_broke", source_id=source.source_id)
        after = replace(
            after, last_polled=now, last_ok=now if outcome != "failed" else after.last_ok
        )
        self._parts.metrics.polls.labels(outcome).inc()
        await self._parts.sources.polled(source.source_id, after)
        return after

    async def _taken(
        self, source: Source, before: Poll, fetched: Fetched, fetcher: Fetcher
    ) -> Poll:
        if fetched.status == 304:
            return replace(before, failures=0, last_error="")
        feed = await asyncio.to_thread(
            parse, fetched.body, url=fetched.url, charset=fetched.charset
        )
        first = before.last_ok is None
        offered = await self._parts.newcomers.take(source, feed, fetcher, first=first)
        log.info(
            "source_polled",
            source_id=source.source_id,
            items=len(feed.items),
            accepted=offered.accepted,
            waiting=offered.waiting,
        )
        after = Poll(feed.kind, last_polled=before.last_polled, last_ok=before.last_ok)
        if offered.waiting:  # an unchanged feed would not be sent, and the items not tried again
            return after
        headers = fetched.headers
        return replace(after, etag=headers.get("ETag"), last_modified=headers.get("Last-Modified"))

    async def _held_back(self) -> bool:
        return await self._parts.backlog.age_seconds() > self._settings.max_age_seconds

    async def _start_due(self, group: asyncio.TaskGroup, fetcher: Fetcher) -> None:
        if await self._held_back():
            return
        now = self._parts.clock.now()
        self._running = {key: task for key, task in self._running.items() if not task.done()}
        for source, poll in await self._parts.sources.all():
            if source.source_id not in self._running and due_at(source, poll) <= now:
                work = self._in_turn(source, poll, fetcher)
                self._running[source.source_id] = group.create_task(work)

    async def _in_turn(self, source: Source, poll: Poll, fetcher: Fetcher) -> None:
        async with self._slots:
            try:
                await self.poll(source, poll, fetcher)
            except TransientError as error:
                log.warning("poll_not_kept", source_id=source.source_id, error=str(error))


def due_at(source: Source, poll: Poll) -> datetime:
    """Return when `source` is polled next: at its interval, doubled for each failure, to a day."""
    if poll.last_polled is None:
        return datetime.min.replace(tzinfo=UTC)
    interval = timedelta(seconds=source.interval_seconds) * (1 << min(poll.failures, MAX_DOUBLINGS))
    return poll.last_polled + min(interval, LONGEST_PAUSE)


def _conditions(poll: Poll) -> dict[str, str]:
    named = {"If-None-Match": poll.etag, "If-Modified-Since": poll.last_modified}
    return {name: value for name, value in named.items() if value}


def _failed(before: Poll, error: Exception) -> Poll:
    return replace(before, failures=before.failures + 1, last_error=str(error)[:500])


async def _pause(stop: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(TICK):
            await stop.wait()
    except TimeoutError:
        return
