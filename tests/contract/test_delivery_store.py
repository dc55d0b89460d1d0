"""What a delivery store promises, on every adapter."""

from datetime import timedelta
from typing import Any

import pytest
from tests.redis_server import BOTH

from storywire.adapters.redis.deliveries import RedisDeliveryStore
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.deliveries import SqliteDeliveryStore
from storywire.errors import OvertakenError
from storywire.ports.delivery import Attempt, Delivery, Fate
from storywire.testing import NOON


def owed(version: int = 1, story: str = "s1", to: str = "sub_1", **fields: Any) -> Delivery:
    values: dict[str, Any] = {"body": f"{story} v{version}".encode(), "accepted_at": 1.5}
    return Delivery(f"{to}/{story}/{version}", to, story, version, **{**values, **fields})


def attempt_at(delivery: Delivery, at=NOON, status: int | None = 204) -> Attempt:
    return Attempt(
        f"{delivery.delivery_id}@{at}", delivery.delivery_id, delivery.subscription_id,
        delivery.story_id, delivery.version, at, status, 12, "", "ok",
    )  # fmt: skip


async def claimed(store, at=NOON, limit: int = 64) -> list[str]:
    return [one.delivery_id for one in await store.claim(at, lease=30, limit=limit)]


LATER = NOON + timedelta(seconds=10)


@pytest.fixture
def database():
    with Database(":memory:") as opened:
        yield opened


class TestDeliveryStore:
    """Runs on every delivery store."""

    @pytest.fixture(params=BOTH)
    def store(self, request):
        if request.param == "redis":
            return RedisDeliveryStore(request.getfixturevalue("redis"))
        return SqliteDeliveryStore(request.getfixturevalue("database"))

    async def test_what_is_queued_is_claimed_once_and_whole(self, store):
        await store.queue([owed()])

        assert list(await store.claim(NOON, lease=30, limit=9)) == [owed()]
        assert await claimed(store) == []

    async def test_a_repeated_step_changes_nothing(self, store):
        await store.queue([owed()])
        await store.queue([owed(body=b"other")])
        (only,) = await store.claim(NOON, lease=30, limit=9)
        await store.record(attempt_at(only), Fate("delivered"))
        await store.queue([owed()])

        assert only.body == b"s1 v1"
        assert await claimed(store, LATER) == []

    async def test_a_lease_that_ended_makes_it_due_again_before_what_follows(self, store):
        await store.queue([owed(1)])
        await claimed(store)
        await store.queue([owed(2)])

        assert await claimed(store, NOON + timedelta(seconds=29)) == []
        assert await claimed(store, NOON + timedelta(seconds=30)) == ["sub_1/s1/1"]

    async def test_one_of_a_pair_is_in_flight_and_the_next_follows_its_record(self, store):
        await store.queue([owed(1)])
        (first,) = await store.claim(NOON, lease=30, limit=9)
        await store.queue([owed(2), owed(1, "s2")])

        assert await claimed(store) == ["sub_1/s2/1"]
        standing = await store.standing("sub_1", "s1")
        assert (standing.version, standing.sending) == (2, first)
        await store.record(attempt_at(first), Fate("delivered"))
        assert await claimed(store) == ["sub_1/s1/2"]
        assert (await store.standing("sub_1", "s1")).delivered == b"s1 v1"

    async def test_a_newer_version_replaces_a_waiting_one_and_waits_as_long(self, store):
        await store.queue([owed(1)])
        (first,) = await store.claim(NOON, lease=30, limit=9)
        await store.record(attempt_at(first, status=500), Fate("waiting", LATER))
        await store.queue([owed(2)])

        assert await claimed(store) == []
        assert await store.next_due() == LATER
        (second,) = await store.claim(LATER, lease=30, limit=9)
        assert (second.version, second.tries, second.attempted) == (2, 1, True)

    async def test_a_version_without_a_body_drops_what_waits_and_is_not_sent(self, store):
        await store.queue([owed(1)])
        await store.queue([owed(2, body=b"")])

        assert await claimed(store) == []
        standing = await store.standing("sub_1", "s1")
        assert (standing.version, standing.waiting) == (2, None)

    async def test_a_failed_version_gives_way_to_the_newer_one(self, store):
        await store.queue([owed(1)])
        (first,) = await store.claim(NOON, lease=30, limit=9)
        await store.queue([owed(2)])
        newer = owed(2, body=b"joined")
        await store.record(attempt_at(first, status=500), Fate("replaced", LATER, newer))

        assert await claimed(store) == []
        (second,) = await store.claim(LATER, lease=30, limit=9)
        assert (second.body, second.attempted) == (b"joined", True)

    async def test_what_was_made_for_an_older_standing_is_not_queued(self, store):
        await store.queue([owed(1)])
        seen = (await store.standing("sub_1", "s1")).mark
        (first,) = await store.claim(NOON, lease=30, limit=9)

        with pytest.raises(OvertakenError):
            await store.queue([owed(2, seen=seen)])
        assert (await store.standing("sub_1", "s1")).version == 1

        await store.record(attempt_at(first, status=500), Fate("waiting", LATER))
        with pytest.raises(OvertakenError):
            await store.queue([owed(2, seen=seen)])
        await store.queue([owed(2, seen=(await store.standing("sub_1", "s1")).mark)])
        assert await claimed(store, LATER) == ["sub_1/s1/2"]

    async def test_the_first_delivery_of_a_pair_names_the_standing_without_one(self, store):
        seen = (await store.standing("sub_1", "s1")).mark
        await store.queue([owed(1, seen=seen)])

        with pytest.raises(OvertakenError):
            await store.queue([owed(2, seen=seen)])
        await store.queue([owed(1, seen=seen)])

    async def test_a_fate_that_was_decided_on_an_older_standing_is_not_recorded(self, store):
        await store.queue([owed(1)])
        (first,) = await store.claim(NOON, lease=30, limit=9)
        seen = (await store.standing("sub_1", "s1")).mark
        await store.queue([owed(2)])

        with pytest.raises(OvertakenError):
            await store.record(attempt_at(first, status=500), Fate("waiting", LATER, seen=seen))

        standing = await store.standing("sub_1", "s1")
        assert (standing.sending, standing.waiting) == (first, owed(2))
        assert list(await store.attempts("sub_1", limit=9)) == []

    async def test_at_most_8_of_a_subscription_are_in_flight(self, store):
        await store.queue([owed(1, f"s{number}") for number in range(20)])

        assert len(await claimed(store)) == 8
        assert await claimed(store) == []

    async def test_subscriptions_take_turns(self, store):
        await store.queue([owed(1, f"s{number}", "sub_1") for number in range(6)])
        await store.queue([owed(1, f"s{number}", "sub_2") for number in range(2)])

        taken = [name.split("/")[0] for name in await claimed(store, limit=5)]
        assert sorted(taken[:4]) == ["sub_1", "sub_1", "sub_2", "sub_2"]

    async def test_what_is_held_waits_until_it_is_released(self, store):
        await store.queue([owed(1), owed(1, "s1", "sub_2")])
        await store.hold("sub_1")
        assert await claimed(store) == ["sub_2/s1/1"]

        await store.release("sub_1")
        assert await claimed(store) == ["sub_1/s1/1"]

    async def test_only_the_newest_version_can_be_queued_again(self, store):
        await store.queue([owed(1)])
        for version in (1, 2):
            (taken,) = await store.claim(NOON, lease=30, limit=9)
            await store.record(attempt_at(taken), Fate("delivered"))
            await store.queue([owed(version + 1)]) if version == 1 else None

        assert await store.requeue("sub_1/s1/1") is False
        assert await store.requeue("sub_1/s1/2") is True
        assert await claimed(store) == ["sub_1/s1/2"]
        assert await store.requeue("sub_1/s1/2") is False

    async def test_attempts_are_kept_newest_first_and_30_days(self, store):
        times = [NOON, NOON + timedelta(days=1), NOON + timedelta(days=30, seconds=1)]
        for at in times:
            await store.record(attempt_at(owed(), at), Fate("failed"))

        kept = await store.attempts("sub_1", limit=9)
        assert [attempt.at for attempt in kept] == [times[2], times[1]]

    async def test_a_story_tells_its_deliveries(self, store):
        await store.queue([owed(1), owed(1, "s2")])

        (only,) = await store.of_story("s1")
        assert (only["subscription_id"], only["version"], only["state"]) == ("sub_1", 1, "waiting")

    async def test_forgetting_drops_everything_of_a_subscription(self, store):
        await store.queue([owed(1), owed(1, "s1", "sub_2")])
        await store.record(attempt_at(owed()), Fate("failed"))
        await store.forget("sub_1")

        assert await claimed(store) == ["sub_2/s1/1"]
        assert list(await store.attempts("sub_1", limit=9)) == []

    async def test_queueing_releasing_and_requeueing_wake_who_waits(self, store):
        woken: list[str] = []
        store.on_queued(lambda: woken.append("woken"))

        await store.queue([owed()])
        await store.release("sub_1")
        await store.requeue("sub_1/s1/1")

        assert len(woken) == 3


class TestRollback:
    """SQLite only: a store's step is part of the transaction around it."""

    async def test_a_step_that_crashes_leaves_nothing(self, database):
        store = SqliteDeliveryStore(database)
        with pytest.raises(RuntimeError), database.transaction():
            await store.queue([owed()])
            raise RuntimeError("the machine stops here")

        assert await claimed(store) == []
        assert (await store.standing("sub_1", "s1")).version == 0

    async def test_queueing_wakes_who_waits_once_it_is_durable(self, database):
        store = SqliteDeliveryStore(database)
        woken: list[bool] = []
        store.on_queued(lambda: woken.append(True))
        with database.transaction():
            await store.queue([owed()])
            assert woken == []

        assert woken == [True]
