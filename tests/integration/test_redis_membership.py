"""One writer for an edition: whoever loads it last."""

import pytest

from storywire.adapters.redis.membership import RedisMembershipStore
from storywire.adapters.redis.stories import RedisStoryStore
from storywire.domain.attach.records import EditionRecord, Member, StoryRecord
from storywire.errors import FencedError
from storywire.ports.membership import MembershipStep
from storywire.ports.stories import Outputs, StoryStep

pytestmark = pytest.mark.redis


def step(event_id: str, articles: int = 1) -> MembershipStep:
    story = StoryRecord("en-1", articles, articles, articles, 9, 9, articles, articles, 9)
    return MembershipStep(
        edition_name="en",
        edition=EditionRecord(articles=articles, stories=1, watermark=9),
        results={event_id: (event_id.encode(),)},
        stories=(story,),
        members=(Member(event_id, 1, "attached", "en-1", articles, articles),),
        held={"ferri": 1},
    )


async def loaded(store):
    return await store.load("en", reach=10**9, articles=10**9)


async def test_the_writer_that_another_took_over_from_can_write_nothing(redis):
    older, newer = RedisMembershipStore(redis), RedisMembershipStore(redis)
    await loaded(older)
    await older.apply(step("e1"))
    await loaded(newer)

    with pytest.raises(FencedError):
        await older.apply(step("e2", 2))

    assert await newer.apply(step("e3", 2)) == {"e3": (b"e3",)}
    stored = await loaded(newer)
    assert [it.article_id for it in stored.stories[0].members] == ["e1", "e3"]


async def test_a_fenced_writer_is_not_answered_even_what_it_did(redis):
    older, newer = RedisMembershipStore(redis), RedisMembershipStore(redis)
    await loaded(older)
    await older.apply(step("e1"))
    await loaded(newer)

    with pytest.raises(FencedError):
        await older.apply(step("e1"))


async def test_who_never_loaded_an_edition_that_has_a_writer_can_write_nothing(redis):
    await loaded(RedisMembershipStore(redis))

    with pytest.raises(FencedError):
        await RedisMembershipStore(redis).apply(step("e1"))


async def test_the_fence_is_of_one_edition(redis):
    store = RedisMembershipStore(redis)
    await loaded(store)
    await RedisMembershipStore(redis).load("de", reach=1, articles=1)

    assert await store.apply(step("e1")) == {"e1": (b"e1",)}


async def test_loading_again_lets_a_fenced_writer_write(redis):
    older, newer = RedisMembershipStore(redis), RedisMembershipStore(redis)
    await loaded(older)
    await loaded(newer)
    await loaded(older)

    assert await older.apply(step("e1")) == {"e1": (b"e1",)}


async def test_a_step_whose_answer_was_lost_may_come_again_and_the_next_follows(redis):
    store = RedisMembershipStore(redis)
    await loaded(store)
    before = dict(store._standing)
    await store.apply(step("e1"))
    store._standing.update(before)

    assert await store.apply(step("e1")) == {"e1": (b"e1",)}
    assert await store.apply(step("e2", 2)) == {"e2": (b"e2",)}


async def test_a_server_that_lost_steps_is_noticed_at_the_next(redis):
    store = RedisMembershipStore(redis)
    await loaded(store)
    await store.apply(step("e1"))
    saved = await redis.ask("DUMP", redis.key("en", "membership", "edition"))
    await store.apply(step("e2", 2))
    key = redis.key("en", "membership", "edition")
    await redis.ask("RESTORE", key, 0, saved, "REPLACE")

    with pytest.raises(FencedError):
        await store.apply(step("e3", 3))


async def test_an_emptied_server_is_noticed_at_the_next_step(redis):
    store = RedisMembershipStore(redis)
    await loaded(store)
    await store.apply(step("e1"))
    await redis.ask("FLUSHALL")

    with pytest.raises(FencedError):
        await store.apply(step("e2", 2))


async def test_a_story_that_lost_steps_is_not_written_on(redis):
    store = RedisStoryStore(redis)
    outputs = {1: Outputs(b"updated", b"stated")}
    await store.apply(StoryStep("en-1", 0, b"document", outputs))
    await redis.ask("FLUSHALL")

    with pytest.raises(FencedError):
        await store.apply(StoryStep("en-1", 1, b"document", {2: outputs[1]}))

    assert await store.load("en-1") is None


async def test_an_article_that_moved_is_a_member_of_its_new_story_only(redis):
    store = RedisMembershipStore(redis)
    await loaded(store)
    await store.apply(step("e1"))
    there = StoryRecord("en-2", 1, 1, 1, 9, 9, 2, 2, 9)
    moved = Member("e1", 1, "attached", "en-2", 1, 1)
    await store.apply(
        MembershipStep("en", EditionRecord(2, 2, 9), {"e2": ()}, stories=(there,), members=(moved,))
    )

    first, second = await store.stories("en", ["en-1", "en-2"])

    assert first.members == ()
    assert second.members == (moved,)
