"""`/v1/subscriptions`: who is told of what. Refuses addresses that webhooks may not go to."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta

import orjson
from aiohttp import web

from storywire.domain.delivery.signing import OVERLAP, SECRET_BYTES, secret_of
from storywire.domain.ids import digest
from storywire.http.problem import Problem
from storywire.http.routes import Route, json_response, read_model, read_query
from storywire.ports.delivery import Deliveries, Subscription, SubscriptionStore
from storywire.ports.log import EventLog
from storywire.ports.processing import Clock
from storywire.ports.tokens import Scope
from storywire_notify.channels.channel import Channel, Message
from storywire_notify.processor import delivery_of
from storywire_notify.snapshots import snapshots
from storywire_notify.views import (
    AttemptList,
    AttemptsQuery,
    NewSubscription,
    Queued,
    RecoverQuery,
    SubscriptionList,
    SubscriptionPatch,
    SubscriptionView,
    TestResult,
    attempt_view,
    view_of,
)

MAX_RECOVERY = timedelta(days=14)
_SCOPE: Scope = "subscribe"
_ROOT = "/v1/subscriptions"
_ONE = f"{_ROOT}/{{subscription_id}}"


class SubscriptionRoutes:
    """Makes, shows, changes and repairs subscriptions."""

    def __init__(
        self,
        subscriptions: SubscriptionStore,
        deliveries: Deliveries,
        channels: Mapping[str, Channel],
        log: EventLog,
        *,
        clock: Clock,
        max_subscriptions: int,
    ) -> None:
        self._subscriptions = subscriptions
        self._deliveries = deliveries
        self._channels = channels
        self._log = log
        self._clock = clock
        self._max = max_subscriptions

    def routes(self) -> Sequence[Route]:
        """Return the routes; all need the scope `subscribe`."""
        return (
            Route(
                "POST",
                _ROOT,
                self._make,
                "Subscribe; the secret is shown only here.",
                body=NewSubscription,
                answer=SubscriptionView,
                status=201,
                scope=_SCOPE,
            ),
            Route(
                "GET",
                _ROOT,
                self._list,
                "All subscriptions.",
                answer=SubscriptionList,
                scope=_SCOPE,
            ),
            Route(
                "GET", _ONE, self._show, "One subscription.", answer=SubscriptionView, scope=_SCOPE
            ),
            Route(
                "PATCH",
                _ONE,
                self._change,
                "Change address, filter or description.",
                body=SubscriptionPatch,
                answer=SubscriptionView,
                scope=_SCOPE,
            ),
            Route(
                "DELETE",
                _ONE,
                self._remove,
                "Unsubscribe; what is owed is dropped.",
                status=204,
                scope=_SCOPE,
            ),
            Route(
                "POST",
                f"{_ONE}/rotate-secret",
                self._rotate,
                "Make a new secret; the old one signs too for 24 h.",
                answer=SubscriptionView,
                scope=_SCOPE,
            ),
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
                f"{_ONE}/enable",
                self._enable,
                "Send again, the backlog first.",
                answer=SubscriptionView,
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

    async def _make(self, request: web.Request) -> web.Response:
        wanted = await read_model(request, NewSubscription)
        if len(await self._subscriptions.all()) >= self._max:
            raise Problem(409, "Conflict", detail=f"there are {self._max} subscriptions already")
        await self._check(wanted.channel, wanted.url)
        subscription = Subscription(
            subscription_id=f"sub_{secrets.token_hex(10)}",
            channel=wanted.channel,
            url=wanted.url,
            filter=wanted.filter,
            description=wanted.description,
            created_at=self._clock.now(),
            secret=secret_of(secrets.token_bytes(SECRET_BYTES)),
        )
        await self._subscriptions.put(subscription)
        if wanted.initial == "snapshots":
            async for notice in snapshots(self._log, subscription.filter):
                owed = delivery_of(subscription.subscription_id, notice, notice.encode())
                await self._deliveries.queue([owed])
        return json_response(view_of(subscription, secret=subscription.secret), status=201)

    async def _list(self, _: web.Request) -> web.Response:
        found = await self._subscriptions.all()
        return json_response(SubscriptionList(items=tuple(map(view_of, found))))

    async def _show(self, request: web.Request) -> web.Response:
        return json_response(view_of(await self._asked(request)))

    async def _change(self, request: web.Request) -> web.Response:
        subscription = await self._asked(request)
        patch = await read_model(request, SubscriptionPatch)
        if patch.url is not None:
            await self._check(subscription.channel, patch.url)
        given = {name: getattr(patch, name) for name in sorted(patch.model_fields_set)}
        wanted = {name: value for name, value in given.items() if value is not None}
        changed = (await self._asked(request)).model_copy(update=wanted)
        await self._subscriptions.put(changed)
        return json_response(view_of(changed))

    async def _remove(self, request: web.Request) -> web.Response:
        subscription = await self._asked(request)
        await self._subscriptions.remove(subscription.subscription_id)
        await self._deliveries.forget(subscription.subscription_id)
        return web.Response(status=204)

    async def _rotate(self, request: web.Request) -> web.Response:
        subscription = await self._asked(request)
        rotated = subscription.model_copy(
            update={
                "secret": secret_of(secrets.token_bytes(SECRET_BYTES)),
                "old_secret": subscription.secret,
                "old_secret_until": self._clock.now() + OVERLAP,
            }
        )
        await self._subscriptions.put(rotated)
        return json_response(view_of(rotated, secret=rotated.secret))

    async def _test(self, request: web.Request) -> web.Response:
        subscription = await self._asked(request)
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

    async def _enable(self, request: web.Request) -> web.Response:
        subscription = await self._asked(request)
        enabled = subscription.model_copy(
            update={
                "disabled_at": None,
                "disabled_reason": "",
                "failures": 0,
                "failing_since": None,
            }
        )
        await self._subscriptions.put(enabled)
        await self._deliveries.release(enabled.subscription_id)
        return json_response(view_of(enabled))

    async def _recover(self, request: web.Request) -> web.Response:
        subscription = await self._active(request)
        since = read_query(request, RecoverQuery).since
        if since.tzinfo is None:
            raise _wrong("since", "needs a time zone, as in 2026-01-31T12:00:00Z")
        if since < self._clock.now() - MAX_RECOVERY:
            raise _wrong("since", "is more than 14 days ago")
        queued = 0
        async for notice in snapshots(self._log, subscription.filter, since=since):
            owed = delivery_of(subscription.subscription_id, notice, notice.encode())
            await self._deliveries.queue([owed])
            queued += await self._deliveries.requeue(owed.delivery_id)
        return json_response(Queued(queued=queued), status=202)

    async def _attempts(self, request: web.Request) -> web.Response:
        subscription = await self._asked(request)
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

    async def _asked(self, request: web.Request) -> Subscription:
        found = await self._subscriptions.get(request.match_info["subscription_id"])
        if found is None:
            raise Problem(404, "Not Found", detail="no such subscription")
        return found

    async def _active(self, request: web.Request) -> Subscription:
        subscription = await self._asked(request)
        if not subscription.active:
            raise Problem(409, "Conflict", detail="the subscription is disabled; enable it first")
        return subscription

    async def _check(self, channel: str, url: str) -> None:
        try:
            await self._channels[channel].check(url)
        except ValueError as error:
            raise _wrong("url", str(error)) from error


def _wrong(field: str, message: str) -> Problem:
    errors = [{"field": field, "message": message}]
    return Problem(422, "Unprocessable Content", errors=errors)
