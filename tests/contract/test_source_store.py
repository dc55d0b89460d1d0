"""What a source store promises, on every adapter."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.redis_server import BOTH

from storywire.adapters.redis.sources import RedisSourceStore
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.sources import SqliteSourceStore
from storywire.ports.sources import AMBIGUOUS, Known, Poll, Seen, Source, SourceStore
from storywire.testing import NOON

HARBOUR = Source("harbour", "https://harbourpost.example/feed", outlet="Harbour Post", edition="en")
CRUMB = Source("crumb", "https://crumb.example/rss", full_text=False, interval_seconds=60)
POLL = Poll("rss", '"v1"', "Mon, 02 Mar 2026 12:00:00 GMT", NOON, NOON, 2, "timed out")
FERRY = Known("ferry", "en", 1, "hash-1")


class TestSourceStore:
    """Runs on every source store."""

    @pytest.fixture(params=BOTH)
    def store(self, request) -> SourceStore:
        if request.param == "redis":
            return RedisSourceStore(request.getfixturevalue("redis"))
        return SqliteSourceStore(Database(":memory:"))

    async def test_sources_are_listed_by_id_with_their_polls(self, store: SourceStore):
        await store.put(HARBOUR)
        await store.put(CRUMB)
        await store.polled("harbour", POLL)

        assert list(await store.all()) == [(CRUMB, Poll()), (HARBOUR, POLL)]

    async def test_a_replaced_source_keeps_how_its_polls_went(self, store: SourceStore):
        await store.put(HARBOUR)
        await store.polled("harbour", POLL)

        await store.put(replace(HARBOUR, edition="uk"))

        assert list(await store.all()) == [(replace(HARBOUR, edition="uk"), POLL)]

    async def test_a_removed_source_takes_its_polls_along(self, store: SourceStore):
        await store.put(HARBOUR)
        await store.polled("harbour", POLL)

        assert await store.remove("harbour") is True
        assert await store.remove("harbour") is False
        await store.polled("harbour", POLL)
        await store.put(HARBOUR)

        assert list(await store.all()) == [(HARBOUR, Poll())]

    async def test_an_article_is_found_by_its_id_and_its_names(self, store: SourceStore):
        await store.record(Seen([FERRY], [("guid-7", "ferry")]))

        found = await store.find(["ferry", "guid-7", "unheard of"])

        assert found == {"ferry": FERRY, "guid-7": FERRY}

    async def test_the_newest_revision_is_the_known_one(self, store: SourceStore):
        await store.record(Seen([FERRY]))
        gone = replace(FERRY, revision=2, retracted_at=NOON + timedelta(hours=1))

        await store.record(Seen([gone]))

        assert await store.find(["ferry"]) == {"ferry": gone}

    async def test_a_lower_revision_changes_nothing(self, store: SourceStore):
        newer = replace(FERRY, revision=3, content_hash="hash-3")
        await store.record(Seen([newer]))

        await store.record(Seen([FERRY]))

        assert await store.find(["ferry"]) == {"ferry": newer}

    async def test_a_name_that_two_articles_got_is_ambiguous(self, store: SourceStore):
        bakery = Known("bakery", "en", 1, "hash-9")
        await store.record(Seen([FERRY], [("7", "ferry")]))
        await store.record(Seen([bakery], [("7", "bakery")]))

        assert await store.find(["7", "bakery"]) == {"7": AMBIGUOUS, "bakery": bakery}

    async def test_an_id_goes_before_a_name(self, store: SourceStore):
        own = Known("7", "de", 1, "hash-8")
        await store.record(Seen([FERRY], [("7", "ferry")]))
        await store.record(Seen([own]))

        assert await store.find(["7"]) == {"7": own}

    async def test_the_last_edition_of_a_source_is_kept(self, store: SourceStore):
        await store.record(Seen([], editions={"harbour": "en"}))
        await store.record(Seen([], editions={"harbour": "cy"}))

        assert await store.last_edition("harbour") == "cy"
        assert await store.last_edition("crumb") is None

    async def test_a_repeated_step_changes_nothing(self, store: SourceStore):
        step = Seen([FERRY], [("guid-7", "ferry")], {"harbour": "en"})
        await store.record(step)
        first = await store.find(["ferry", "guid-7"])

        await store.record(step)

        assert await store.find(["ferry", "guid-7"]) == first

    async def test_nothing_asked_is_nothing_found(self, store: SourceStore):
        assert await store.find([]) == {}
        await store.record(Seen([]))

        assert list(await store.all()) == []


class TestRollback:
    """SQLite only: a store's step is part of the transaction around it."""

    async def test_a_step_that_crashes_midway_leaves_nothing(self):
        database = Database(":memory:")
        store = SqliteSourceStore(database)

        with pytest.raises(RuntimeError, match="power"), database.transaction():
            await store.record(Seen([FERRY], [("guid-7", "ferry")], {"harbour": "en"}))
            raise RuntimeError("power cut")

        assert await store.find(["ferry", "guid-7"]) == {}
        assert await store.last_edition("harbour") is None
