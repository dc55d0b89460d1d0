"""Notify over Redis: what is decided on a standing holds although others change it meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from tests.contract.test_subscription_store import a_subscription
from tests.notify_wire import event_of, story_id, version

from storywire.adapters.clock import FixedClock
from storywire.adapters.redis.deliveries import RedisDeliveryStore
from storywire.adapters.redis.subscriptions import RedisSubscriptionStore
from storywire.domain.delivery.notice import Notice
from storywire.errors import OvertakenError
from storywire.metrics import Metrics
from storywire.testing import NOON
from storywire_notify.channels.channel import Message, Reply
from storywire_notify.dispatcher import Dispatcher
from storywire_notify.processor import NotifyProcessor

pytestmark = pytest.mark.redis


class Interrupted(RedisDeliveryStore):
    """Something happens between the next look at a standing and the write that follows."""

    between: Callable[[], Awaitable[object]] | None = None

    async def standing(self, subscription_id, story_id):
        found = await super().standing(subscription_id, story_id)
        between, self.between = self.between, None
        if between is not None:
            await between()
        return found


class Failing:
    """A channel that reaches nobody."""

    async def check(self, url: str) -> None:
        pass

    async def send(self, subscription, message: Message) -> Reply:
        return Reply(500)

    async def close(self) -> None:
        pass


@pytest.fixture
async def subscriptions(redis):
    store = RedisSubscriptionStore(redis)
    await store.put(a_subscription())
    return store


async def test_a_version_that_comes_while_a_failure_is_recorded_tells_both(redis, subscriptions):
    deliveries = Interrupted(redis)
    dispatcher = Dispatcher(
        subscriptions, deliveries, {"webhook": Failing()}, clock=FixedClock(NOON), metrics=Metrics()
    )
    processor = NotifyProcessor(subscriptions, RedisDeliveryStore(redis))
    await processor.handle([event_of(version(1))])
    deliveries.between = lambda: processor.handle([event_of(version(2))])

    await dispatcher.start_due()
    await asyncio.gather(*dispatcher._under_way)

    standing = await deliveries.standing("sub_1", story_id(1))
    waiting = Notice.model_validate_json(standing.waiting.body).data
    assert (waiting.version, waiting.previous_version) == (2, 0)
    assert standing.sending is None
    assert len(await deliveries.of_story(story_id(1))) == 1


async def test_a_version_made_while_the_one_before_fails_is_made_anew(redis, subscriptions):
    deliveries = Interrupted(redis)
    processor = NotifyProcessor(subscriptions, deliveries)
    await processor.handle([event_of(version(1))])
    dispatcher = Dispatcher(
        subscriptions, RedisDeliveryStore(redis), {"webhook": Failing()},
        clock=FixedClock(NOON), metrics=Metrics(),
    )  # fmt: skip

    async def fails():
        await dispatcher.start_due()
        await asyncio.gather(*dispatcher._under_way)

    deliveries.between = fails
    with pytest.raises(OvertakenError):
        await processor.handle([event_of(version(2))])
    await processor.handle([event_of(version(2))])

    standing = await deliveries.standing("sub_1", story_id(1))
    waiting = Notice.model_validate_json(standing.waiting.body).data
    assert (waiting.version, waiting.previous_version) == (2, 0)
    assert standing.waiting.tries == 1
