"""Subscriptions in Redis, one JSON document each. The secrets in it sign, so they are readable."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from storywire.adapters.redis.server import Server, connect
from storywire.ports.delivery import Subscription, SubscriptionStore


class RedisSubscriptionStore:
    """Keeps subscriptions in one hash: whoever handles an update reads them all."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._key = server.key("subscriptions", "documents")

    async def put(self, subscription: Subscription) -> None:
        """Keep `subscription`; the same id again replaces it."""
        document = subscription.model_dump_json()
        await self._server.ask("HSET", self._key, subscription.subscription_id, document)

    async def get(self, subscription_id: str) -> Subscription | None:
        """Return it, or None."""
        document = await self._server.ask("HGET", self._key, subscription_id)
        return Subscription.model_validate_json(document) if document else None

    async def all(self) -> Sequence[Subscription]:
        """Return all subscriptions, oldest first."""
        documents = await self._server.ask("HVALS", self._key)
        found = map(Subscription.model_validate_json, documents)
        return sorted(found, key=lambda one: (one.created_at, one.subscription_id))

    async def remove(self, subscription_id: str) -> bool:
        """Remove it; return whether there was one."""
        return bool(await self._server.ask("HDEL", self._key, subscription_id))


if TYPE_CHECKING:
    _: SubscriptionStore = RedisSubscriptionStore(connect("redis://"))
