"""When a failed delivery is tried again, and when an endpoint is given up."""

from datetime import datetime, timedelta

from storywire.domain.ids import digest

RETRIES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
JITTER = 0.2
LONGEST_WAIT = timedelta(hours=24)
PATIENCE = timedelta(days=5)
MIN_FAILURES = 20
_STEPS = 1 << 32


def retry_wait(
    delivery_id: str, tries: int, *, retry_after: timedelta | None = None
) -> timedelta | None:
    """Return how long to wait after the `tries`-th (from 1) failed try, or None to give up.

    The plan's wait ±20 %, by a hash of delivery and try; a receiver's `retry_after` only ever
    lengthens it, to at most 24 h.
    """
    if tries > len(RETRIES):
        return None
    place = int(digest("retry", delivery_id, tries, length=8), 16) / _STEPS
    planned = RETRIES[tries - 1] * (1 - JITTER + 2 * JITTER * place)
    asked = min(retry_after or timedelta(0), LONGEST_WAIT)
    return max(planned, asked)


def is_hopeless(*, failing_since: datetime, failures: int, now: datetime) -> bool:
    """Return whether to disable: 5 days of failures, at least 20, without one success."""
    return failures >= MIN_FAILURES and now - failing_since >= PATIENCE
