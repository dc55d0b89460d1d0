"""What a subscription store promises, on every adapter."""

from datetime import timedelta
from typing import Any

import pytest
from tests.redis_server import BOTH

from storywire.adapters.redis.subscriptions import RedisSubscriptionStore
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.subscriptions import SqliteSubscriptionStore
from storywire.domain.delivery.filters import Filter
from storywire.ports.delivery import Subscription
from storywire.testing import NOON


def a_subscription(subscription_id: str = "sub_1", **fields: Any) -> Subscription:
    values: dict[str, Any] = {
        "subscription_id": subscription_id,
        "url": "https://hooks.example/x",
        "created_at": NOON,
        "secret": "whsec_x",
    }
    return Subscription(**{**values, **fields})


@pytest.fixture
def database():
    with Database(":memory:") as opened:
        yield opened


class TestSubscriptionStore:
    """Runs on every subscription store."""

    @pytest.fixture(params=BOTH)
    def store(self, request):
        if request.param == "redis":
            return RedisSubscriptionStore(request.getfixturevalue("redis"))
        return SqliteSubscriptionStore(request.getfixturevalue("database"))

    async def test_what_is_put_is_got_whole(self, store):
        whole = a_subscription(
            filter=Filter(story=("s1",), min_significance="major"),
            old_secret="whsec_old",
            old_secret_until=NOON,
            disabled_at=NOON,
            disabled_reason="gone",
            failures=3,
            failing_since=NOON,
        )
        await store.put(whole)

        assert await store.get("sub_1") == whole
        assert await store.get("sub_2") is None

    async def test_putting_again_replaces(self, store):
        await store.put(a_subscription())
        await store.put(a_subscription(url="https://hooks.example/y"))
        await store.put(a_subscription(url="https://hooks.example/y"))

        assert [one.url for one in await store.all()] == ["https://hooks.example/y"]

    async def test_all_are_listed_oldest_first(self, store):
        await store.put(a_subscription("sub_1", created_at=NOON + timedelta(hours=1)))
        await store.put(a_subscription("sub_2"))

        assert [one.subscription_id for one in await store.all()] == ["sub_2", "sub_1"]

    async def test_removing_tells_whether_there_was_one(self, store):
        await store.put(a_subscription())

        assert await store.remove("sub_1") is True
        assert await store.remove("sub_1") is False
        assert await store.get("sub_1") is None


class TestRollback:
    """SQLite only: a store's step is part of the transaction around it."""

    async def test_a_step_that_crashes_leaves_nothing(self, database):
        store = SqliteSubscriptionStore(database)
        with pytest.raises(RuntimeError), database.transaction():
            await store.put(a_subscription())
            raise RuntimeError("the machine stops here")

        assert list(await store.all()) == []


def test_an_old_secret_signs_until_its_time_is_over():
    rotated = a_subscription(old_secret="whsec_old", old_secret_until=NOON)

    assert rotated.secrets(NOON - timedelta(seconds=1)) == ("whsec_x", "whsec_old")
    assert rotated.secrets(NOON) == ("whsec_x",)
