"""Attach and timeline publish the same bytes over Redis as over SQLite, crashes or not."""

from contextlib import nullcontext

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.redis_wire import Cutting, ingested, published

from storywire.adapters.clock import FixedClock
from storywire.adapters.redis.membership import RedisMembershipStore
from storywire.adapters.redis.sources import RedisSourceStore
from storywire.adapters.redis.stories import RedisStoryStore
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog
from storywire.adapters.sqlite.membership import SqliteMembershipStore
from storywire.adapters.sqlite.stories import SqliteStoryStore
from storywire.domain.attach.index import TOUCHED_ARTICLES
from storywire.domain.attach.records import DAY
from storywire.domain.attach.score import WINDOW_DAYS
from storywire.metrics import Metrics
from storywire.testing import NOON
from storywire_attach.processor import AttachProcessor
from storywire_ingest.draft import Draft
from storywire_ingest.files import read_drafts
from storywire_ingest.intake import Intake, Writing
from storywire_lab.demo import articles_path
from storywire_timeline.processor import TimelineProcessor

pytestmark = pytest.mark.redis
# The database is emptied for each example; a busy machine is no fault.
ALLOWED = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)


def bytes_of(events):
    return [event.encode() for event in events]


@pytest.fixture(scope="module")
def reference():
    """The demo's articles, what attach and timeline made of them, and the store of attach."""
    with Database(":memory:") as database:
        yield Reference(database)


class Reference:
    """The demo over SQLite."""

    def __init__(self, database):
        self.memberships = SqliteMembershipStore(database)
        self.stories = SqliteStoryStore(database)
        self.articles, self.steps, self.updates = [], [], []

    async def made(self):
        if not self.articles:
            self.articles = await ingested(articles_path())
            attach, timeline = AttachProcessor(self.memberships), TimelineProcessor(self.stories)
            self.steps = await published(lambda: attach, self.articles, 64)
            self.updates = await published(lambda: timeline, self.steps, 64)
        return self


def cut_once(store_of, processor_of, at, *, after):
    """Return a way to start a processor: its first store ends the process, later ones do not."""
    stores = iter([Cutting(store_of(), at, after=after)])
    return lambda: processor_of(next(stores, None) or store_of())


@settings(max_examples=20, deadline=None, suppress_health_check=ALLOWED)
@given(size=st.integers(1, 64), at=st.integers(0, 40), after=st.booleans())
async def test_attach_publishes_the_same_bytes_wherever_it_is_cut(
    redis, reference, size, at, after
):
    await redis.ask("FLUSHALL")
    made = await reference.made()
    start = cut_once(lambda: RedisMembershipStore(redis), AttachProcessor, at, after=after)

    steps = await published(start, made.articles, size)

    assert bytes_of(steps) == bytes_of(made.steps)


@settings(max_examples=5, deadline=None, suppress_health_check=ALLOWED)
@given(size=st.integers(1, 64), at=st.integers(0, 120), after=st.booleans())
async def test_timeline_publishes_the_same_bytes_wherever_it_is_cut(
    redis, reference, size, at, after
):
    await redis.ask("FLUSHALL")
    made = await reference.made()
    start = cut_once(lambda: RedisStoryStore(redis), TimelineProcessor, at, after=after)

    updates = await published(start, made.steps, size)

    assert bytes_of(updates) == bytes_of(made.updates)


async def test_all_that_attach_and_timeline_keep_is_the_same(redis, reference):
    made = await reference.made()
    memberships, stories = RedisMembershipStore(redis), RedisStoryStore(redis)
    await published(lambda: AttachProcessor(memberships), made.articles, 64)
    await published(lambda: TimelineProcessor(stories), made.steps, 64)

    for edition in sorted({event.data.edition for event in made.articles}):
        reach = {"reach": WINDOW_DAYS * DAY, "articles": TOUCHED_ARTICLES}
        here = await memberships.load(edition, **reach)
        there = await made.memberships.load(edition, **reach)
        assert (here.edition, here.held) == (there.edition, there.held)
        assert sorted(here.stories, key=str) == sorted(there.stories, key=str)
    for story_id in {event.data.story_id for event in made.steps}:
        assert await stories.load(story_id) == await made.stories.load(story_id)
        assert await stories.articles(story_id) == await made.stories.articles(story_id)
    for article_id in {event.data.article_id for event in made.articles}:
        assert await memberships.place(article_id) == await made.memberships.place(article_id)


async def test_ingest_makes_the_same_events(redis, reference):
    made = await reference.made()
    drafts = [it for _, it in read_drafts(articles_path()) if isinstance(it, Draft)]
    with Database(":memory:") as database:
        log = SqliteEventLog(database)
        writing = Writing(RedisSourceStore(redis), log, nullcontext)
        intake = Intake(writing, clock=FixedClock(NOON), metrics=Metrics())
        for some in (drafts[:10], drafts[10:]):
            await intake.take(some, as_of_publication=True)
        records = await log.read("article-ingested", limit=10_000)

    assert [record.value for record in records] == bytes_of(made.articles)
