"""What every StoryStore promises."""

import pytest
from tests.redis_server import BOTH

from storywire.adapters.redis.stories import RedisStoryStore
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.stories import SqliteStoryStore
from storywire.ports.stories import KEPT_OUTPUTS, Outputs, StoredStory, StoryStep


def outputs(seq, word="first"):
    return Outputs(f"updated {seq} {word}".encode(), f"stated {seq} {word}".encode())


def step(before, count=1, *, word="first", **fields):
    made = {seq: outputs(seq, word) for seq in range(before + 1, before + 1 + count)}
    return StoryStep("en-a", before, f"document {word}".encode(), outputs=made, **fields)


@pytest.fixture
def database():
    with Database(":memory:") as database:
        yield database


class TestStoryStore:
    """Runs on every story store."""

    @pytest.fixture(params=BOTH)
    def store(self, request):
        if request.param == "redis":
            return RedisStoryStore(request.getfixturevalue("redis"))
        return SqliteStoryStore(request.getfixturevalue("database"))

    async def test_an_unknown_story_is_none_and_has_nothing(self, store):
        assert await store.load("en-a") is None
        assert await store.articles("en-a") == {}
        assert await store.outputs("en-a", 1) is None

    async def test_a_step_is_kept_whole(self, store):
        made = step(0, 2, articles={"b": b"B", "a": b"A"})

        assert await store.apply(made) == made.outputs

        assert await store.load("en-a") == StoredStory(2, b"document first", b"stated 2 first")
        assert list((await store.articles("en-a")).items()) == [("a", b"A"), ("b", b"B")]
        assert await store.outputs("en-a", 1) == outputs(1)

    async def test_a_repeated_step_returns_the_first_result(self, store):
        await store.apply(step(0))

        assert await store.apply(step(0, word="second")) == {1: outputs(1)}
        assert (await store.load("en-a")).document == b"document first"

    async def test_a_step_that_overtakes_what_is_stored_changes_nothing(self, store):
        await store.apply(step(0, 2))

        answer = await store.apply(step(1, 2, word="second", gone=("a",)))

        assert answer == {2: outputs(2)}
        assert (await store.load("en-a")).seq == 2

    async def test_an_open_batch_leaves_the_number_and_keeps_the_document(self, store):
        await store.apply(step(0))
        await store.apply(step(1, 0, word="open", articles={"a": b"A"}))

        assert await store.load("en-a") == StoredStory(1, b"document open", b"stated 1 first")

    async def test_a_story_may_begin_with_an_open_batch(self, store):
        await store.apply(step(0, 0))

        assert await store.load("en-a") == StoredStory(0, b"document first", None)

    async def test_articles_are_replaced_and_removed(self, store):
        await store.apply(step(0, articles={"a": b"A", "b": b"B"}))
        await store.apply(step(1, articles={"a": b"A2"}, gone=("b", "unknown")))

        assert await store.articles("en-a") == {"a": b"A2"}

    async def test_stories_do_not_touch_each_other(self, store):
        await store.apply(step(0, articles={"a": b"A"}))
        other = StoryStep("en-b", 0, b"other", {1: outputs(1, "b")}, {"a": b"B"})
        await store.apply(other)

        assert await store.articles("en-a") == {"a": b"A"}
        assert await store.outputs("en-b", 1) == outputs(1, "b")

    async def test_only_the_last_outputs_are_kept(self, store):
        for seq in range(KEPT_OUTPUTS + 2):
            await store.apply(step(seq))

        assert await store.outputs("en-a", 2) is None
        assert await store.outputs("en-a", 3) == outputs(3)
        assert await store.outputs("en-a", KEPT_OUTPUTS + 2) == outputs(KEPT_OUTPUTS + 2)

    async def test_a_large_first_step_keeps_only_its_last_outputs(self, store):
        made = step(0, KEPT_OUTPUTS + 10)

        assert await store.apply(made) == made.outputs

        assert await store.outputs("en-a", 10) is None
        assert await store.outputs("en-a", 11) == outputs(11)


class TestRollback:
    """SQLite only: a store's step is part of the transaction around it."""

    async def test_a_step_that_crashes_midway_leaves_nothing(self, database):
        store = SqliteStoryStore(database)
        await store.apply(step(0))

        async def crashes():
            with database.transaction():
                await store.apply(step(1, articles={"a": b"A"}))
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await crashes()

        stored = await store.load("en-a")
        assert stored is not None
        assert stored.seq == 1
        assert await store.articles("en-a") == {}
        assert await store.outputs("en-a", 2) is None
