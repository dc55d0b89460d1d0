"""Subscriptions, and what is owed to each of them. Refuses nothing: routes check first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from storywire.domain.delivery.filters import Filter
from storywire.domain.model import Value


class Subscription(Value):
    """Who wants to be told of what, where; and how well that goes."""

    subscription_id: str
    channel: str = "webhook"
    url: str
    filter: Filter = Filter()
    description: str = ""
    created_at: datetime
    secret: str
    old_secret: str | None = None
    old_secret_until: datetime | None = None
    disabled_at: datetime | None = None
    disabled_reason: str = ""
    failures: int = 0
    failing_since: datetime | None = None
    last_success_at: datetime | None = None

    @property
    def active(self) -> bool:
        """Return whether it gets deliveries."""
        return self.disabled_at is None

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """Return the secrets to sign with at `now`, the newest first."""
        old = self.old_secret
        if old is None or self.old_secret_until is None or self.old_secret_until <= now:
            return (self.secret,)
        return (self.secret, old)


class SubscriptionStore(Protocol):
    """Keeps subscriptions by id."""

    async def put(self, subscription: Subscription) -> None:
        """Keep `subscription`; the same id again replaces it."""
        ...

    async def get(self, subscription_id: str) -> Subscription | None:
        """Return it, or None."""
        ...

    async def all(self) -> Sequence[Subscription]:
        """Return all subscriptions, oldest first."""
        ...

    async def remove(self, subscription_id: str) -> bool:
        """Remove it; return whether there was one."""
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """One version of one story, owed to one subscription; `delivery_id` is the webhook-id.

    `tries` counts failed ones, of the versions it replaced too; `attempted` says whether any of
    them may have arrived. `seen` is the mark of the standing that a new one's body was made for.
    """

    delivery_id: str
    subscription_id: str
    story_id: str
    version: int
    body: bytes
    accepted_at: float | None = None
    tries: int = 0
    attempted: bool = False
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a subscription stands with a story: what it got, gets now and will get.

    `mark` differs whenever any of that does.
    """

    version: int = 0
    waiting: Delivery | None = None
    sending: Delivery | None = None
    delivered: bytes | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request and its answer; `status` is None without one, `reply` its first 1,000 bytes."""

    attempt_id: str
    delivery_id: str
    subscription_id: str
    story_id: str
    version: int
    at: datetime
    status: int | None
    milliseconds: int
    error: str = ""
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a delivery after an attempt.

    `waiting` is tried again at `due`; `held` waits until its subscription is enabled; `replaced`
    gives way to `newer`, whose body takes the place of the one that waits, to be tried at `due`.
    `seen` is the mark of the standing that was looked at.
    """

    state: Literal["delivered", "waiting", "failed", "held", "replaced"]
    due: datetime | None = None
    newer: Delivery | None = None
    seen: str = ""


class DeliveryStore(Protocol):
    """Deliveries: at most one in flight and one waiting per (subscription, story).

    What is decided on a standing names its mark as `seen`: where the pair went on meanwhile,
    nothing is written, and OvertakenError says so. With "" nothing is compared.
    """

    async def standing(self, subscription_id: str, story_id: str) -> Standing:
        """Return what is known of the pair."""
        ...

    async def queue(self, deliveries: Sequence[Delivery]) -> None:
        """Owe `deliveries`; an id that is known changes nothing.

        Each replaces what waits for its pair, and waits as long as that would have.

        Raises:
            OvertakenError: the standing of a pair is not what was seen; some may be queued.
        """
        ...

    async def claim(self, now: datetime, *, lease: float, limit: int) -> Sequence[Delivery]:
        """Return up to `limit` due deliveries, taken for `lease` s, fairly over subscriptions.

        At most 8 of a subscription and 1 of a (subscription, story) are taken at a time. One whose
        lease ended without a record is due again.
        """
        ...

    async def record(self, attempt: Attempt, fate: Fate) -> None:
        """Keep `attempt` and let `fate` happen to its delivery, as one step.

        Raises:
            OvertakenError: the standing of the pair is not what was seen.
        """
        ...


class Backlog(Protocol):
    """What routes do to deliveries that are owed."""

    async def hold(self, subscription_id: str) -> None:
        """Stop what waits for the subscription; it is kept."""
        ...

    async def release(self, subscription_id: str) -> None:
        """Make due what was held."""
        ...

    async def requeue(self, delivery_id: str) -> bool:
        """Make it due anew; False if it is gone or a newer version took its place."""
        ...

    async def forget(self, subscription_id: str) -> None:
        """Drop all deliveries and attempts of the subscription."""
        ...


class DeliveryReads(Protocol):
    """What can be seen of deliveries."""

    async def attempts(self, subscription_id: str, *, limit: int) -> Sequence[Attempt]:
        """Return the newest attempts, newest first."""
        ...

    async def of_story(self, story_id: str) -> Sequence[Mapping[str, Any]]:
        """Return the newest deliveries of a story as JSON values, by subscription."""
        ...

    async def next_due(self) -> datetime | None:
        """Return when the next delivery becomes due, None if none waits."""
        ...

    def on_queued(self, call: Callable[[], None]) -> None:
        """Call `call` whenever deliveries may have become due."""
        ...


class Deliveries(DeliveryStore, Backlog, DeliveryReads, Protocol):
    """Everything the notify service asks of its deliveries."""
