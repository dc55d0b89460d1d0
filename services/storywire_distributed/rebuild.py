"""Makes the state in Redis anew from the logs: the same stories, the same numbers, nothing pushed.

Each article of `article-ingested` is decided again and held against what `story-membership` says
was decided; the first difference ends it. So it renames nothing, and it can't yet be done by
a version whose matcher decides otherwise than the one that wrote the log.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from storywire.errors import PermanentError, UsageError
from storywire.events import ArticleIngested, ArticleRetracted, Event, StoryEditRequested, decode
from storywire.ports.log import Record
from storywire.ports.processing import Processor
from storywire.ports.sources import Known, Seen
from storywire.runtimes.batches import MAX_BATCH
from storywire.runtimes.singly import outcome_of
from storywire.stores import Stores
from storywire_ingest.canonical import article_id_at

Done = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How much was read and made again."""

    articles: int
    steps: int


async def rebuild(stores: Stores, *, attach: Processor, timeline: Processor, done: Done) -> Rebuilt:
    """Make memberships, stories and known articles anew, up to where their groups have read.

    `attach` and `timeline` are those services' processors over `stores`; `done` is told how many
    records were taken. What was made already is left as it is.

    Raises:
        UsageError: the log's decisions are not those of this version.
        FencedError: attach runs at the same time; stop it first.
        StoreUnavailableError: Kafka or Redis is away; rebuild again, it goes on.
    """
    decided = {digest async for digest in _digests(stores)}
    articles = 0
    async for batch in _batches(stores, "attach", "article-ingested"):
        await stores.sources.record(_seen(batch))
        for output in await outcome_of(attach, batch):
            if sha256(output.encode()).digest() not in decided:
                raise UsageError(_DIFFERS.format(event=output.id))
        articles += sum(not isinstance(event, StoryEditRequested) for event in batch)
        done(len(batch))
    steps = 0
    async for batch in _batches(stores, "timeline", "story-membership"):
        await timeline.handle(batch)
        steps += len(batch)
        done(len(batch))
    return Rebuilt(articles, steps)


_DIFFERS = (
    "event {event} is not in story-membership: this version decides otherwise than the one that"
    " wrote the log; rebuild with that one"
)


async def _ends(stores: Stores, group: str, topic: str) -> Sequence[tuple[int, int]]:
    return [
        (partition, await stores.offsets.committed(group, topic, partition=partition))
        for partition in await stores.log.ends(topic)
    ]


async def _digests(stores: Stores) -> AsyncIterator[bytes]:
    for partition, end in (await stores.log.ends("story-membership")).items():
        async for records in _records(stores, "story-membership", partition, end, limit=500):
            for record in records:
                yield sha256(record.value or b"").digest()


async def _batches(stores: Stores, group: str, topic: str) -> AsyncIterator[Sequence[Event]]:
    for partition, end in await _ends(stores, group, topic):
        async for records in _records(stores, topic, partition, end, limit=MAX_BATCH):
            events = [event for record in records if (event := _event(record)) is not None]
            if events:
                yield events


async def _records(
    stores: Stores, topic: str, partition: int, end: int, *, limit: int
) -> AsyncIterator[Sequence[Record]]:
    offset = 0
    while offset < end:
        records = await stores.log.read(topic, partition=partition, offset=offset, limit=limit)
        if not records:
            return
        yield [record for record in records if record.offset < end]
        offset = records[-1].offset + 1


def _event(record: Record) -> Event | None:
    """Return the event; None for what was a dead letter when it came."""
    try:
        return decode(record.topic, record.value, key=record.key, headers=record.headers)
    except PermanentError:
        return None


def _seen(events: Sequence[Event]) -> Seen:
    articles: dict[str, Known] = {}
    names: list[tuple[str, str]] = []
    for event in events:
        if isinstance(event, ArticleIngested):
            it = event.data
            articles[it.article_id] = Known(it.article_id, it.edition, it.revision, it.content_hash)
            if it.url is not None and (name := article_id_at(it.url)) != it.article_id:
                names.append((name, it.article_id))
        elif isinstance(event, ArticleRetracted):
            gone = event.data
            known = articles.get(gone.article_id)
            articles[gone.article_id] = Known(
                gone.article_id, gone.edition, gone.revision,
                known.content_hash if known else "", gone.retracted_at,
            )  # fmt: skip
    return Seen(list(articles.values()), names)
