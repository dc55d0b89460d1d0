"""Deliveries in Redis: the same as in SQLite whatever happens, and claimed once by many."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storywire.adapters.redis.deliveries import RedisDeliveryStore
from storywire.adapters.redis.server import connect
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.deliveries import SqliteDeliveryStore
from storywire.ports.delivery import Attempt, Delivery, Fate
from storywire.testing import NOON

pytestmark = pytest.mark.redis
# The database is emptied for each example; a busy machine is no fault.
ALLOWED = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)

SUBSCRIPTIONS = ("sub_1", "sub_2")
STORIES = ("s1", "s2")
PAIRS = st.tuples(st.sampled_from(SUBSCRIPTIONS), st.sampled_from(STORIES))
SECONDS = st.integers(0, 90)
OPERATIONS = st.one_of(
    st.tuples(st.just("queue"), PAIRS, st.integers(1, 4), st.booleans()),
    st.tuples(st.just("claim"), SECONDS),
    st.tuples(
        st.just("record"), PAIRS, st.integers(1, 4), SECONDS,
        st.sampled_from(("delivered", "waiting", "failed", "held", "replaced")),
    ),
    st.tuples(st.just("requeue"), PAIRS, st.integers(1, 4)),
    st.tuples(st.sampled_from(("hold", "release", "forget")), st.sampled_from(SUBSCRIPTIONS)),
)  # fmt: skip


def owed(pair: tuple[str, str], version: int, body: bytes = b"body") -> Delivery:
    subscription_id, story_id = pair
    return Delivery(
        f"{subscription_id}/{story_id}/{version}", subscription_id, story_id, version, body
    )


def attempt_at(delivery: Delivery, name: str, moment=NOON) -> Attempt:
    return Attempt(
        name, delivery.delivery_id, delivery.subscription_id, delivery.story_id,
        delivery.version, moment, 500, 12,
    )  # fmt: skip


def at(seconds: int):
    return NOON + timedelta(seconds=seconds)


async def do(store, operation, number):
    """Do one of OPERATIONS and return what can be seen of it."""
    match operation:
        case "queue", pair, version, sent:
            await store.queue([owed(pair, version, f"{number}".encode() if sent else b"")])
        case "claim", seconds:
            claimed = await store.claim(at(seconds), lease=30, limit=64)
            return sorted(claimed, key=lambda one: one.delivery_id)
        case "record", pair, version, seconds, state:
            newer = (await store.standing(*pair)).waiting if state == "replaced" else None
            one = owed(pair, version)
            name = f"{one.delivery_id}@{number % 3}"
            attempt = attempt_at(one, name, at(seconds))
            waits = state in ("waiting", "replaced")
            await store.record(attempt, Fate(state, at(seconds + 5) if waits else None, newer))
        case "requeue", pair, version:
            return await store.requeue(owed(pair, version).delivery_id)
        case name, subscription_id:
            await getattr(store, name)(subscription_id)
    return None


async def seen(store):
    stories = [await store.of_story(story_id) for story_id in STORIES]
    attempts = [await store.attempts(name, limit=9) for name in SUBSCRIPTIONS]
    pairs = [await store.standing(name, story) for name in SUBSCRIPTIONS for story in STORIES]
    return [list(story) for story in stories], [list(some) for some in attempts], pairs


@settings(max_examples=60, deadline=None, suppress_health_check=ALLOWED)
@given(operations=st.lists(OPERATIONS, max_size=30))
async def test_whatever_happens_it_is_what_sqlite_would_say(redis, operations):
    await redis.ask("FLUSHALL")
    here = RedisDeliveryStore(redis)
    with Database(":memory:") as database:
        there = SqliteDeliveryStore(database)
        for number, operation in enumerate(operations):
            assert await do(here, operation, number) == await do(there, operation, number)
            assert await seen(here) == await seen(there)


async def test_what_is_forgotten_leaves_nothing_behind(redis):
    store = RedisDeliveryStore(redis)
    await store.queue([owed(("sub_1", f"s{number}"), 1) for number in range(300)])
    for one in await store.claim(NOON, lease=30, limit=64):
        await store.record(attempt_at(one, f"{one.delivery_id}@1"), Fate("delivered"))

    await store.forget("sub_1")

    assert await store.next_due() is None
    kept = [key.decode().rpartition(":")[2] for key in await redis.ask("KEYS", "*")]
    assert kept == ["turn"]


async def test_two_processes_never_claim_one_delivery_twice(redis_server, redis):
    owing = [owed((f"sub_{n % 40}", f"s{n}"), 1) for n in range(300)]
    await RedisDeliveryStore(redis).queue(owing)

    async with connect(redis_server.url) as one, connect(redis_server.url) as two:
        stores = [RedisDeliveryStore(server) for server in (one, two)]
        turns = [store.claim(NOON, lease=30, limit=7) for store in stores * 40]
        claimed = [it.delivery_id for taken in await asyncio.gather(*turns) for it in taken]

    assert len(claimed) == 300
    assert len(set(claimed)) == 300


async def test_the_subscription_whose_delivery_waits_longest_comes_first(redis):
    store = RedisDeliveryStore(redis)
    for name in ("sub_c", "sub_a", "sub_b"):
        await store.queue([owed((name, "s1"), 1)])

    turns = [await store.claim(NOON, lease=30, limit=1) for _ in range(3)]

    assert [one.subscription_id for (one,) in turns] == ["sub_c", "sub_a", "sub_b"]


async def test_what_waits_behind_one_in_flight_is_not_due(redis):
    store = RedisDeliveryStore(redis)
    await store.queue([owed(("sub_1", "s1"), 1)])
    await store.claim(NOON, lease=30, limit=9)
    await store.queue([owed(("sub_1", "s1"), 2)])

    assert await store.next_due() == at(30)
