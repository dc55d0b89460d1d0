"""Attach alone: time per article as more stories are open, memory, and the way back from disk.

Beside it in the same run, over the same tokens: a scan of all open stories, as a vectorizer and a
sparse matrix product would do it, the reference design, and textClust where river is installed.
"""

import asyncio
import resource
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from storywire.adapters.redis.membership import RedisMembershipStore
from storywire.adapters.redis.server import connect
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.membership import SqliteMembershipStore
from storywire.domain.attach.index import TOUCHED_ARTICLES, EditionIndex
from storywire.domain.attach.matcher import EditionMatcher
from storywire.domain.attach.records import DAY, StoredEdition
from storywire.domain.attach.score import RULE, WINDOW_DAYS
from storywire.domain.attach.terms import Floats, Ids
from storywire.domain.attach.tokens import tokens_of
from storywire.domain.model import Article
from storywire.events import ArticleIngested
from storywire.ports.membership import MembershipStore
from storywire_attach.processor import AttachProcessor
from storywire_lab.bench.crowd import Crowd
from storywire_lab.bench.reference import Reference
from storywire_lab.bench.textclust import textclust_ms
from storywire_lab.redis_server import RedisServer
from storywire_lab.stopwatch import percentile

BATCH = 64
TIMED = 500
# The scan's rows would fill the memory that is measured.
MOST_SCANNED = 12_000
# Five articles a story.
MANY_AGAIN = 0.8
_SCANNED = 50


@dataclass(frozen=True, slots=True)
class Crowded:
    """Figures with so many stories open: ms per article from its text to the decision.

    `scan_ms` and `reference_ms` are the medians of the full scan and of the reference design, 0
    where they are left out; `megabytes` the memory of the process, at its highest.
    """

    stories: int
    p50_ms: float
    p99_ms: float
    per_second: float
    scan_ms: float
    reference_ms: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Stored:
    """The whole stage on one store, in batches of 64, and the way back of what it stored."""

    store: str
    stories: int
    articles: int
    per_second: float
    read_back_seconds: float


@dataclass(frozen=True, slots=True)
class ReadBack:
    """So many stories read back from SQLite into an index, as after a restart."""

    stories: int
    articles: int
    seconds: float


def bench_attach(
    sizes: Sequence[int], *, done: Callable[[int], None]
) -> tuple[Sequence[Crowded], Sequence[Stored]]:
    """Return the figures at each of `sizes` open stories, and of the stage at the first.

    The stage runs on SQLite, and on a redis-server of its own where one is installed. `done` is
    told how many more stories are open.
    """
    sizes = sorted(sizes)
    with TemporaryDirectory(prefix="storywire-bench-") as folder:
        stored = [asyncio.run(_on_sqlite(Path(folder), sizes[0]))]
        if shutil.which("redis-server"):
            stored.append(asyncio.run(_on_redis(Path(folder), sizes[0])))
    desk, crowd, scan, reference = _Desk(), Crowd(), _Scan(), Reference()
    found = []
    for size in sizes:
        while desk.opened < size:
            before = desk.opened
            for article in crowd.articles(BATCH):
                desk.take(article)
                if desk.opened <= MOST_SCANNED:
                    scan.take(article)
                    reference.take(article)
            done(desk.opened - before)
        found.append(_figures(desk, list(crowd.articles(TIMED)), scan, reference))
    return found, stored


def bench_read_back(articles: int, *, done: Callable[[int], None]) -> ReadBack:
    """Return how long it takes to read back `articles`, five a story; `done` is told of each."""
    with TemporaryDirectory(prefix="storywire-bench-") as folder:
        return asyncio.run(_read_back(Path(folder), articles, done))


def bench_textclust() -> float:
    """Return the median ms an article of textClust after 500; 0 where river is not installed."""
    return textclust_ms(Crowd().articles(2 * TIMED))


async def _read_back(folder: Path, articles: int, done: Callable[[int], None]) -> ReadBack:
    crowd = Crowd(again=MANY_AGAIN)
    with Database(folder / "attach.db") as database:
        store = SqliteMembershipStore(database)
        attach = AttachProcessor(store)
        for _ in range(0, articles, BATCH):
            with database.transaction():
                await attach.handle(_events(crowd))
            done(BATCH)
    with Database(folder / "attach.db") as database:
        index, seconds = await _loaded(SqliteMembershipStore(database))
    members = sum(story.members for story in index.stories.values())
    return ReadBack(len(index.stories), members, round(seconds, 1))


class _Desk:
    """A matcher without a store: merges are asked for, and left undone."""

    def __init__(self) -> None:
        self._matcher = EditionMatcher("en", EditionIndex(StoredEdition()), RULE)

    @property
    def opened(self) -> int:
        """Return how many stories were opened."""
        return self._matcher.index.opened

    def take(self, article: Article) -> float:
        """Decide about `article`; return the seconds it took."""
        matcher, begun = self._matcher, time.perf_counter()
        matcher.begin({})
        matcher.take(article)
        matcher.union = None
        matcher.index.evict()
        return time.perf_counter() - begun


def _figures(desk: _Desk, timed: Sequence[Article], scan: "_Scan", reference: Reference) -> Crowded:
    alone = [desk.take(article) for article in timed]
    some = timed[:_SCANNED] if desk.opened <= MOST_SCANNED else ()
    scanned = [scan.timed(article) for article in some]
    referred = [reference.take(article) for article in some]
    return Crowded(
        stories=desk.opened,
        p50_ms=round(percentile(alone, 50) * 1e3, 2),
        p99_ms=round(percentile(alone, 99) * 1e3, 2),
        per_second=round(len(alone) / sum(alone), 1),
        scan_ms=round(percentile(scanned, 50) * 1e3, 2),
        reference_ms=round(percentile(referred, 50) * 1e3, 2),
        megabytes=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    )


async def _on_sqlite(folder: Path, stories: int) -> Stored:
    with Database(folder / "attach.db") as database:
        store = SqliteMembershipStore(database)
        return await _stored("SQLite", store, database.transaction, stories)


async def _on_redis(folder: Path, stories: int) -> Stored:
    redis = RedisServer(folder / "redis")
    redis.start()
    try:
        async with connect(redis.url) as server:
            return await _stored("Redis", RedisMembershipStore(server), nullcontext, stories)
    finally:
        redis.end()


async def _stored(
    name: str,
    store: MembershipStore,
    transaction: Callable[[], AbstractContextManager[None]],
    stories: int,
) -> Stored:
    crowd, seconds, articles = Crowd(), 0.0, 0
    attach = AttachProcessor(store)
    opened: set[str] = set()
    while len(opened) < stories:
        events = _events(crowd)
        begun = time.perf_counter()
        with transaction():
            outputs = await attach.handle(events)
        seconds += time.perf_counter() - begun
        articles += BATCH
        opened |= {event.data.story_id for event in outputs}
    index, read = await _loaded(store)
    return Stored(name, len(index.stories), articles, round(articles / seconds, 1), round(read, 2))


def _events(crowd: Crowd) -> list[ArticleIngested]:
    articles = crowd.articles(BATCH)
    return [ArticleIngested.of(article, time=article.published_at) for article in articles]


async def _loaded(store: MembershipStore) -> tuple[EditionIndex, float]:
    begun = time.perf_counter()
    stored = await store.load("en", reach=WINDOW_DAYS * DAY, articles=TOUCHED_ARTICLES)
    index = EditionIndex(stored)
    return index, time.perf_counter() - begun


class _Scan:
    """All articles as rows of one sparse matrix; a new one is held against every row."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._ids: list[Ids] = []
        self._weights: list[Floats] = []

    def take(self, article: Article) -> None:
        """Add a row."""
        ids, weights = self._row(article)
        self._ids.append(ids)
        self._weights.append(weights)

    def timed(self, article: Article) -> float:
        """Return the seconds that tokens and the product with all rows take."""
        every, all_weights = np.concatenate(self._ids), np.concatenate(self._weights)
        starts = np.cumsum([0, *map(len, self._ids[:-1])])
        begun = time.perf_counter()
        ids, weights = self._row(article)
        dense = np.zeros(len(self._numbers))
        dense[ids] = weights
        np.add.reduceat(dense[every] * all_weights, starts).argmax()
        return time.perf_counter() - begun

    def _row(self, article: Article) -> tuple[Ids, Floats]:
        counts = tokens_of(article.title, article.text, language=article.language).body
        numbers = self._numbers
        ids = np.array([numbers.setdefault(term, len(numbers)) for term in counts], np.int32)
        weights = 1 + np.log(np.array(list(counts.values()), float))
        return ids, weights / np.sqrt((weights * weights).sum())
