"""What every channel can do: check an address, and send bytes to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from aiohttp.abc import AbstractResolver

from storywire.ports.delivery import Subscription
from storywire_notify.settings import NotifySettings


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: `body` as it is, under `message_id`, at `at`."""

    message_id: str
    body: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of sending: without an answer `status` is None and `error` says why."""

    status: int | None
    error: str = ""
    text: str = ""
    retry_after: timedelta | None = None
    forbidden: bool = False

    @property
    def good(self) -> bool:
        """Return whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """Return whether the receiver wants no more."""
        return self.status == 410


class Channel(Protocol):
    """A way to reach subscribers."""

    async def check(self, url: str) -> None:
        """Return if `url` can be sent to.

        Raises:
            ValueError: it can't; the message says why.
        """
        ...

    async def send(self, subscription: Subscription, message: Message) -> Reply:
        """Send once, within the time limits; whatever fails out there is in the reply."""
        ...

    async def close(self) -> None:
        """Close what is open."""
        ...


ChannelFactory = Callable[[NotifySettings, AbstractResolver], Channel]
