"""The system clock: the one place that asks the machine for the time."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from storywire.ports.processing import Clock


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the current instant in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is set; for replay and tests."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """Return the instant it was set to."""
        return self._at

    def set(self, at: datetime) -> None:
        """Move the clock to `at`."""
        self._at = at


if TYPE_CHECKING:
    _: Clock = SystemClock()
    __: Clock = FixedClock(datetime.min.replace(tzinfo=UTC))
