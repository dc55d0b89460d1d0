"""What the subscription routes share: which one is asked for, and how a wrong field is told."""

from aiohttp import web

from storywire.http.problem import Problem
from storywire.ports.delivery import Subscription, SubscriptionStore


async def known(subscriptions: SubscriptionStore, request: web.Request) -> Subscription:
    """Return the subscription that the address names.

    Raises:
        Problem: 404 if there is none.
    """
    found = await subscriptions.get(request.match_info["subscription_id"])
    if found is None:
        raise Problem(404, "Not Found", detail="no such subscription")
    return found


def wrong(field: str, message: str) -> Problem:
    """Return the problem of one field."""
    errors = [{"field": field, "message": message}]
    return Problem(422, "Unprocessable Content", errors=errors)
