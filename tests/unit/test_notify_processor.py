"""Who is owed what after an update."""

import json

import pytest
from tests.contract.test_subscription_store import a_subscription
from tests.notify_wire import event_of, story_id, version

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.deliveries import SqliteDeliveryStore
from storywire.adapters.sqlite.subscriptions import SqliteSubscriptionStore
from storywire.domain.delivery.filters import Filter
from storywire.domain.ids import digest
from storywire.testing import NOON
from storywire_notify.processor import NotifyProcessor


@pytest.fixture
def stores():
    with Database(":memory:") as database:
        yield SqliteSubscriptionStore(database), SqliteDeliveryStore(database)


async def claimed(deliveries):
    return list(await deliveries.claim(NOON, lease=30, limit=64))


async def test_each_subscription_whose_filter_fits_is_owed_the_update(stores):
    subscriptions, deliveries = stores
    await subscriptions.put(a_subscription("all"))
    await subscriptions.put(a_subscription("one", filter=Filter(story=(story_id(2),))))
    await subscriptions.put(a_subscription("off", disabled_at=NOON))

    await NotifyProcessor(*stores).handle([event_of(version(1)), event_of(version(1, story=2))])

    owed = [(one.subscription_id, one.story_id) for one in await claimed(deliveries)]
    assert sorted(owed) == [("all", story_id(1)), ("all", story_id(2)), ("one", story_id(2))]


async def test_handling_twice_is_handling_once(stores):
    subscriptions, deliveries = stores
    await subscriptions.put(a_subscription("sub"))
    events = [event_of(version(1)), event_of(version(1, story=2))]

    processor = NotifyProcessor(*stores)
    assert list(await processor.handle(events)) == []
    await processor.handle(events)

    assert len(await claimed(deliveries)) == 2


async def test_an_older_version_than_the_known_one_is_ignored(stores):
    subscriptions, deliveries = stores
    await subscriptions.put(a_subscription("sub"))

    await NotifyProcessor(*stores).handle([event_of(version(2)), event_of(version(1))])

    assert [one.version for one in await claimed(deliveries)] == [2]


async def test_id_body_and_stamp_are_those_of_the_event(stores):
    subscriptions, deliveries = stores
    await subscriptions.put(a_subscription("sub"))
    event = event_of(version(3)).stamped((("storywire-accepted-at", b"12.5"),))

    await NotifyProcessor(*stores).handle([event])

    (owed,) = await claimed(deliveries)
    body = json.loads(owed.body)
    assert owed.delivery_id == digest("delivery", "sub", story_id(1), 3)
    assert owed.accepted_at == 12.5
    assert sorted(body) == ["data", "timestamp", "type"]
    assert sorted(body["data"]) == [
        "changes", "previous_version", "reasons", "significance", "story", "story_id", "version",
    ]  # fmt: skip


async def test_a_version_that_undoes_an_unsent_one_leaves_nothing_to_send(stores):
    subscriptions, deliveries = stores
    await subscriptions.put(a_subscription("sub"))
    processor = NotifyProcessor(*stores)
    first, back = version(1), version(3)
    same = back.model_copy(update={"story": first.story.model_copy(update={"version": 3})})
    await processor.handle([event_of(first)])
    (taken,) = await claimed(deliveries)

    await processor.handle([event_of(version(2)), event_of(same)])

    standing = await deliveries.standing("sub", story_id(1))
    assert standing.sending == taken
    assert (standing.waiting, standing.version) == (None, 3)
