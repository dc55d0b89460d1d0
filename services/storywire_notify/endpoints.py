"""Subscriptions in memory: a port's promise without a read of the disk for every event."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from storywire.ports.delivery import Subscription, SubscriptionStore


class CachedSubscriptions:
    """Keeps all subscriptions of `store` in memory; all of this process's writes go through it."""

    def __init__(self, store: SubscriptionStore) -> None:
        self._store = store
        self._known: dict[str, Subscription] | None = None

    async def put(self, subscription: Subscription) -> None:
        """Keep `subscription`; the same id again replaces it."""
        known = await self._all()
        await self._store.put(subscription)
        known[subscription.subscription_id] = subscription

    async def get(self, subscription_id: str) -> Subscription | None:
        """Return it, or None."""
        return (await self._all()).get(subscription_id)

    async def all(self) -> Sequence[Subscription]:
        """Return all subscriptions, oldest first."""
        return list((await self._all()).values())

    async def remove(self, subscription_id: str) -> bool:
        """Remove it; return whether there was one."""
        known = await self._all()
        removed = await self._store.remove(subscription_id)
        known.pop(subscription_id, None)
        return removed

    async def _all(self) -> dict[str, Subscription]:
        if self._known is None:
            self._known = {one.subscription_id: one for one in await self._store.all()}
        return self._known


if TYPE_CHECKING:

    def _is_store(endpoints: CachedSubscriptions) -> SubscriptionStore:
        return endpoints
