"""`/v1/subscriptions`: who is told of what. Refuses addresses that webhooks may not go to."""

import secrets
from collections.abc import Mapping, Sequence

from aiohttp import web

from storywire.domain.delivery.signing import OVERLAP, SECRET_BYTES, secret_of
from storywire.http.problem import Problem
from storywire.http.routes import Route, json_response, read_model
from storywire.ports.delivery import Deliveries, Subscription, SubscriptionStore
from storywire.ports.log import EventLog
from storywire.ports.processing import Clock
from storywire.ports.tokens import Scope
from storywire_notify.asked import known, wrong
from storywire_notify.channels.channel import Channel
from storywire_notify.processor import delivery_of
from storywire_notify.snapshots import snapshots
from storywire_notify.views import (
    NewSubscription,
    SubscriptionList,
    SubscriptionPatch,
    SubscriptionView,
    view_of,
)

_SCOPE: Scope = "subscribe"
_ROOT = "/v1/subscriptions"
_ONE = f"{_ROOT}/{{subscription_id}}"


class SubscriptionRoutes:
    """Makes, shows, changes and ends subscriptions."""

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
            *self._routes_of_one(),
        )

    def _routes_of_one(self) -> Sequence[Route]:
        return (
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
                f"{_ONE}/enable",
                self._enable,
                "Send again, the backlog first.",
                answer=SubscriptionView,
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
        return json_response(view_of(await known(self._subscriptions, request)))

    async def _change(self, request: web.Request) -> web.Response:
        subscription = await known(self._subscriptions, request)
        patch = await read_model(request, SubscriptionPatch)
        if patch.url is not None:
            await self._check(subscription.channel, patch.url)
        given = {name: getattr(patch, name) for name in sorted(patch.model_fields_set)}
        wanted = {name: value for name, value in given.items() if value is not None}
        changed = (await known(self._subscriptions, request)).model_copy(update=wanted)
        await self._subscriptions.put(changed)
        return json_response(view_of(changed))

    async def _remove(self, request: web.Request) -> web.Response:
        subscription = await known(self._subscriptions, request)
        await self._subscriptions.remove(subscription.subscription_id)
        await self._deliveries.forget(subscription.subscription_id)
        return web.Response(status=204)

    async def _rotate(self, request: web.Request) -> web.Response:
        subscription = await known(self._subscriptions, request)
        rotated = subscription.model_copy(
            update={
                "secret": secret_of(secrets.token_bytes(SECRET_BYTES)),
                "old_secret": subscription.secret,
                "old_secret_until": self._clock.now() + OVERLAP,
            }
        )
        await self._subscriptions.put(rotated)
        return json_response(view_of(rotated, secret=rotated.secret))

    async def _enable(self, request: web.Request) -> web.Response:
        subscription = await known(self._subscriptions, request)
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

    async def _check(self, channel: str, url: str) -> None:
        try:
            await self._channels[channel].check(url)
        except ValueError as error:
            raise wrong("url", str(error)) from error
