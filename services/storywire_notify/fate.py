"""What follows from a reply: for the delivery, and for the subscription's health."""

from dataclasses import replace
from datetime import datetime

from storywire.domain.delivery.merge import merged
from storywire.domain.delivery.notice import Notice
from storywire.domain.delivery.schedule import is_hopeless, retry_wait
from storywire.ports.delivery import Delivery, Fate, Standing, Subscription
from storywire_notify.channels.channel import Reply
from storywire_notify.processor import story_in

GONE = "the endpoint answered 410 Gone"
FORBIDDEN = "the endpoint's address is not allowed"
HOPELESS = "no success for 5 days, and at least 20 failures"


def fate_of(
    delivery: Delivery, reply: Reply, standing: Standing, *, now: datetime, active: bool
) -> Fate:
    """Return what becomes of `delivery`; `active` says whether its subscription still is.

    A failed version gives way to the newer one that waits behind it, at the failed one's time.
    """
    if reply.good:
        return Fate("delivered")
    wait = retry_wait(delivery.delivery_id, delivery.tries + 1, retry_after=reply.retry_after)
    newer = standing.waiting
    if newer is not None and newer.version > delivery.version:
        body = _joined(delivery, newer, standing)
        return Fate("replaced", now + wait if wait else now, replace(newer, body=body))
    if not active:
        return Fate("held")
    return Fate("waiting", now + wait) if wait else Fate("failed")


def _joined(delivery: Delivery, newer: Delivery, standing: Standing) -> bytes:
    notice = Notice.model_validate_json(newer.body)
    update = merged(
        story_in(standing.delivered),
        Notice.model_validate_json(delivery.body).data,
        notice.data,
        attempted=True,
    )
    return notice.model_copy(update={"data": update}).encode() if update else newer.body


def health_after(subscription: Subscription, reply: Reply, now: datetime) -> Subscription:
    """Return the subscription after `reply`: its failures counted, disabled if that is due.

    A success of a healthy subscription changes nothing but once an hour, to spare the disk.
    """
    if reply.good:
        return _succeeded(subscription, now)
    since = subscription.failing_since or now
    failures = subscription.failures + 1
    reason = _reason(reply) or (
        HOPELESS if is_hopeless(failing_since=since, failures=failures, now=now) else ""
    )
    counted = {"failing_since": since, "failures": failures}
    if not subscription.active or not reason:
        return subscription.model_copy(update=counted)
    return subscription.model_copy(
        update={**counted, "disabled_at": now, "disabled_reason": reason}
    )


def _succeeded(subscription: Subscription, now: datetime) -> Subscription:
    last = subscription.last_success_at
    if not subscription.failures and last is not None and (now - last).total_seconds() < 3_600:
        return subscription
    healthy = {"failures": 0, "failing_since": None, "last_success_at": now}
    return subscription.model_copy(update=healthy)


def _reason(reply: Reply) -> str:
    return GONE if reply.gone else FORBIDDEN if reply.forbidden else ""
