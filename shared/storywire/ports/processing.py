"""Processor: a plain object that turns events into the events that follow; and the Clock."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, runtime_checkable

from storywire.events import Event


class Processor(Protocol):
    """Handles what a consumer group reads from one topic."""

    async def handle(self, events: Sequence[Event]) -> Sequence[Event]:
        """Return what follows from a micro-batch (at most 64, in log order).

        Awaits nothing but its store; never publishes, sleeps or reads a clock. Handling the
        same event twice gives the same result as handling it once.

        Raises:
            TransientError: try the same batch again later.
            PermanentError: this input can never be handled; the runtime finds which one it is.
        """
        ...


@runtime_checkable
class Resettable(Protocol):
    """A processor with an in-memory cache that must not outlive a rolled-back step."""

    def reset(self) -> None:
        """Forget what is cached; the next `handle` reads it from the store again."""
        ...


@runtime_checkable
class Sharing(Protocol):
    """A processor with an in-memory cache by key, which can be shared out anew."""

    def keep(self, mine: Callable[[str], bool]) -> None:
        """Forget what is cached of keys that are not `mine`: another process goes on with them."""
        ...


@runtime_checkable
class GivesUp(Protocol):
    """A processor that owes an answer even for an input that became a dead letter."""

    async def give_up(self, event: Event) -> Sequence[Event]:
        """Return what follows from `event` when its content can't be used."""
        ...


class Clock(Protocol):
    """Where time comes from outside the domain."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        ...


class Atomic(Protocol):
    """Runs several writes as one where the adapter can (SQLite); elsewhere it does nothing."""

    def __call__(self) -> AbstractContextManager[None]:
        """Return a context: all writes inside happen, or none do."""
        ...
