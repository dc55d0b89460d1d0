"""What goes into and comes out of the subscription routes. Secrets only at making and rotating."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from storywire.domain.delivery.filters import Filter
from storywire.domain.model import Text
from storywire.ports.delivery import Attempt, Subscription

Url = Annotated[Text, Field(min_length=1, max_length=2_048)]
Description = Annotated[Text, Field(max_length=500)]


class NewSubscription(BaseModel):
    """What a subscriber sends; `initial=snapshots` brings the stories as they are now."""

    model_config = ConfigDict(extra="forbid")

    channel: Literal["webhook"] = "webhook"
    url: Url
    filter: Filter = Filter()
    description: Description = ""
    initial: Literal["now", "snapshots"] = "now"


class SubscriptionPatch(BaseModel):
    """What may be changed; what is not given stays."""

    model_config = ConfigDict(extra="forbid")

    url: Url | None = None
    filter: Filter | None = None
    description: Description | None = None


class SubscriptionView(BaseModel):
    """A subscription as it is shown; `secret` only when it is new."""

    subscription_id: str
    channel: str
    url: str
    filter: Filter
    description: str
    created_at: datetime
    status: Literal["active", "disabled"]
    disabled_at: datetime | None
    disabled_reason: str
    failures: int
    failing_since: datetime | None
    last_success_at: datetime | None
    secret: str | None = None
    old_secret_until: datetime | None = None


class SubscriptionList(BaseModel):
    """All subscriptions, oldest first."""

    items: tuple[SubscriptionView, ...]


class AttemptView(BaseModel):
    """One webhook request and its answer."""

    attempt_id: str
    delivery_id: str
    story_id: str
    version: int
    at: datetime
    status: int | None
    milliseconds: int
    error: str
    reply: str


class AttemptList(BaseModel):
    """The newest attempts, newest first."""

    items: tuple[AttemptView, ...]


class TestResult(BaseModel):
    """What came of a test message."""

    delivered: bool
    status: int | None
    error: str
    reply: str


class Queued(BaseModel):
    """How many deliveries were made due."""

    queued: int


class RecoverQuery(BaseModel):
    """Since when; at most 14 days ago."""

    model_config = ConfigDict(extra="forbid")

    since: datetime


class AttemptsQuery(BaseModel):
    """How many."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=500)] = 100


def view_of(subscription: Subscription, *, secret: str | None = None) -> SubscriptionView:
    """Return what is shown of `subscription`."""
    return SubscriptionView(
        **subscription.model_dump(
            include=SubscriptionView.model_fields.keys() - {"secret", "status", "filter"}
        ),
        filter=subscription.filter,
        status="active" if subscription.active else "disabled",
        secret=secret,
    )


def attempt_view(attempt: Attempt) -> AttemptView:
    """Return what is shown of `attempt`."""
    return AttemptView(
        attempt_id=attempt.attempt_id,
        delivery_id=attempt.delivery_id,
        story_id=attempt.story_id,
        version=attempt.version,
        at=attempt.at,
        status=attempt.status,
        milliseconds=attempt.milliseconds,
        error=attempt.error,
        reply=attempt.reply,
    )
