"""`/v1/subscriptions/{id}/…`: tries a subscription out, and sends again what did not arrive."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import orjson
from aiohttp import web

from storywire.domain.ids import digest
from storywire.http.problem import Problem
from storywire.http.routes import Route, json_response, read_query
from storywire.ports.delivery import Deliveries, Subscription, SubscriptionStore
from storywire.ports.log import EventLog
from storywire.ports.processing import Clock
from storywire.ports.tokens import Scope
from storywire_notify.asked import known, wrong
from storywire_notify.channels.channel import Channel, Message
from storywire_notify.processor import delivery_of
from storywire_notify.snapshots import snapshots
from storywire_notify.views import (
    AttemptList,
    AttemptsQuery,
    Queued,
    RecoverQuery,
    TestResult,
    attempt_view,
)

MAX_RECOVERY = timedelta(days=14)
_SCOPE: Scope = "subscribe"
_ONE = "/v1/subscriptions/{subscription_id}"


class RepairRoutes:
    """Test messages, recovery, attempts and their repetition."""

    def __init__(
        self,
        subscriptions: SubscriptionStore,
        deliveries: Deliveries,
        channels: Mapping[str, Channel],
        log: EventLog,
        *,
        clock: Clock,
    ) -> None:
        self._subscriptions = subscriptions
        self._deliveries = deliveries
        self._channels = channels
        self._log = log
        self._clock = clock

    def routes(self) -> Sequence[Route]:
        """Return the routes; all need the scope `subscribe`."""
        return (
            Route(
                "POST",
                f"{_ONE}/test",
                self._test,
                "Send a signed test message now.",
                answer=TestResult,
                scope=_SCOPE,
            ),
            Route(
                "POST",
                f"{_ONE}/recover",
                self._recover,
                "Send the newest version of each story updated since (at most 14 days).",
                query=RecoverQuery,
                answer=Queued,
                status=202,
                scope=_SCOPE,
            ),
            Route(
                "GET",
                f"{_ONE}/attempts",
                self._attempts,
                "The newest attempts.",
                query=AttemptsQuery,
                answer=AttemptList,
                scope=_SCOPE,
            ),
            Route(
                "POST",
                f"{_ONE}/attempts/{{attempt_id}}/retry",
                self._retry,
                "Send what this attempt sent once more.",
                answer=Queued,
                status=202,
                scope=_SCOPE,
            ),
        )

    async def _test(self, request: web.Request) -> web.Response:
        subscription = await known(self._subscriptions, request)
        now = self._clock.now()
        body = {
            "type": "subscription.test",
            "timestamp": now,
            "data": {"subscription_id": subscription.subscription_id},
        }
        message_id = digest("test", subscription.subscription_id, now.isoformat())
        channel = self._channels[subscription.channel]
        reply = await channel.send(subscription, Message(message_id, orjson.dumps(body), now))
        return json_response(
            TestResult(
                delivered=reply.good, status=reply.status, error=reply.error, reply=reply.text
            )
        )

    async def _recover(self, request: web.Request) -> web.Response:
        subscription = await self._active(request)
        since = read_query(request, RecoverQuery).since
        if since.tzinfo is None:
            raise wrong("since", "needs a time zone, as in 2026-01-31T12:00:00Z")
        if since < self._clock.now() - MAX_RECOVERY:
            raise wrong("since", "is more than 14 days ago")
        queued = 0
        async for notice in snapshots(self._log, subscription.filter, since=since):
            owed = delivery_of(subscription.subscription_id, notice, notice.encode())
            await self._deliveries.queue([owed])
            queued += await self._deliveries.requeue(owed.delivery_id)
        return json_response(Queued(queued=queued), status=202)

    async def _attempts(self, request: web.Request) -> web.Response:
        subscription = await known(self._subscriptions, request)
        limit = read_query(request, AttemptsQuery).limit
        found = await self._deliveries.attempts(subscription.subscription_id, limit=limit)
        return json_response(AttemptList(items=tuple(map(attempt_view, found))))

    async def _retry(self, request: web.Request) -> web.Response:
        subscription = await self._active(request)
        attempt_id = request.match_info["attempt_id"]
        attempts = await self._deliveries.attempts(subscription.subscription_id, limit=10_000)
        asked = next((one for one in attempts if one.attempt_id == attempt_id), None)
        if asked is None:
            raise Problem(404, "Not Found", detail="no such attempt of this subscription")
        if not await self._deliveries.requeue(asked.delivery_id):
            detail = "a newer version of the story took its place, or it is being sent now"
            raise Problem(409, "Conflict", detail=detail)
        return json_response(Queued(queued=1), status=202)

    async def _active(self, request: web.Request) -> Subscription:
        subscription = await known(self._subscriptions, request)
        if not subscription.active:
            raise Problem(409, "Conflict", detail="the subscription is disabled; enable it first")
        return subscription
