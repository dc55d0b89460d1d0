"""Owes each new version of a story to every subscription that asks for it; sends nothing itself."""

from collections.abc import Sequence
from dataclasses import replace

from storywire.domain.delivery.filters import Subject
from storywire.domain.delivery.merge import merged
from storywire.domain.delivery.notice import Notice
from storywire.domain.ids import digest
from storywire.domain.model import Story
from storywire.events import Event, StoryUpdated
from storywire.ports.delivery import Delivery, DeliveryStore, Standing, SubscriptionStore

ACCEPTED_AT = "storywire-accepted-at"


class NotifyProcessor:
    """Handles `story-updated` for the group `notify`."""

    def __init__(self, subscriptions: SubscriptionStore, deliveries: DeliveryStore) -> None:
        self._subscriptions = subscriptions
        self._deliveries = deliveries

    async def handle(self, events: Sequence[Event]) -> Sequence[Event]:
        """Queue what the events' updates owe; a version that is known changes nothing.

        Raises:
            OvertakenError: a delivery ended while its successor was made; nothing is lost.
        """
        active = [one for one in await self._subscriptions.all() if one.active]
        for event in events:
            if not isinstance(event, StoryUpdated) or not active:
                continue
            subject = Subject(event.data)
            wanting = [one.subscription_id for one in active if subject.meets(one.filter)]
            await self._owe(event, wanting)
        return ()

    async def _owe(self, event: StoryUpdated, subscription_ids: Sequence[str]) -> None:
        if not subscription_ids:
            return
        notice = Notice(timestamp=event.time, data=event.data)
        body = notice.encode()
        stamp = accepted_at(event)
        owed = []
        for subscription_id in subscription_ids:
            standing = await self._deliveries.standing(subscription_id, event.data.story_id)
            if event.data.version > standing.version:
                text = body if standing.waiting is None else following(standing, notice)
                made = delivery_of(subscription_id, notice, text, stamp)
                owed.append(replace(made, seen=standing.mark))
        await self._deliveries.queue(owed)


def following(standing: Standing, notice: Notice) -> bytes:
    """Return the body that replaces what waits with `notice`; empty if nothing is to be sent."""
    waiting = standing.waiting
    if waiting is None or not waiting.body:
        return notice.encode()
    # What is in flight counts as had: should it fail, its failure merges anew.
    had = standing.sending.body if standing.sending else standing.delivered
    update = merged(
        story_in(had),
        Notice.model_validate_json(waiting.body).data,
        notice.data,
        attempted=waiting.attempted,
    )
    return notice.model_copy(update={"data": update}).encode() if update else b""


def story_in(body: bytes | None) -> Story | None:
    """Return the snapshot in a delivered body."""
    return Notice.model_validate_json(body).data.story if body else None


def delivery_of(
    subscription_id: str, notice: Notice, body: bytes, stamp: float | None = None
) -> Delivery:
    """Return the delivery of `notice`, as `body`; its id is the same for the same version."""
    update = notice.data
    return Delivery(
        delivery_id=digest("delivery", subscription_id, update.story_id, update.version),
        subscription_id=subscription_id,
        story_id=update.story_id,
        version=update.version,
        body=body,
        accepted_at=stamp,
    )


def accepted_at(event: Event) -> float | None:
    """Return when the article behind `event` was accepted (POSIX time), if that is known."""
    stamp = dict(event.headers).get(ACCEPTED_AT)
    try:
        return float(stamp) if stamp is not None else None
    except ValueError:
        return None
