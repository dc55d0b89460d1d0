"""Sends what is owed, when it is due: claims with a lease, sends, records what came of it.

Nothing is sent inside a transaction. After a crash between sending and recording the lease ends
and the same delivery goes out again, under the same id.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import structlog

from storywire.domain.ids import digest
from storywire.errors import OvertakenError, TransientError
from storywire.metrics import Metrics
from storywire.ports.delivery import (
    Attempt,
    Deliveries,
    Delivery,
    Fate,
    Subscription,
    SubscriptionStore,
)
from storywire.ports.processing import Clock
from storywire_notify.channels.channel import Channel, Message, Reply
from storywire_notify.fate import fate_of, health_after

log = structlog.get_logger()
LEASE_SECONDS = 30.0
# Another process may have ended with deliveries that are due.
_LONGEST_SLEEP = 5.0
_LAST_WAIT = 5.0
_PAUSE = 1.0


class Dispatcher:
    """Runs all channels' deliveries, at most `max_in_flight` at a time."""

    def __init__(
        self,
        subscriptions: SubscriptionStore,
        deliveries: Deliveries,
        channels: Mapping[str, Channel],
        *,
        clock: Clock,
        metrics: Metrics,
        max_in_flight: int = 64,
    ) -> None:
        self._subscriptions = subscriptions
        self._deliveries = deliveries
        self._channels = channels
        self._clock = clock
        self._metrics = metrics
        self._max = max_in_flight
        self._under_way: set[asyncio.Task[None]] = set()
        self._stirred = asyncio.Event()
        deliveries.on_queued(self.wake)

    def wake(self) -> None:
        """Look for due deliveries now."""
        self._stirred.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set; what is under way then may finish within 5 s."""
        stopping = asyncio.create_task(stop.wait())
        stopping.add_done_callback(lambda _: self.wake())
        try:
            while not stop.is_set():
                self._stirred.clear()
                await self._turn()
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=_LAST_WAIT)
        finally:
            stopping.cancel()
            for task in tuple(self._under_way):
                task.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)
            for channel in self._channels.values():
                await channel.close()

    async def _turn(self) -> None:
        try:
            await self.start_due()
            await self._sleep()
        except TransientError as error:
            log.warning("dispatcher_waits", error=str(error))
            await asyncio.sleep(_PAUSE)

    async def start_due(self) -> int:
        """Start sending what is due and free to go; return how many that were."""
        free = self._max - len(self._under_way)
        due = await self._deliveries.next_due()
        if free <= 0 or due is None or due > self._clock.now():
            return 0
        claimed = await self._deliveries.claim(self._clock.now(), lease=LEASE_SECONDS, limit=free)
        for delivery in claimed:
            task = asyncio.create_task(self._deliver(delivery))
            self._under_way.add(task)
            task.add_done_callback(self._done)
        return len(claimed)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self.wake()
        if not task.cancelled() and task.exception() is not None:
            log.error("delivery_not_recorded", exc_info=task.exception())

    async def _sleep(self) -> None:
        due = await self._deliveries.next_due()
        seconds = _LONGEST_SLEEP
        if due is not None and len(self._under_way) < self._max:
            # Due and still not claimed: its endpoint or story is busy; the end of that wakes.
            ahead = (due - self._clock.now()).total_seconds()
            seconds = min(seconds, ahead if ahead > 0 else 1.0)
        try:
            async with asyncio.timeout(seconds):
                await self._stirred.wait()
        except TimeoutError:
            return

    async def _deliver(self, delivery: Delivery) -> None:
        subscription = await self._subscriptions.get(delivery.subscription_id)
        if subscription is None:
            await self._deliveries.forget(delivery.subscription_id)
            return
        message = Message(delivery.delivery_id, delivery.body, self._clock.now())
        started = time.perf_counter()
        reply = await self._channels[subscription.channel].send(subscription, message)
        milliseconds = round((time.perf_counter() - started) * 1e3)
        await self._record(delivery, message, reply, milliseconds)

    async def _record(
        self, delivery: Delivery, message: Message, reply: Reply, milliseconds: int
    ) -> None:
        now = self._clock.now()
        subscription = await self._subscriptions.get(delivery.subscription_id)
        if subscription is None:
            await self._deliveries.forget(delivery.subscription_id)
            return
        after = health_after(subscription, reply, now)
        attempt = _attempt(delivery, message, reply, milliseconds)
        fate = await self._settle(delivery, attempt, reply, now=now, active=after.active)
        await self._keep_health(subscription, after)
        self._observe(delivery, reply, fate)

    async def _settle(
        self, delivery: Delivery, attempt: Attempt, reply: Reply, *, now: datetime, active: bool
    ) -> Fate:
        while True:
            standing = await self._deliveries.standing(attempt.subscription_id, attempt.story_id)
            fate = fate_of(delivery, reply, standing, now=now, active=active)
            try:
                await self._deliveries.record(attempt, replace(fate, seen=standing.mark))
            except OvertakenError:
                continue
            return fate

    async def _keep_health(self, before: Subscription, after: Subscription) -> None:
        if after == before:
            return
        await self._subscriptions.put(after)
        if before.active and not after.active:
            await self._deliveries.hold(after.subscription_id)
            log.warning(
                "subscription_disabled",
                subscription_id=after.subscription_id,
                reason=after.disabled_reason,
            )

    def _observe(self, delivery: Delivery, reply: Reply, fate: Fate) -> None:
        outcome = "ok" if reply.good else "error" if reply.status is None else "refused"
        self._metrics.attempts.labels(outcome).inc()
        if fate.state == "delivered" and delivery.accepted_at is not None:
            waited = self._clock.now().timestamp() - delivery.accepted_at
            self._metrics.latency.labels("webhook").observe(max(0.0, waited))


def _attempt(delivery: Delivery, message: Message, reply: Reply, milliseconds: int) -> Attempt:
    return Attempt(
        attempt_id=digest("attempt", delivery.delivery_id, message.at.isoformat(), length=20),
        delivery_id=delivery.delivery_id,
        subscription_id=delivery.subscription_id,
        story_id=delivery.story_id,
        version=delivery.version,
        at=message.at,
        status=reply.status,
        milliseconds=milliseconds,
        error=reply.error,
        reply=reply.text,
    )
